"""What is installed here: for ``reportminer doctor`` and ``reportminer languages``."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import metadata, util
from typing import Final

from reportminer.ingest.pdf.tesseract import ADVICE, LANGUAGES, PROGRAM, installed_languages
from reportminer.models import model_path

OCR_LANGUAGES: Final = LANGUAGES
_CORE: Final = ("spacy", "regex", "typer", "rich", "pypdfium2", "python-docx", "pandas")
_ENGINES: Final = {"ray": "ray"}


def findings() -> Iterator[tuple[str, str]]:
    """Yield (what, state) for everything that a run can use."""
    yield "reportminer", _version("reportminer")
    yield "python", f"{platform.python_version()} ({platform.system()} {platform.machine()})"
    for package in _packages():
        yield package, _version(package)
    for code, _, model, ocr in languages():
        yield f"language {code}", f"model {model}, OCR {ocr}"
    yield "tesseract", _tesseract()
    yield "engine in-process", "always (--workers 0)"
    yield "engine processes", "always (--workers N)"
    for engine, module in _ENGINES.items():
        yield f"engine {engine}", "installed" if util.find_spec(module) else "not installed"


def languages() -> Iterator[tuple[str, str, str, str]]:
    """Yield code, name, state of the model and state of OCR per language pack."""
    from reportminer.lang import available, load

    installed = ocr_languages()
    for code in available():
        ocr = OCR_LANGUAGES.get(code, code)
        yield code, load(code).name, _model(code), f"{ocr} {'present' if ocr in installed else 'missing'}"


def ocr_languages() -> frozenset[str]:
    """Return the languages tesseract can read, none without tesseract."""
    return installed_languages()


def _model(code: str) -> str:
    return "present" if model_path(code) is not None else "missing (tables and patterns only)"


def _tesseract() -> str:
    said = _version_of_tesseract().splitlines()
    if not said:
        return f"not installed (--ocr needs it): {ADVICE}"
    lacking = sorted(set(OCR_LANGUAGES.values()) - ocr_languages())
    state = f"{said[0].removeprefix('tesseract ')}, {', '.join(sorted(ocr_languages()))}"
    return f"{state}; {', '.join(lacking)} missing: {ADVICE}" if lacking else state


def _version_of_tesseract() -> str:
    tool = shutil.which(PROGRAM)
    if tool is None:
        return ""
    try:
        answer = subprocess.run([tool, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout or answer.stderr


def _packages() -> list[str]:
    try:
        required = metadata.requires("reportminer") or []
    except metadata.PackageNotFoundError:
        required = list(_CORE)
    names = (re.split(r"[ ;<>=!~\[(]", requirement, maxsplit=1)[0] for requirement in required)
    return list(dict.fromkeys(names))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
