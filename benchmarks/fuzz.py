"""Damage documents at random and read them: what raises, hangs or kills?  ``python benchmarks/fuzz.py [--rounds 200] [FILE...]``.

Bytes are changed, cut, doubled and moved; in zip formats inside the parts too, packed again.  Every reading runs in a
child process.  A document may come back with any problem that is named; counted are the unnamed (``reader_error``),
those beyond the time limit and those that ended their process.  The same seed damages the same way.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import sys
import time
import zipfile
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "made"
OUR_OWN = ROOT / "corpus" / "reports"
_BITS = (b"\x00", b"\xff", b"<", b">", b"&#1114112;", b"\\'", b"{" * 50, b"<table><tr><td>", b"\x93\x94", b"%PDF-1.7", b"9" * 40, b"-1", b"\n\n")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One to eight small accidents."""
    if data[:2] == b"PK" and chance.random() < 0.7:
        return _inside(data, chance)
    broken = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(broken) + 1)
        length = min(chance.choice((1, 2, 8, 64, 512)), len(broken) - at)
        match chance.randrange(5):
            case 0:
                broken[at : at + length] = chance.randbytes(length)
            case 1:
                del broken[at : at + length]
            case 2:
                broken[at:at] = broken[at : at + length]
            case 3:
                broken[at:at] = chance.choice(_BITS)
            case _:
                other = chance.randrange(len(broken) + 1)
                broken[at : at + length] = broken[other : other + length]
    return bytes(broken[: chance.randrange(len(broken) + 1)] if chance.random() < 0.1 else broken)


def _inside(data: bytes, chance: random.Random) -> bytes:
    """Damage the parts of a zip container, not the container."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        names = source.namelist()
        hit = set(chance.sample(names, min(len(names), chance.randint(1, 2)))) | {
            name for name in names if name.endswith(("document.xml", "content.xml")) and chance.random() < 0.7
        }
        for name in names:
            part = source.read(name)
            packed.writestr(name, damaged(part, chance) if name in hit and part else part)
    return target.getvalue()


def _reader(jobs: Connection) -> None:
    from reportminer.ingest import read_bytes

    while True:
        data, name = jobs.recv()
        began = time.process_time()
        document = read_bytes(data, name)
        jobs.send((time.process_time() - began, [(p.code, p.message) for p in document.problems]))


class _Child:
    """A process that reads, replaced when it dies."""

    def __init__(self) -> None:
        self.end, there = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=_reader, args=(there,), daemon=True)
        self.process.start()
        there.close()

    def read(self, data: bytes, name: str, limit: float) -> tuple[float, list[tuple[str, str]]] | str:
        self.end.send((data, name))
        if not self.end.poll(limit):
            self.process.kill()
            return "hangs"
        try:
            return self.end.recv()
        except EOFError:
            return "dies"


def main() -> None:
    """Run the rounds over every file and print what was not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=30, help="seconds for one document")
    parser.add_argument("--keep", type=Path, help="folder for the documents that were not named")
    options = parser.parse_args()
    where = (SHARED / "other", SHARED / "pdf") if SHARED.is_dir() else (OUR_OWN,)
    files = options.files or sorted(file for folder in where for file in folder.rglob("*") if 0 < file.stat().st_size < 300_000)
    child, seen, slowest = _Child(), Counter[str](), 0.0
    for file in files:
        data = file.read_bytes()
        for number in range(options.rounds):
            broken = damaged(data, random.Random(f"{options.seed} {file.name} {number}"))
            told = child.read(broken, file.name, options.limit)
            if isinstance(told, str):
                child = _Child()
                verdict, detail = told, ""
            else:
                slowest = max(slowest, told[0])
                bad = [message for code, message in told[1] if code == "reader_error"]
                verdict, detail = ("unnamed", bad[0]) if bad else ("named" if told[1] else "read", "")
            seen[verdict] += 1
            if verdict in ("hangs", "dies", "unnamed"):
                print(f"{verdict}: {file.name} round {number} {detail}", flush=True)
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{number}-{file.name}").write_bytes(broken)
    print(f"{sum(seen.values())} documents of {len(files)} files: {dict(seen)}; slowest {slowest:.1f} CPU s")
    sys.exit(1 if seen["hangs"] + seen["dies"] + seen["unnamed"] else 0)


if __name__ == "__main__":
    main()
