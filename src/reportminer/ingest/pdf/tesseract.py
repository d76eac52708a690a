"""The program tesseract: what it can read here, what to install, and what it says of a picture.

It is called as a program: that needs no package, and a page it hangs on can be killed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from reportminer.ingest.raw import error
from reportminer.types import Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PROGRAM = "tesseract"
LANGUAGES = {"de": "deu", "vi": "vie"}
ADVICE = "install tesseract with its languages deu and vie (Debian: tesseract-ocr tesseract-ocr-deu tesseract-ocr-vie)"

_SECONDS = 120.0
"""Longest time for a page; a page of print takes a few seconds."""


def installed_languages() -> frozenset[str]:
    """The languages that tesseract can read here; none without it."""
    if shutil.which(PROGRAM) is None:
        return frozenset()
    try:
        done = subprocess.run([PROGRAM, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(line.strip() for line in done.stdout.splitlines()[1:] if line.strip())


def missing(installed: frozenset[str]) -> Problem | None:
    """The problem where nothing can be read, and what to do about it."""
    if shutil.which(PROGRAM) is None:
        return error("ocr_missing", f"Text recognition was asked for, but tesseract is not here: {ADVICE}.")
    if not installed & frozenset(LANGUAGES.values()):
        return error("ocr_missing", f"tesseract has neither German nor Vietnamese: {ADVICE}.")
    return None


def recognised(pixels: npt.NDArray[np.uint8], languages: str, dpi: int) -> str:
    """What tesseract says of a picture in grey: one line per word, columns set apart by tabs."""
    height, width = pixels.shape
    picture = b"P5\n%d %d\n255\n" % (width, height) + pixels.tobytes()
    command = [PROGRAM, "stdin", "stdout", "-l", languages, "--dpi", str(dpi), "--psm", "3", "tsv"]
    # One thread per page: batches run one process per core as it is.
    settings = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, input=picture, capture_output=True, timeout=_SECONDS, check=True, env=settings)
    return done.stdout.decode("utf-8", "replace")
