"""What a training run is made of, from a TOML file: data, network, schedule, variants.  ``recipes/`` holds ours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from reportminer.errors import ConfigError, InputError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DataSet:
    """One CoNLL file: how often it counts, and which share of its sentences without an entity is kept."""

    file: str
    repeat: int = 1
    empty: float = 1.0


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """The size of the network; one ``seed`` decides everything that is drawn by lot."""

    width: int = 160
    dilations: tuple[int, ...] = (1, 1, 2, 3)
    dropout: float = 0.2
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast: epochs, words per step, the rate at the beginning."""

    epochs: int = 10
    words: int = 1600
    rate: float = 0.002


@dataclass(frozen=True, slots=True)
class Variants:
    """Shares of sentences that are trained once more, changed; ``names`` is the CoNLL file of foreign names."""

    capitals: float = 0.03
    lower: float = 0.02
    unaccented: float = 0.0
    wrapped: float = 0.15
    foreign: float = 0.0
    names: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """How often a word, beginning, ending, shape or pair must occur to have a row of its own."""

    word: int = 3
    start: int = 5
    end: int = 5
    shape: int = 4
    pair: int = 4


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything a run depends on beside the data themselves."""

    language: str
    sets: tuple[DataSet, ...]
    held_out: tuple[DataSet, ...] = ()
    network: NetworkPlan = field(default_factory=NetworkPlan)
    schedule: Schedule = field(default_factory=Schedule)
    variants: Variants = field(default_factory=Variants)
    tables: Tables = field(default_factory=Tables)


def load(path: Path) -> Recipe:
    """Read a recipe; raises :class:`~reportminer.errors.ConfigError` where it says what no recipe can."""
    try:
        return _recipe(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise ConfigError(f"{path}: no usable recipe: {error}") from None


def for_language(code: str, data: Path) -> Recipe:
    """Our recipe of a language where one of its files is in ``data``; else one for whatever CoNLL files are there.

    Files with ``dev`` or ``test`` in their names are held out.  Raises InputError where there is nothing to train on.
    """
    own = resources.files("reportminer.train") / "recipes" / f"{code}.toml"
    recipe = _recipe(tomllib.loads(own.read_text("utf-8"))) if own.is_file() else Recipe(code, ())
    if any((data / item.file).is_file() for item in recipe.sets):
        return recipe
    files = sorted(file.relative_to(data).as_posix() for file in data.rglob("*.conll"))
    apart = [file for file in files if any(word in Path(file).stem for word in ("dev", "test"))]
    trained = [file for file in files if file not in apart]
    if not trained:
        raise InputError(f"{data} holds no CoNLL file to train on (*.conll; dev and test are held out)")
    return replace(recipe, sets=tuple(map(DataSet, trained)), held_out=tuple(map(DataSet, apart)))


def _recipe(raw: Mapping[str, Any]) -> Recipe:
    unknown = set(raw) - {"language", "set", "held_out", "network", "schedule", "variants", "tables"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    network = dict(raw.get("network", {}))
    network["dilations"] = tuple(network.get("dilations", (1, 1, 2, 3)))
    return Recipe(
        language=str(raw["language"]) if "language" in raw else "",
        sets=tuple(_made(DataSet, item) for item in raw.get("set", ())),
        held_out=tuple(_made(DataSet, item) for item in raw.get("held_out", ())),
        network=_made(NetworkPlan, network),
        schedule=_made(Schedule, raw.get("schedule", {})),
        variants=_made(Variants, raw.get("variants", {})),
        tables=_made(Tables, raw.get("tables", {})),
    )


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
    unknown = set(values) - known
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return kind(**values)


__all__ = ["DataSet", "NetworkPlan", "Recipe", "Schedule", "Tables", "Variants", "for_language", "load"]
