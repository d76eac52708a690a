"""The trained NER models of the languages: where they lie, whether they load.  Nothing heavy is imported to find out where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reportminer.errors import ConfigError

if TYPE_CHECKING:
    from reportminer.ner.recognizer import Recognizer


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Whether a trained model of a language is there: ``state`` is ``loaded``, ``missing`` or ``broken``."""

    code: str
    state: str
    path: str = ""
    message: str = ""


def model_path(code: str) -> Path | None:
    """The folder of the trained model of a language: in the installed package, or in ``models/`` of a checkout."""
    package = Path(__file__).resolve().parent
    folders = (package / "models" / code, package.parent.parent / "models" / code)
    return next((folder for folder in folders if (folder / "model.json").is_file()), None)


@cache
def model_status(code: str) -> ModelStatus:
    """Whether the language has a trained model that loads, and why not."""
    return _loaded(code)[0]


def recognizer(code: str) -> Recognizer | None:
    """The trained model of a language, loaded once; None where there is none that loads."""
    return _loaded(code)[1]


@cache
def _loaded(code: str) -> tuple[ModelStatus, Recognizer | None]:
    from reportminer.ner.recognizer import load

    path = model_path(code)
    if path is None:
        missing = f"no trained NER model for {code!r}: tables and patterns only"
        return ModelStatus(code, "missing", "", missing), None
    try:
        return ModelStatus(code, "loaded", str(path)), load(path)
    except ConfigError as error:
        return ModelStatus(code, "broken", str(path), str(error)), None
