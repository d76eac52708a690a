"""A miner for tests of what stands around it: numbers are figures, and certain words make it misbehave."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

from reportminer.config import Config
from reportminer.types import DateExpression, Document, EntityMention, Figure, Problem, Report, Resolution, Span


class FakeMiner:
    """Finds numbers, ``Nr. N``, years in braces and Hanoi; KILL, HANG, SPIN, EAT, RAISE and ONCE do what they say."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    def mine_file(self, path: Path, root: Path | None = None) -> Report:
        content = path.read_bytes()
        text = content.decode("utf-8")
        misbehave(text, path)
        digest = hashlib.sha256(content).hexdigest()
        name = path.relative_to(root).as_posix() if root else path.name
        return mined(text, path=name, doc_id=digest[:16], sha256=digest, size=len(content))

    def mine_text(self, text: str, *, doc_id: str = "", path: str = "", **_known: object) -> Report:
        return mined(text, doc_id=doc_id, path=path)


def misbehave(text: str, path: Path) -> None:
    if "ONCE" in text:
        flag = path.with_name(f".{path.name}.seen")
        if flag.exists():
            return
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "KILL" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in text:
        path.with_name(f".{path.name}.seen").touch()
        time.sleep(60)
    if "SPIN" in text:
        while True:
            pass
    if "EAT" in text:
        eaten = [bytearray(b"x" * (8 << 20)) for _ in range(40)]
        time.sleep(60)
        eaten.clear()
    if "RAISE" in text:
        raise RuntimeError("the reader\nbroke")


def mined(text: str, path: str = "a.txt", doc_id: str = "0" * 16, **known: object) -> Report:
    document = Document(text=text, path=path, doc_id=doc_id, language="de", **known)  # type: ignore[arg-type]
    problems = (Problem("extract", "warning", "odd", 'an odd text, said "x"'),) if "odd" in text else ()
    return Report(
        document,
        sentences=tuple(Span(m.start(), m.end()) for m in re.finditer(r"[^.\n]+[.\n]*", text)),
        figures=tuple(
            Figure(*m.span(), m[0], "fake.number", Decimal(m[0]), counted="Dörfer", resolution_id="r1")
            for m in re.finditer(r"\b\d+\b(?!})", text)
        ),
        dates=tuple(
            DateExpression(*m.span(), m[0], "fake.year", "year", m[1], date(int(m[1]), 1, 1), date(int(m[1]), 12, 31))
            for m in re.finditer(r"\{(\d{4})\}", text)
        ),
        resolutions=tuple(
            Resolution(*m.span(), m[0], "fake.nr", "resolution", key=f"k:{m[1]}", number=m[1], subject=f"zu {m[1]}")
            for m in re.finditer(r"Nr\. (\d+)", text)
        ),
        entities=tuple(
            EntityMention(*m.span(), m[0], "fake.place", "LOC", "Hà Nội", entity_id="hanoi", score=0.5)
            for m in re.finditer(r"Hanoi|Hà Nội", text)
        ),
        problems=problems,
    )


def make_fake(config: Config) -> FakeMiner:
    return FakeMiner(config)


def make_broken(config: Config) -> FakeMiner:
    raise RuntimeError("no model found")


def make_dying(config: Config) -> FakeMiner:
    os._exit(3)


class Stumbling(FakeMiner):
    """Says it is ready late, as a miner with big models does."""

    def warm_up(self) -> None:
        time.sleep(0.6)


def make_slow_to_load(config: Config) -> FakeMiner:
    return Stumbling(config)


class Slow(FakeMiner):
    """Takes a while per document, so that something can happen in mid-run."""

    def mine_file(self, path: Path, root: Path | None = None) -> Report:
        time.sleep(0.04)
        return super().mine_file(path, root)


def make_slow(config: Config) -> FakeMiner:
    return Slow(config)
