"""A small supervised pool of processes: one document at a time each, so that a death has exactly one culprit.

Written because the usual pools lose every pending document when one worker dies.  A worker says ``ready`` once its
miner is loaded; only then does a document's time limit run.  A document whose worker dies or overruns is tried once
more, in a fresh process, and then given up.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from reportminer.batch.outcome import MinerFactory, failed, mine_safely
from reportminer.batch.walk import Job
from reportminer.config import Config
from reportminer.errors import ReportMinerError
from reportminer.types import Report

ATTEMPTS: Final = 2
_START_LIMIT: Final = 600.0
_START_FAILURES: Final = 3
_SPAWN: Final = multiprocessing.get_context("spawn")


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection[Any, Any]
    deadline: float
    ready: bool = False
    job: Job | None = None


class Pool:
    """Maps jobs to reports in order of completion; use it as ``yield from Pool(...).map(jobs)``."""

    def __init__(self, make_miner: MinerFactory, config: Config) -> None:
        """Remember how workers are made; they start with the first job."""
        self._make_miner = make_miner
        self._config = config
        self._workers: list[_Worker] = []
        self._pending: deque[Job] = deque()
        self._attempts: Counter[Job] = Counter()
        self._start_failures = 0

    def map(self, jobs: Iterable[Job]) -> Iterator[Report]:
        """Yield one report per job; workers end with the generator."""
        self._pending.extend(jobs)
        try:
            while self._pending or any(worker.job for worker in self._workers):
                self._staff()
                self._hand_out()
                yield from self._collect()
        finally:
            for worker in list(self._workers):
                self._dismiss(worker)

    def _staff(self) -> None:
        busy = sum(worker.job is not None for worker in self._workers)
        wanted = min(max(1, self._config.workers), len(self._pending) + busy)
        while len(self._workers) < wanted:
            self._workers.append(self._start())

    def _start(self) -> _Worker:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_work, args=(theirs, self._make_miner, self._config))
        process.start()
        # Without this the pipe would never report the end of file of a dead worker.
        theirs.close()
        return _Worker(process, ours, time.monotonic() + _START_LIMIT)

    def _hand_out(self) -> None:
        for worker in list(self._workers):
            if worker.ready and worker.job is None and self._pending:
                self._assign(worker, self._pending.popleft())

    def _assign(self, worker: _Worker, job: Job) -> None:
        try:
            worker.connection.send(job)
        except OSError:
            # It died idle: the document is innocent.
            self._pending.appendleft(job)
            self._dismiss(worker)
            return
        worker.job, worker.deadline = job, time.monotonic() + self._config.timeout

    def _collect(self) -> Iterator[Report]:
        """Wait for the next messages or the next deadline and yield what came of them."""
        watched = [worker for worker in self._workers if worker.job or not worker.ready]
        limit = min((worker.deadline for worker in watched), default=time.monotonic()) - time.monotonic()
        speaking = set(wait([worker.connection for worker in watched], max(0.0, limit)))
        for worker in watched:
            if worker.connection in speaking:
                yield from self._listen(worker)
            elif worker.deadline <= time.monotonic():
                yield from self._overrun(worker)

    def _listen(self, worker: _Worker) -> Iterator[Report]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._died(worker)
            return
        if isinstance(message, Report):
            worker.job = None
            yield message
        elif message == "ready":
            worker.ready = True
            self._start_failures = 0
        else:
            raise ReportMinerError(f"a worker cannot start: {message}")

    def _died(self, worker: _Worker) -> Iterator[Report]:
        job = worker.job
        worker.process.join(1)
        cause = _cause(worker.process.exitcode)
        self._dismiss(worker)
        if job:
            yield from self._blame(job, "worker_died", f"the process that mined it died ({cause})")
            return
        self._start_failures += 1
        if self._start_failures >= _START_FAILURES:
            raise ReportMinerError(f"worker processes die before they are ready ({cause}); try --workers 0")

    def _overrun(self, worker: _Worker) -> Iterator[Report]:
        job = worker.job
        self._dismiss(worker)
        if job is None:
            raise ReportMinerError(f"a worker was not ready after {_START_LIMIT:g} seconds; try --workers 0")
        yield from self._blame(job, "timeout", f"not done after {self._config.timeout:g} seconds")

    def _blame(self, job: Job, code: str, message: str) -> Iterator[Report]:
        self._attempts[job] += 1
        if self._attempts[job] < ATTEMPTS:
            self._pending.append(job)
        else:
            yield failed(job, code, f"{message}, {ATTEMPTS} times")

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.connection.close()
        _kill(worker.process)


def _cause(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with suppress(ValueError):
            return signal.Signals(-exitcode).name
    return f"exit code {exitcode}"


def _kill(process: SpawnProcess) -> None:
    """Kill a worker with everything it has started."""
    if process.pid is not None and hasattr(os, "killpg"):
        # Before the worker leads a group of its own there is none of its number: only the process itself to kill.
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _work(connection: Connection[Any, Any], make_miner: MinerFactory, config: Config) -> None:
    """Be a worker: load, say so, then mine what comes until nobody asks any more."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        miner = make_miner(config)
        getattr(miner, "warm_up", lambda: None)()
    except Exception as error:
        connection.send(f"{type(error).__name__}: {error}")
        return
    with suppress(EOFError, OSError):
        connection.send("ready")
        while True:
            connection.send(mine_safely(miner, connection.recv()))
