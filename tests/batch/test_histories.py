"""Any history of edits and interruptions leaves the tables of a fresh run over what is there now."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_miner import make_fake
from reportminer.batch import run
from reportminer.batch.engine import Outcome, Serial
from reportminer.batch.walk import Job
from reportminer.config import Config
from reportminer.schema import TABLES

NAMES = [f"{folder}{letter}.txt" for folder in ("", "x/", "x/y/") for letter in "abc"]
TEXTS = ["5 Dörfer", "6 Dörfer", "Hanoi Nr. 7", "", "RAISE", "odd 123456"]

edits = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
        st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
        st.tuples(st.just("touch"), st.sampled_from(NAMES), st.just("")),
        st.tuples(st.just("run"), st.just(""), st.sampled_from(["", "0", "1", "2"])),
        st.tuples(st.just("lose"), st.just(""), st.just("")),
    ),
    max_size=20,
)


class Interrupted(Serial):
    """Stops after some documents, and finishes them in another order."""

    def __init__(self, after: int | None, seed: int) -> None:
        super().__init__(make_fake, Config(workers=0))
        self._after, self._shuffler = after, random.Random(seed)

    def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        done = list(super().map(jobs))
        self._shuffler.shuffle(done)
        for number, one in enumerate(done):
            if number == self._after:
                raise KeyboardInterrupt
            yield one


def mined(folder: Path, out: Path, after: str = "", seed: int = 0) -> dict[str, bytes]:
    run([folder], out, Config(workers=0), engine=Interrupted(int(after) if after else None, seed))
    return {name: (out / f"{name}.csv").read_bytes() for name in TABLES}


def change(folder: Path, out: Path, what: str, name: str, text: str, seed: int) -> None:
    file = folder / name
    if what == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    elif what == "remove":
        file.unlink(missing_ok=True)
    elif what == "touch" and file.exists():
        os.utime(file, ns=(seed, seed))
    elif what == "lose":
        for part in sorted((out / ".reportminer").rglob("*.part"))[:1]:
            part.unlink()
    elif what == "run":
        with suppress(KeyboardInterrupt):
            mined(folder, out, text, seed)


@pytest.fixture(autouse=True, scope="module")
def _no_waiting_for_the_disk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@settings(max_examples=40)
@given(edits, st.integers(0, 99))
def test_any_history_ends_with_the_tables_of_a_fresh_run(history: list[tuple[str, str, str]], seed: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place, "in"), Path(place, "out")
        change(folder, out, "write", "keep.txt", "9 Dörfer", seed)
        for number, (what, name, text) in enumerate(history):
            change(folder, out, what, name, text, seed + number)
        again = mined(folder, out, seed=seed)
        assert again == mined(folder, Path(place, "fresh"))
        shutil.rmtree(out)
