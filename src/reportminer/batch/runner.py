"""One run: inputs to jobs, jobs to reports, reports to the files of the contract."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reportminer.batch.engine import Outcome, engine_for, outcome
from reportminer.batch.outcome import MinerFactory, default_miner, duplicate
from reportminer.batch.walk import Job, find_jobs, split_duplicates
from reportminer.config import Config
from reportminer.errors import InputError
from reportminer.writers.csv import CsvWriter


class Watcher(Protocol):
    """Who is told how a run goes."""

    def begin(self, files: int) -> None:
        """Hear how many files there are."""
        ...

    def step(self, outcome: Outcome) -> None:
        """Hear of one finished document."""
        ...

    def end(self) -> None:
        """Hear that no more documents come, whether the run went well or not."""
        ...


@dataclass(slots=True)
class RunResult:
    """What a run did: documents by status, rows by table, problems by severity, the files written."""

    documents: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    files: Mapping[str, Path] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """True where no problem was an error."""
        return not self.problems["error"]

    def count(self, outcome: Outcome) -> None:
        """Count one finished document."""
        self.documents[outcome.status] += 1
        self.problems.update(error=outcome.errors, warning=outcome.warnings)


def run(
    inputs: Sequence[Path | str],
    out: Path | str,
    config: Config | None = None,
    *,
    make_miner: MinerFactory = default_miner,
    watcher: Watcher | None = None,
) -> RunResult:
    """Mine every file of ``inputs`` and write the tables to ``out``; all of them appear together at the end."""
    started = time.monotonic()
    settings = config or Config()
    jobs = find_jobs(inputs, skip=Path(out))
    if not jobs:
        raise InputError(f"there are no files in {', '.join(str(item) for item in inputs)}")
    result = RunResult()
    with CsvWriter(out) as writer:
        for done in _watched(mine_jobs(jobs, settings, make_miner), len(jobs), watcher):
            writer.add(done.path, done.blob)
            result.count(done)
        result.files = writer.finish()
        result.rows = writer.row_counts
    result.seconds = time.monotonic() - started
    return result


def mine_jobs(jobs: Sequence[Job], config: Config, make_miner: MinerFactory = default_miner) -> Iterator[Outcome]:
    """Yield one outcome per job in order of completion; repeated bytes are mined once."""
    fresh, copies = split_duplicates(jobs)
    yield from (outcome(duplicate(job, first)) for job, first in copies)
    yield from engine_for("pool" if config.workers else "serial", make_miner, config).map(fresh)


def _watched(outcomes: Iterable[Outcome], files: int, watcher: Watcher | None) -> Iterator[Outcome]:
    if watcher is None:
        yield from outcomes
        return
    watcher.begin(files)
    try:
        for done in outcomes:
            watcher.step(done)
            yield done
    finally:
        watcher.end()
