"""The whole run without a model: normalise, mine, rows, CSV.  Speed, peak memory on the way, and hostile texts."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.rules import rate
from benchmarks.texts import HOSTILE, hostile

from reportminer.batch.blob import pack
from reportminer.batch.merge import write_tables
from reportminer.config import Config
from reportminer.miner import Miner, mine_document
from reportminer.normalize import normalize
from reportminer.types import Document


def peak_mib() -> float:
    """The most memory this program ever held.

    Not ``ru_maxrss`` where it can be helped: on Linux that begins with the size of the process which started this one.
    """
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.is_file() else []
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM")), None)
    return round(int(peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024, 1)


def measure(texts: Iterable[str], language: str, wanted: int) -> dict[str, Any]:
    """Mine documents into CSV files; note the peak at a quarter, half and all of ``wanted`` characters.

    The peak never falls, so run this in a fresh process; a flat line says that memory does not grow with the run.
    """
    config = replace(Config(), language=language, models=False)
    Miner(config).mine_text("Im Jahr 2023 stieg die Zahl um 3 %.")  # loading and compiling are not what is measured
    marks, peaks = [wanted / 4, wanted / 2, wanted], [peak_mib()]
    characters = 0
    seconds = {"mine": 0.0, "write": 0.0}

    def blobs() -> Iterator[bytes]:
        nonlocal characters
        for number, text in enumerate(texts):
            started = time.process_time()
            normal, repairs = normalize(text)
            report = mine_document(Document(normal, f"{number:016x}", f"{number:06}.txt", repairs=repairs), config)
            seconds["mine"] += time.process_time() - started
            yield pack(report)
            characters += len(normal)
            while marks and characters >= marks[0]:
                marks.pop(0)
                peaks.append(peak_mib())

    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        rows = sum(write_tables(blobs(), Path(folder)).values())
        seconds["write"] = time.process_time() - started - seconds["mine"]
    total = seconds["mine"] + seconds["write"]
    return {
        "characters": characters,
        "rows": rows,
        "cpu_seconds": {name: round(value, 3) for name, value in seconds.items()},
        "mchar_per_second": {
            "mine": rate(characters, seconds["mine"]),
            "write": rate(characters, seconds["write"]),
            "whole": rate(characters, total),
        },
        "peak_mib": dict(zip(("loaded", "quarter", "half", "full"), peaks, strict=False)),
    }


def adversarial(language: str, length: int, patience: float = 60.0) -> Iterable[dict[str, Any]]:
    """CPU seconds for hostile texts of ``length``, twice and four times that; linear code takes four times as long.

    A text that already took more than ``patience`` seconds is not tried at the next size.
    """
    miner = Miner(replace(Config(), language=language, models=False))
    miner.mine_text("Im Jahr 2023 stieg die Zahl um 3 %.")
    for name in HOSTILE:
        seconds: list[float | None] = []
        for factor in (1, 2, 4):
            if seconds and (seconds[-1] is None or seconds[-1] > patience):
                seconds.append(None)
                continue
            text = hostile(name, language, length * factor)
            started = time.process_time()
            miner.mine_text(text)
            seconds.append(round(time.process_time() - started, 3))
        growth = round(seconds[2] / max(seconds[0] or 0, 0.01), 1) if seconds[2] is not None else None
        yield {"text": name, "language": language, "characters": length, "cpu_seconds": seconds, "growth": growth}
