"""The seam between a run and whoever mines its documents.

An :class:`Engine` maps jobs to outcomes.  It may do so in any order, on any number of processes or machines; the final
tables do not depend on it.  Every engine calls the same function per document, :func:`mine`, and blames a document
that kills or hangs its process with :func:`blame`.  A new engine is a class and one line in :data:`ENGINES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol

from reportminer.batch import blob
from reportminer.batch.outcome import AnyMiner, MinerFactory, failed, mine_safely
from reportminer.batch.walk import Job
from reportminer.config import Config
from reportminer.errors import ConfigError
from reportminer.schema import MENTION_TABLES
from reportminer.tables import all_problems
from reportminer.types import Report


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: small facts for journal and progress, and the blob for the part files.

    ``status`` is the document's; ``rows`` counts mentions; ``failure`` is the first error as ``code: message``.
    """

    path: str
    sha256: str
    status: str
    rows: int
    errors: int
    warnings: int
    failure: str
    blob: bytes


class Engine(Protocol):
    """Whoever mines: one outcome per job, in any order.

    ``map`` takes jobs from the iterator only as it needs them (there may be millions) and yields an outcome as soon as
    there is one.  Closing the generator stops all work and leaves no process behind.  A document never makes it raise;
    a ``ReportMinerError`` says that nothing can be mined at all, such as a model that does not load.
    """

    def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Mine every job."""
        ...


EngineFactory = Callable[[MinerFactory, Config], Engine]

ENGINES: Final[Mapping[str, str]] = {
    "serial": "reportminer.batch.engine:Serial",
    "pool": "reportminer.batch.pool:Pool",
    "ray": "reportminer.batch.rayengine:Ray",
}
"""Name of an engine -> where its factory lies; imported only when chosen, so that extras stay extras."""


def engine_for(name: str, make_miner: MinerFactory, config: Config) -> Engine:
    """Make an engine by name."""
    if name not in ENGINES:
        raise ConfigError(f"there is no engine {name!r}; known: {', '.join(ENGINES)}")
    module, _, factory = ENGINES[name].partition(":")
    make: EngineFactory = getattr(import_module(module), factory)
    return make(make_miner, config)


def mine(miner: AnyMiner, job: Job) -> Outcome:
    """Mine one document, whatever happens: the one function that every engine calls."""
    report = mine_safely(miner, job)
    try:
        return outcome(report)
    except Exception as error:
        return outcome(failed(job, "crash", f"{type(error).__name__}: {error}"))


def blame(job: Job, code: str, message: str) -> Outcome:
    """Return the outcome of a document that died or hung (``code``: ``worker_died``, ``timeout``)."""
    return outcome(failed(job, code, message))


def outcome(report: Report) -> Outcome:
    """Pack a report for the way to the run's process."""
    document, problems = report.document, all_problems(report)
    errors = [problem for problem in problems if problem.severity == "error"]
    return Outcome(
        document.path,
        document.sha256,
        document.status,
        sum(len(getattr(report, table)) for table in MENTION_TABLES),
        len(errors),
        len(problems) - len(errors),
        f"{errors[0].code}: {errors[0].message}" if errors else "",
        blob.pack(report),
    )


class Serial:
    """Mines in this process, one after the other: a document that kills it kills the run (not what is done)."""

    def __init__(self, make_miner: MinerFactory, config: Config) -> None:
        """Remember how the miner is made; it is made with the first job."""
        self._make_miner = make_miner
        self._config = config

    def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield one outcome per job, in order."""
        miner: AnyMiner | None = None
        for job in jobs:
            miner = miner or self._make_miner(self._config)
            yield mine(miner, job)
