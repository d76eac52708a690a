"""Where the trained NER models of the languages lie; nothing heavy is imported to find out."""

from __future__ import annotations

from pathlib import Path


def model_path(code: str) -> Path | None:
    """The folder of the trained model of a language: in the installed package, or in ``models/`` of a checkout."""
    package = Path(__file__).resolve().parent
    folders = (package / "models" / code, package.parent.parent / "models" / code)
    return next((folder for folder in folders if (folder / "config.cfg").is_file()), None)
