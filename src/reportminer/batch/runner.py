"""One run: inputs to jobs, jobs to reports, reports to the files of the contract."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reportminer.batch.outcome import MinerFactory, default_miner, duplicate, mine_safely
from reportminer.batch.pool import Pool
from reportminer.batch.walk import Job, find_jobs, split_duplicates
from reportminer.config import Config
from reportminer.errors import InputError
from reportminer.tables import all_problems
from reportminer.types import Report
from reportminer.writers.csv import CsvWriter


class Watcher(Protocol):
    """Who is told how a run goes."""

    def begin(self, files: int) -> None:
        """Hear how many files there are."""
        ...

    def step(self, report: Report) -> None:
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

    def count(self, report: Report) -> None:
        """Count one finished document."""
        self.documents[report.document.status] += 1
        self.problems.update(problem.severity for problem in all_problems(report))


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
        for report in _watched(mine_jobs(jobs, settings, make_miner), len(jobs), watcher):
            writer.add(report)
            result.count(report)
        result.files = writer.finish()
        result.rows = writer.row_counts
    result.seconds = time.monotonic() - started
    return result


def mine_jobs(jobs: Sequence[Job], config: Config, make_miner: MinerFactory = default_miner) -> Iterator[Report]:
    """Yield one report per job in order of completion; repeated bytes are mined once."""
    fresh, copies = split_duplicates(jobs)
    yield from (duplicate(job, first) for job, first in copies)
    if config.workers:
        yield from Pool(make_miner, config).map(fresh)
        return
    miner = make_miner(config)
    yield from (mine_safely(miner, job) for job in fresh)


def _watched(reports: Iterable[Report], files: int, watcher: Watcher | None) -> Iterator[Report]:
    if watcher is None:
        yield from reports
        return
    watcher.begin(files)
    try:
        for report in reports:
            watcher.step(report)
            yield report
    finally:
        watcher.end()
