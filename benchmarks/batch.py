"""What a batch costs: merge, resume, memory of the run's own process, overhead, two workers, whole runs.

``python benchmarks/batch.py`` runs all parts, each in a fresh process, and prints JSON; ``--part merge`` only one.
Where others share the machine, trust the CPU seconds and the memory, not the wall seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # `benchmarks` is a folder, not an installed package

from benchmarks.wholerun import whole_run

from reportminer.batch import Job, Outcome, find_jobs, run
from reportminer.batch.engine import engine_for, outcome
from reportminer.batch.outcome import default_miner
from reportminer.batch.runner import Quiet
from reportminer.config import Config
from reportminer.miner import Miner
from reportminer.types import Document, Report

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "reports"


def status(field: str) -> int:
    """Return a memory figure of this process in bytes."""
    for text in Path("/proc/self/status").read_text().splitlines():
        if text.startswith(field):
            return int(text.split()[1]) * 1024
    return 0


class Clock:
    """Wall and CPU seconds since it was made; the CPU of ended child processes counts."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.monotonic(), self._used()

    def __call__(self) -> dict[str, float]:
        return {"wall": round(time.monotonic() - self._wall, 2), "cpu": round(self._used() - self._cpu, 2)}

    @staticmethod
    def _used() -> float:
        used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(item.ru_utime + item.ru_stime for item in used)


class Blanks:
    """An engine that mines nothing: what is left is the cost of the batch itself."""

    def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        for job in jobs:
            digest = hashlib.sha256(job.path.encode()).hexdigest()
            yield outcome(Report(Document("", digest[:16], job.path, digest)))


class Blank:
    """A miner that finds nothing."""

    def mine_file(self, path: Path, root: Path | None = None) -> Report:
        return Report(Document("", "0" * 16, path.name, "0" * 64))


def make_blank(_config: Config) -> Any:
    return Blank()


def files(folder: Path, count: int, text: str = "") -> Path:
    """Write ``count`` small files of their own content."""
    folder.mkdir()
    for number in range(count):
        if not number % 1000:
            (folder / f"{number // 1000:04}").mkdir()
        (folder / f"{number // 1000:04}" / f"{number:07}.txt").write_text(f"{text}{number}" + "." * (number % 50))
    return folder


def merge(place: Path, rows: int) -> dict[str, Any]:
    """Sorted CSV and Parquet from parts that hold ``rows`` figures, in random order of arrival."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.batch", "--fill", str(place), str(rows)], capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(made.stderr)
    result: dict[str, Any] = {"figures": json.loads(made.stdout)}
    before, clock = status("VmHWM"), Clock()
    run([place / "in"], place / "out", Config(formats=("csv", "parquet"), workers=0), engine=Blanks())
    result |= clock()
    sizes = {name: (place / "out" / f"figures.{name}").stat().st_size for name in ("csv", "parquet")}
    return result | {
        "peak_mib": status("VmHWM") >> 20,
        "loaded_mib": before >> 20,
        **{f"{name}_mb": round(size / 1e6, 1) for name, size in sizes.items()},
    }


def fill(place: Path, rows: int) -> int:
    """Make documents with some 250 figures each and their parts, and stop before the tables; return the figures."""
    import random

    from reportminer.batch.fingerprint import fingerprint
    from reportminer.batch.scan import scan
    from reportminer.batch.store import Store
    from reportminer.batch.walk import Inputs

    miner = Miner(Config(models=False))
    texts = [file.read_text(encoding="utf-8") for file in sorted(CORPUS.rglob("*.txt"))]
    mined = [miner.mine_text("\n\n".join(texts[at : at + 9]), doc_id=f"{at:016x}") for at in range(0, len(texts) - 9, 3)]
    packed = [outcome(replace(report, dates=(), resolutions=(), entities=())) for report in mined]
    figures = [len(report.figures) for report in mined]
    count = rows * len(figures) // sum(figures) + 1
    files(place / "in", count)
    inputs = Inputs([place / "in"])
    time.sleep(2.1)  # times as fresh as this are not trusted, see reportminer.batch.scan
    with Store.open(place / "out", fingerprint(Config())) as store:
        scan(store.journal, inputs)
        writer = store.writer()
        paths = list(enumerate(store.journal.waiting()))
        random.Random(1).shuffle(paths)
        for number, path in paths:
            one = packed[number % len(packed)]
            writer.add(Outcome(path, f"{number:064x}", "ok", one.rows, 0, 0, "", one.blob))
        writer.flush()
    return sum(figures[number % len(figures)] for number in range(count))


def resume(place: Path, count: int) -> dict[str, Any]:
    """A second run over ``count`` documents of which none has changed; and one with ten changes."""
    inputs = files(place / "in", count)
    time.sleep(2.1)
    first = Clock()
    run([inputs], place / "out", Config(workers=0), engine=Blanks())
    result: dict[str, Any] = {"documents": count, "first": first()}
    again = Clock()
    run([inputs], place / "out", Config(workers=0), engine=Blanks())
    result["unchanged"] = again()
    for number in range(10):
        (inputs / "0000" / f"{number:07}.txt").write_text(f"changed {number}")
    changed = Clock()
    run([inputs], place / "out", Config(workers=0), engine=Blanks())
    return result | {"ten_changed": changed()}


class Memory(Quiet):
    """Notes the memory of the run's process now and then."""

    def __init__(self) -> None:
        self.marks: list[tuple[int, int]] = []
        self._done = 0

    def step(self, outcome: Outcome) -> None:
        self._done += 1
        if not self._done % 1000:
            self.marks.append((self._done, status("VmRSS")))


