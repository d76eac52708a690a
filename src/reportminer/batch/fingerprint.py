"""What decides the rows besides the documents: version, code, settings, models, libraries.

Two runs may share an output folder only where all of it is the same; otherwise its tables would mix two readings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from reportminer.config import Config
from reportminer.lang import available
from reportminer.models import model_path
from reportminer.tables import version

Fingerprint = dict[str, Any]

# Limits of a process decide whether a document is read, not what is read in it; a password is written nowhere.
_WITHOUT_EFFECT: Final = {"workers", "timeout", "cpu", "memory", "password", "formats", "engine", "address"}
_LIBRARIES: Final = ("dateparser", "lxml", "pdfplumber", "py3langid", "pypdfium2", "regex", "spacy")
_CODE: Final = {".py", ".tsv", ".toml"}
_WORDS: Final = {
    "version": "the version",
    "code": "the code",
    "models": "the models",
    "libraries": "the libraries",
    "settings": "the settings",
}


def fingerprint(config: Config) -> Fingerprint:
    """Describe, in JSON values, what decides the rows."""
    settings = {key: value for key, value in asdict(config).items() if key not in _WITHOUT_EFFECT}
    return {
        "version": version(),
        "code": _digest(Path(__file__).parent.parent, _CODE),
        "settings": {key: None if value is None else str(value) for key, value in settings.items()},
        "models": {code: _digest(folder) for code in available() if (folder := model_path(code))},
        "libraries": {name: _installed(name) for name in _LIBRARIES},
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Say in words what differs, empty where nothing does."""
    said = []
    for key, words in _WORDS.items():
        before, now = old.get(key), new.get(key)
        if before == now:
            continue
        if isinstance(before, dict) and isinstance(now, dict) and key != "models":
            names = sorted(name for name in before | now if before.get(name) != now.get(name))
            said += [f"{name} was {_shown(before.get(name))} and is {_shown(now.get(name))}" for name in names]
        elif key == "version":
            said.append(f"the version was {before} and is {now}")
        else:
            said.append(f"{words} changed")
    return "; ".join(said)


def _shown(value: object) -> str:
    return "not set" if value is None else str(value)


def _digest(folder: Path, suffixes: set[str] | None = None) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and (suffixes is None or file.suffix in suffixes):
            digest.update(f"{file.relative_to(folder).as_posix()}\n{file.stat().st_size}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
