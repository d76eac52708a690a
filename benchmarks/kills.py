"""Kill runs at random moments and continue them: every time, the tables must be those of a run that nobody touched.

``python benchmarks/kills.py --runs 100`` takes some minutes.  Each run mines 300 small documents (copies, a document
that raises and one that kills its process among them) with a miner that only looks for numbers.  A run is hit by SIGKILL
one to three times before it may end: a worker, its own process, or its own process while it writes the tables.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportminer.config import Config
from reportminer.schema import TABLES
from reportminer.types import Document, EntityMention, Figure, Report, Span

TARGETS = ("worker", "run", "tables")
_PATIENCE = 120.0


class NumberMiner:
    """Takes numbers for figures and capital words for places; POISON kills, RAISE raises."""

    def mine_file(self, path: Path, root: Path | None = None) -> Report:
        content = path.read_bytes()
        text, digest = content.decode(), hashlib.sha256(content).hexdigest()
        if "POISON" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "RAISE" in text:
            raise ValueError("a text that cannot be mined")
        time.sleep(0.002)
        name = path.relative_to(root or path.parent).as_posix()
        return Report(
            Document(text, digest[:16], name, digest, len(content), language="de"),
            (Span(0, len(text)),),
            figures=tuple(Figure(*m.span(), m[0], "number", Decimal(m[0])) for m in re.finditer(r"\d+", text)),
            entities=tuple(
                EntityMention(*m.span(), m[0], "word", "LOC", m[0]) for m in re.finditer(r"\b[A-Z][a-z]+", text)
            ),
        )


def make_miner(_config: Config) -> Any:
    return NumberMiner()


def documents(folder: Path, count: int) -> None:
    """Write ``count`` documents."""
    shuffler = random.Random(7)
    for number in range(count):
        file = folder / f"{number % 7}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        words = [shuffler.choice(["Hanoi", "Hue", "Vinh", "in", "und"]) for _ in range(30)]
        file.write_text(f"{number // 2 if number % 20 == 1 else number} " + " ".join(words) + " 17 3")
    (folder / "poison.txt").write_text("POISON")
    (folder / "raise.txt").write_text("RAISE")
    shutil.copy(folder / "0" / "000000.txt", folder / "copy.txt")


def tables(out: Path) -> str:
    """Return a digest of all tables."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update((out / f"{name}.csv").read_bytes())
    return digest.hexdigest()


def start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start a run as a process of its own."""
    return subprocess.Popen(
        [sys.executable, __file__, "--mine", str(folder), str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def children(process: int) -> list[int]:
    """Return the processes that one has started."""
    try:
        return [int(text) for text in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def hit(run: subprocess.Popen[bytes], target: str, out: Path, moment: float) -> bool:
    """Kill the target at a moment (seconds after it is there); False where the run ended before."""
    until = time.monotonic() + _PATIENCE
    ready = (lambda: (out / ".reportminer" / "new").exists()) if target == "tables" else (lambda: bool(workers(run.pid)))
    while not ready():
        if run.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.0005)
    time.sleep(moment)
    if run.poll() is not None:
        return False
    victims = workers(run.pid) if target == "worker" else [run.pid]
    if not victims:
        return False
    try:
        os.kill(random.choice(victims), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def workers(run: int) -> list[int]:
    """Return the workers of a run (its first child is Python's resource tracker)."""
    return [child for child in children(run) if b"spawn_main" in _command(child)]


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def trial(folder: Path, out: Path, shuffler: random.Random) -> Counter[str]:
    """One run, hit and continued until it ends; return what was hit."""
    hits: Counter[str] = Counter()
    for _ in range(shuffler.randint(1, 3)):
        target = shuffler.choice(TARGETS)
        run = start(folder, out)
        moment = shuffler.uniform(0, 0.02) if target == "tables" else shuffler.uniform(0, 1.5)
        hits[target if hit(run, target, out, moment) else "missed"] += 1
        if target == "worker":
            _ended(run)
        run.wait(_PATIENCE)
        _close(run)
    run = start(folder, out)
    run.wait(_PATIENCE)
    _ended(run)
    _close(run)
    return hits


def _ended(run: subprocess.Popen[bytes]) -> None:
    if run.wait(_PATIENCE) != 1:  # the poisoned document and the one that raises are errors
        raise SystemExit(f"a run ended with {run.returncode}: {run.stderr.read().decode() if run.stderr else ''}")


def _close(run: subprocess.Popen[bytes]) -> None:
    if run.stderr:
        run.stderr.close()


def mine(folder: str, out: str) -> int:
    """Be the run."""
    from reportminer.batch import run

    return int(not run([folder], out, Config(workers=2), make_miner=make_miner).ok)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mine", nargs=2, metavar=("IN", "OUT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.mine:
        return mine(*args.mine)
    shuffler = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as place:
        folder, expected = Path(place, "in"), Path(place, "expected")
        documents(folder, args.documents)
        _ended(whole := start(folder, expected))
        _close(whole)
        wanted = tables(expected)
        hits: Counter[str] = Counter()
        identical = 0
        started = time.monotonic()
        for number in range(args.runs):
            out = Path(place, f"out{number}")
            hits += trial(folder, out, shuffler)
            identical += tables(out) == wanted
            shutil.rmtree(out)
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"runs": args.runs, "identical": identical, "hits": dict(sorted(hits.items())), "seconds": seconds}))
    return int(identical != args.runs)


if __name__ == "__main__":
    # So that workers, which import this file under its module's name, find the miner.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks import kills

    sys.exit(kills.main())
