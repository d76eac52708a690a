"""What a batch costs beside the mining: merge, resume, memory of the run's own process, overhead, two workers.

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

from reportminer.batch import Job, Outcome, find_jobs, run
from reportminer.batch.engine import Serial, engine_for, outcome
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


def make_ruled(config: Config) -> Any:
    """The real miner without models."""
    return Miner(config)


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


def overhead(place: Path, count: int) -> dict[str, Any]:
    """Mining in a loop, in one worker and in two, over short documents; starting is not counted."""
    folder = place / "in"
    folder.mkdir()
    bodies = [file.read_text(encoding="utf-8")[:1500] for file in sorted(CORPUS.rglob("*.txt"))]
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(f"{bodies[number % len(bodies)]}\n{number}", encoding="utf-8")
    config = Config(models=False, workers=1)
    jobs = find_jobs([folder])
    result: dict[str, Any] = {"documents": count}
    for name in ("loop", "loop", "serial", "pool", "pool of 2"):
        result[name] = _paced(name, jobs, config)
    loop = result["loop"]
    return result | {
        "cpu_overhead_percent": round(100 * (result["pool"]["cpu"] / loop["cpu"] - 1), 1),
        "wall_overhead_percent": round(100 * (result["pool"]["wall"] / loop["wall"] - 1), 1),
        "two_workers": round(result["pool"]["wall"] / result["pool of 2"]["wall"], 2),
    }


def _paced(name: str, jobs: list[Job], config: Config) -> dict[str, float]:
    if name == "loop":
        miner = Miner(config)
        miner.mine_file(jobs[0].file)
        clock = Clock()
        for job in jobs:
            miner.mine_file(job.file, job.root)
        return clock()
    workers = 2 if name == "pool of 2" else 1
    engine = Serial if name == "serial" else lambda make, conf: engine_for("pool", make, conf)
    made = engine(make_ruled, replace(config, workers=workers)).map([*jobs[: workers * 4], *jobs])
    used = _workers_cpu() if name != "serial" else 0.0
    for _ in range(workers * 4):
        next(made)
    used = _workers_cpu()
    clock = Clock()
    for _, _done in zip(range(len(jobs)), made, strict=False):
        pass
    seconds = clock()
    seconds["cpu"] = round(seconds["cpu"] + _workers_cpu() - used, 2)
    getattr(made, "close", lambda: None)()
    return seconds


def _workers_cpu() -> float:
    """CPU seconds of the children that run now."""
    ticks = 0
    here = os.getpid()
    for child in Path(f"/proc/{here}/task/{here}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


PARTS = {"merge": (merge, 5_000_000), "resume": (resume, 100_000), "memory": (memory, 20_000), "overhead": (overhead, 1500)}


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
