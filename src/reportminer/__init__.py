"""Figures, dates, cited documents and entities of German and Vietnamese reports, as typed values and tables.

>>> from reportminer import Miner
>>> report = Miner().mine_text("Ende 2023 zählte die Provinz 4.925 Parteizellen.")
>>> [(str(figure.value), figure.counted, figure.time_text) for figure in report.figures]
[('4925', 'Parteizellen', 'Ende 2023')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportminer.config import Config, load_config
    from reportminer.errors import ReportMinerError
    from reportminer.miner import Miner
    from reportminer.types import (
        DateExpression,
        Document,
        EntityMention,
        Figure,
        Problem,
        Report,
        Resolution,
    )

__all__ = [
    "Config",
    "DateExpression",
    "Document",
    "EntityMention",
    "Figure",
    "Miner",
    "Problem",
    "Report",
    "ReportMinerError",
    "Resolution",
    "load_config",
]

_HOMES = {
    "Config": "config",
    "Miner": "miner",
    "ReportMinerError": "errors",
    "load_config": "config",
}


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used: `reportminer --help` needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module 'reportminer' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"reportminer.{_HOMES.get(name, 'types')}"), name)
