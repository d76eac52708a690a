"""``reportminer run`` as a user starts it, over many short reports, looked at from outside: memory and time.

A part of ``python -m benchmarks.batch``: ``--part run --size 1000``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

REPORTS = (
    "Bericht {number} der Stadt Altenau\n\nIm Jahr {year} stieg die Zahl der Betriebe um {share} % auf {many}. Der Rat beschloss am "
    "16. Juni {year} nach § 5 Abs. 2 des Haushaltsgesetzes Ausgaben von {money} Mio. Euro.\n\nRund {few} Haushalte erhielten Wohngeld, "
    "{more} mehr als ein Jahr zuvor. Bis 2030 sollen {many} Wohnungen gebaut werden.\n",
    "Báo cáo số {number} của Ủy ban nhân dân tỉnh Quảng Ninh\n\nNăm {year}, số doanh nghiệp tăng {share} %, đạt {many} doanh nghiệp. "
    "Theo Nghị quyết số {few}/NQ-HĐND ngày 16/6/{year}, tổng chi là {money} tỷ đồng.\n\nCó {few} hộ được hỗ trợ, tăng {more} hộ so với "
    "năm trước. Phấn đấu đến năm 2030 xây dựng {many} căn nhà.\n",
)
"""Figures, dates, a cited document and a place, as short as a page of a newsletter."""


class Mark(NamedTuple):
    """Memory at one moment (bytes): the run's own process, the largest of its workers."""

    run: int
    worker: int


def write_reports(folder: Path, count: int) -> Path:
    """Write ``count`` short reports, German and Vietnamese by turns, no two the same."""
    for number in range(count):
        into = folder / f"{number // 1000:04}"
        into.mkdir(parents=True, exist_ok=True)
        text = REPORTS[number % 2].format(
            number=number,
            year=2010 + number % 15,
            share=f"{number % 97},{number % 10}",
            many=f"{12 + number % 80}.{100 + number % 900}",
            money=f"{number % 400},{1 + number % 9}",
            few=100 + number % 899,
            more=2 + number % 98,
        )
        (into / f"{number:07}.txt").write_text(text, encoding="utf-8")
    return folder


def whole_run(place: Path, count: int) -> dict[str, Any]:
    """Run over ``count`` short reports without models, with two workers.

    ``bytes_per_document`` is what the run's own process grows by from the first tenth of the mining time to its end, per
    document of the other nine tenths; ``tables`` is its peak with the final tables.  Memory counts shared libraries in
    every process.
    """
    inputs, settings, out = write_reports(place / "in", count), place / "settings.toml", place / "out"
    settings.write_text("models = false\n", encoding="utf-8")
    flags = ["--out", out, "--config", settings, "--workers", "2", "--quiet"]
    started, used = time.monotonic(), _cpu()
    process = subprocess.Popen(list(map(str, [sys.executable, "-m", "reportminer", "run", inputs, *flags])))
    marks, peak = _watch(process, pause=max(0.05, count / 50_000))
    if process.returncode:
        raise SystemExit(f"reportminer run ended with {process.returncode}")
    wall, cpu = time.monotonic() - started, _cpu() - used
    first, last = marks[len(marks) // 10], marks[-1]
    return {
        "documents": count,
        "characters": sum(map(len, REPORTS)) // len(REPORTS) * count,
        "wall": round(wall, 1),
        "cpu": round(cpu, 1),
        "documents_per_second": round(count / wall, 1),
        "documents_per_cpu_second": round(count / cpu, 1),
        "run_mib": {"at_a_tenth": _mib(first.run), "at_the_last": _mib(last.run), "tables": _mib(peak)},
        "worker_mib": {"at_a_tenth": _mib(first.worker), "at_the_last": _mib(last.worker)},
        "bytes_per_document": round((last.run - first.run) / (0.9 * count), 1),
    }


def _watch(process: subprocess.Popen[bytes], pause: float) -> tuple[list[Mark], int]:
    """Look at the run until it ends: marks while it has workers, and the peak of its own process."""
    marks: list[Mark] = []
    peak = 0
    while process.poll() is None:
        workers = [_memory(child, "VmHWM") for child in _children(process.pid)]
        peak = _memory(process.pid, "VmHWM") or peak
        if len(workers) >= 2 and all(workers):  # a helper of the standard library may stand beside the two
            marks.append(Mark(_memory(process.pid, "VmRSS"), max(workers)))
        time.sleep(pause)
    return marks, peak


def _children(process: int) -> list[int]:
    """Process numbers of the children of all its threads."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for text in lists for child in text.split()]


def _memory(process: int, field: str) -> int:
    """A memory figure of a process in bytes; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(field)), 0)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _mib(size: int) -> float:
    return round(size / 2**20, 1)
