"""The settings of a run: one frozen value, from defaults, a TOML file and flags (flags win)."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from reportminer.errors import ConfigError

FORMATS: Final = ("csv", "parquet")
_LEAST: Final = {"cpu": 1, "memory": 64, "max_bytes": 1, "max_unpacked": 1, "max_pages": 1, "max_chars": 1}


@dataclass(frozen=True, slots=True)
class Config:
    """All settings.  ``None`` means: find out from the document.

    ``ocr``: pages that are images of text are read by text recognition (tesseract), which takes seconds per page.

    ``workers`` counts supervised processes (0: this process, which a hostile document can hang or kill);
    ``formats`` are those of the tables.
    ``engine`` mines (local processes where it is not given); ``address`` is that of a running Ray cluster.

    What one document may cost in a supervised process: ``timeout`` is seconds of wall time, counted from the moment a
    worker has it, ``cpu`` seconds of computing, ``memory`` MiB beyond what the worker needed before.  In every process:
    ``max_bytes`` of the file, ``max_unpacked`` bytes of a zip container, ``max_pages`` and ``max_chars`` that are read.
    ``password`` opens encrypted PDF; it is never written anywhere.
    """

    language: str | None = None
    reference_date: date | None = None
    home_place: str | None = None
    models: bool = True
    ocr: bool = False
    workers: int = 1
    timeout: float = 300.0
    formats: tuple[str, ...] = ("csv",)
    engine: str | None = None
    address: str | None = None
    cpu: float = 240.0
    memory: int = 1_500
    max_bytes: int = 200_000_000
    max_unpacked: int = 300_000_000
    max_pages: int = 5_000
    max_chars: int = 20_000_000
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse impossible values at once."""
        if self.language is not None and self.language not in (known := _languages()):
            raise ConfigError(f"language must be one of {', '.join(known)}, not {self.language!r}")
        if self.workers < 0:
            raise ConfigError(f"workers must be 0 (this process) or more, not {self.workers}")
        if self.timeout <= 0:
            raise ConfigError(f"timeout must be more than 0 seconds, not {self.timeout:g}")
        for name, least in _LEAST.items():
            if getattr(self, name) < least:
                raise ConfigError(f"{name} must be {least} or more, not {getattr(self, name):g}")
        if not self.formats or set(self.formats) - set(FORMATS):
            raise ConfigError(f"formats must be some of {', '.join(FORMATS)}, not {', '.join(self.formats) or 'none'}")


_TYPES: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    "language": ((str,), "a string such as 'de'"),
    "reference_date": ((date, str), "a date such as 2024-09-10"),
    "home_place": ((str,), "a string such as 'quang_ninh'"),
    "models": ((bool,), "true or false"),
    "ocr": ((bool,), "true or false"),
    "workers": ((int,), "a whole number"),
    "timeout": ((int, float), "a number of seconds"),
    "cpu": ((int, float), "a number of seconds"),
    "memory": ((int,), "a number of MiB"),
    "max_bytes": ((int,), "a number of bytes"),
    "max_unpacked": ((int,), "a number of bytes"),
    "max_pages": ((int,), "a whole number"),
    "max_chars": ((int,), "a whole number"),
    "password": ((str,), "a string"),
    "engine": ((str,), "an engine such as 'ray'"),
    "address": ((str,), "the address of a Ray cluster"),
    "formats": ((list,), "a list of formats such as ['csv', 'parquet']"),
}


_SUBTYPES: Final = {bool, datetime}


def load_config(path: Path | str | None, **flags: Any) -> Config:
    """Read a TOML file (or none) and lay the flags that are not ``None`` over it."""
    values = _read(Path(path)) if path is not None else {}
    return Config(**(values | {name: flag for name, flag in flags.items() if flag is not None}))


def with_flags(config: Config, **flags: Any) -> Config:
    """Return ``config`` changed by the flags that are not ``None``."""
    return replace(config, **{name: flag for name, flag in flags.items() if flag is not None})


def parse_date(value: str) -> date:
    """Read an ISO date or say what was expected."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigError(f"{value!r} is not a date of the form 2024-09-10") from error


def _languages() -> tuple[str, ...]:
    from reportminer.lang import available

    return available()


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the config file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    return {key: _checked(path, key, value) for key, value in raw.items()}


def _checked(path: Path, key: str, value: Any) -> Any:
    """Return the value of a key in the form that ``Config`` takes."""
    if key not in _TYPES:
        raise ConfigError(f"{path}: unknown key {key!r}{_closest(key)}")
    types, wanted = _TYPES[key]
    # bool is an int to Python, and datetime a date, but not to a reader of the file.
    if not isinstance(value, types) or type(value) in _SUBTYPES - set(types):
        raise ConfigError(f"{path}: {key} must be {wanted}, not {value!r}")
    if isinstance(value, list):
        return tuple(map(str, value))
    return parse_date(value) if key == "reference_date" and isinstance(value, str) else value


def _closest(key: str) -> str:
    known = [item.name for item in fields(Config)]
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return f"; did you mean {near[0]!r}?" if near else f"; known keys: {', '.join(known)}"