def memory(place: Path, count: int) -> dict[str, Any]:
    """Bytes that the run's process grows by per document, from the 2,000th on."""
    inputs, marks = files(place / "in", count), Memory()
    clock = Clock()
    run([inputs], place / "out", Config(workers=2), make_miner=make_blank, watcher=marks)
    (first, low), (last, high) = marks.marks[1], marks.marks[-1]
    return {
        "documents": count,
        **clock(),
        "mib_at_2000": round(low / 2**20, 1),
        "mib_at_end": round(high / 2**20, 1),
        "mib_after": round(status("VmRSS") / 2**20, 1),
        "bytes_per_document": round((high - low) / (last - first), 1),
    }


class Sleeping(Blank):
    """Needs ten milliseconds for a document and no processor."""

    def mine_file(self, path: Path, root: Path | None = None) -> Report:
        time.sleep(0.01)
        return super().mine_file(path, root)


def make_sleeping(_config: Config) -> Any:
    return Sleeping()


def overhead(place: Path, count: int) -> dict[str, Any]:
    """What the pool needs more than mining one after the other in one process; starting is not counted.

    ``overhead_percent`` compares CPU seconds, those of the run's process and its workers together, so that others on the
    machine disturb it little.  ``two_workers`` is a ratio of wall seconds and wants a quiet machine; with a miner that
    only sleeps it shows how well the workers are kept busy, on any machine.
    """
    (folder := place / "in").mkdir()
    bodies = [file.read_text(encoding="utf-8")[:1500] for file in sorted(CORPUS.rglob("*.txt"))]
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(f"{bodies[number % len(bodies)]}\n{number}", encoding="utf-8")
    jobs = find_jobs([folder])
    serial, one, two = (_paced(default_miner, workers, jobs) for workers in (0, 1, 2))
    slept = [_paced(make_sleeping, workers, jobs)["wall"] for workers in (1, 2)]
    return {
        "documents": count,
        "serial": serial,
        "one": one,
        "two": two,
        "overhead_percent": round(100 * (one["cpu"] / serial["cpu"] - 1), 1),
        "two_workers": round(one["wall"] / two["wall"], 2),
        "two_sleeping_workers": round(slept[0] / slept[1], 2),
    }


def _paced(make: Any, workers: int, jobs: list[Job]) -> dict[str, float]:
    """Mine with the pool (serially with 0 workers); the first tenth of the documents only warms it up."""
    made = engine_for("pool" if workers else "serial", make, Config(models=False, workers=workers)).map(jobs)
    for _ in range(len(jobs) // 10):
        next(made)
    used, clock = _workers_cpu(), Clock()
    for _ in range(len(jobs) - len(jobs) // 10 - 2 * max(workers, 1)):
        next(made)
    seconds = clock()
    seconds["run_process"] = seconds["cpu"]
    seconds["cpu"] = round(seconds["cpu"] + _workers_cpu() - used, 2)
    for _ in made:
        pass
    return seconds


def _workers_cpu() -> float:
    """CPU seconds of the children that run now."""
    ticks = 0
    here = os.getpid()
    for child in Path(f"/proc/{here}/task/{here}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


PARTS = {
    "merge": (merge, 5_000_000),
    "resume": (resume, 100_000),
    "memory": (memory, 20_000),
    "overhead": (overhead, 1500),
    "run": (whole_run, 10_000),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--size", type=int, help="rows or documents")
    parser.add_argument("--place", type=Path, help="where temporary files go")
    parser.add_argument("--fill", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.fill:
        print(fill(Path(args.fill[0]), int(args.fill[1])))
        return 0
    if args.part:
        measure, size = PARTS[args.part]
        with tempfile.TemporaryDirectory(dir=args.place) as place:
            print(json.dumps({args.part: measure(Path(place), args.size or size)}))
        return 0
    for part in PARTS:
        subprocess.run([sys.executable, "-m", "benchmarks.batch", "--part", part], check=True)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks import batch

    sys.exit(batch.main())
