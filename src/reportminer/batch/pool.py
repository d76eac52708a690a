"""A small supervised pool of processes: one document at a time each, so that a death has exactly one culprit.

Written because the usual pools lose every pending document when one worker dies.  A worker says ``ready`` once its
miner is loaded; only then does a document's time limit run.  While it mines one document the next already waits in its
pipe, so that it never waits for us; when it dies or overruns, the first is to blame and the next goes to another.  A
document whose worker died is tried once more, alone with it, and then given up; one that took too much time or memory
is given up at once, so that no document takes longer than its limit.

Jobs are taken from the iterator as workers become free: a run over millions of documents holds a handful of them.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from reportminer.batch import bounds
from reportminer.batch.engine import Outcome, blame, mine
from reportminer.batch.outcome import MinerFactory
from reportminer.batch.walk import Job
from reportminer.config import Config
from reportminer.errors import ReportMinerError
from reportminer.ingest import offline

ATTEMPTS: Final = 2
_AHEAD: Final = 2
_START_LIMIT: Final = 600.0
_START_FAILURES: Final = 3
_PR_SET_PDEATHSIG: Final = 1
_SPAWN: Final = multiprocessing.get_context("spawn")


@dataclass(slots=True, eq=False)
class _Worker:
    """``jobs`` holds the document in hand and the one that waits in the pipe; ``base`` is the memory before the first."""

    process: SpawnProcess
    connection: Connection[Any, Any]
    deadline: float
    ready: bool = False
    base: int = 0
    jobs: deque[Job] = field(default_factory=deque)


class Pool:
    """Maps jobs to outcomes in order of completion; an :class:`reportminer.batch.engine.Engine`."""

    def __init__(self, make_miner: MinerFactory, config: Config) -> None:
        """Remember how workers are made; they start with the first job."""
        self._make_miner = make_miner
        self._config = config
        self._workers: list[_Worker] = []
        self._source: Iterator[Job] = iter(())
        self._pending: deque[Job] = deque()
        self._blamed: dict[Job, int] = {}
        self._start_failures = 0

    def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield one outcome per job; workers end with the generator."""
        self._source = iter(jobs)
        try:
            while self._more() or any(worker.jobs for worker in self._workers):
                self._staff()
                self._hand_out()
                yield from self._collect()
        finally:
            for worker in list(self._workers):
                self._dismiss(worker)

    def _more(self) -> bool:
        """Look one job ahead, so that no worker is started for nothing."""
        if not self._pending:
            self._pending.extend(islice(self._source, self._config.workers or 1))
        return bool(self._pending)

    def _staff(self) -> None:
        busy = sum(bool(worker.jobs) for worker in self._workers)
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
        """Give every worker one job, then every worker its next."""
        for depth in range(_AHEAD):
            for worker in list(self._workers):
                if worker.ready and len(worker.jobs) == depth and self._more() and self._may_take(worker):
                    self._assign(worker, self._pending.popleft())

    def _may_take(self, worker: _Worker) -> bool:
        """A document under suspicion shares its worker with none."""
        return not worker.jobs or not (self._pending[0] in self._blamed or worker.jobs[0] in self._blamed)

    def _assign(self, worker: _Worker, job: Job) -> None:
        try:
            worker.connection.send(job)
        except OSError:
            # It died: what it had in hand is dealt with when its end of the pipe is read; this job is innocent.
            self._pending.appendleft(job)
            if not worker.jobs:
                self._dismiss(worker)
            return
        if not worker.jobs:
            worker.deadline = time.monotonic() + self._config.timeout
        worker.jobs.append(job)

    def _collect(self) -> Iterator[Outcome]:
        """Wait for the next messages or the next deadline and yield what came of them."""
        watched = [worker for worker in self._workers if worker.jobs or not worker.ready]
        limit = min((worker.deadline for worker in watched), default=time.monotonic()) - time.monotonic()
        speaking = set(wait([worker.connection for worker in watched], min(bounds.LOOK_EVERY, max(0.0, limit))))
        for worker in watched:
            if worker.connection in speaking:
                yield from self._listen(worker)
            elif bounds.too_large(worker.process.pid, worker.base, self._config):
                yield from self._outgrown(worker)
            elif worker.deadline <= time.monotonic():
                yield from self._overrun(worker)

    def _listen(self, worker: _Worker) -> Iterator[Outcome]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._died(worker)
            return
        if isinstance(message, Outcome):
            self._blamed.pop(worker.jobs.popleft(), None)
            worker.deadline = time.monotonic() + self._config.timeout
            yield message
        elif message == "ready":
            worker.ready = True
            worker.base = bounds.resident(worker.process.pid)
            self._start_failures = 0
        else:
            raise ReportMinerError(f"a worker cannot start: {message}")

    def _died(self, worker: _Worker) -> Iterator[Outcome]:
        job = self._release(worker)
        worker.process.join(1)
        code = worker.process.exitcode
        cause = _cause(code)
        self._dismiss(worker)
        if job and bounds.is_cpu_signal(code):
            yield blame(job, "cpu_limit", f"not done after {self._config.cpu:g} seconds of computing; see --cpu")
            return
        if job:
            yield from self._blame(job, "worker_died", f"the process that mined it died ({cause})")
            return
        self._start_failures += 1
        if self._start_failures >= _START_FAILURES:
            raise ReportMinerError(f"worker processes die before they are ready ({cause}); try --workers 0")

    def _overrun(self, worker: _Worker) -> Iterator[Outcome]:
        job = self._release(worker)
        self._dismiss(worker)
        if job is None:
            raise ReportMinerError(f"a worker was not ready after {_START_LIMIT:g} seconds; try --workers 0")
        self._blamed.pop(job, None)
        yield blame(job, "timeout", f"not done after {self._config.timeout:g} seconds; see --timeout")

    def _outgrown(self, worker: _Worker) -> Iterator[Outcome]:
        job = self._release(worker)
        self._dismiss(worker)
        if job is not None:
            self._blamed.pop(job, None)
            yield blame(job, "memory_limit", bounds.memory_message(self._config))

    def _release(self, worker: _Worker) -> Job | None:
        """Return the document in hand; the one that waited behind it is free again."""
        job = worker.jobs.popleft() if worker.jobs else None
        self._pending.extendleft(worker.jobs)
        worker.jobs.clear()
        return job

    def _blame(self, job: Job, code: str, message: str) -> Iterator[Outcome]:
        attempts = self._blamed.get(job, 0) + 1
        if attempts < ATTEMPTS:
            self._blamed[job] = attempts
            self._pending.append(job)
        else:
            self._blamed.pop(job, None)
            yield blame(job, code, f"{message}, {ATTEMPTS} times")

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
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        miner = make_miner(config)
        getattr(miner, "warm_up", lambda: None)()
        # What is loaded now stays: the collector need not look at it again with every document.
        gc.collect()
        gc.freeze()
    except Exception as error:
        connection.send(f"{type(error).__name__}: {error}")
        return
    with suppress(EOFError, OSError):
        bounds.enter(config)
        offline.install()
        connection.send("ready")
        while True:
            job = connection.recv()
            bounds.begin(config)
            connection.send(mine(miner, job))


def _die_with_parent() -> None:
    """Do not outlive a killed run: in the middle of a document nobody would hear the end of the pipe."""
    if sys.platform != "linux":
        parent = multiprocessing.parent_process()
        if parent is not None:
            threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()
        return
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
