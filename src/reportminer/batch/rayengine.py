"""Mining on a Ray cluster: plain tasks, a few documents each, the same function per document as everywhere.

A task whose worker dies is sent again as single documents, so that the one to blame is known; a document whose worker
dies twice is given up.  A node that goes away is nobody's fault: its documents are sent again.  A document that
overruns ends its worker, which looks like a death.  The documents must lie where every node finds them under the same
path (a shared file system).
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from reportminer.batch.engine import Outcome, blame, mine
from reportminer.batch.outcome import AnyMiner, MinerFactory
from reportminer.batch.walk import Job
from reportminer.config import Config
from reportminer.errors import ReportMinerError
from reportminer.export.source import need
from reportminer.ingest import offline

ATTEMPTS: Final = 2
_BATCH: Final = 8
_AHEAD: Final = 2
_LOST_NODES: Final = 20
_MINERS: dict[Any, AnyMiner] = {}


class Ray:
    """Maps jobs to outcomes in order of completion; an :class:`reportminer.batch.engine.Engine`."""

    def __init__(self, make_miner: MinerFactory, config: Config) -> None:
        """Say at once where the library is missing; the cluster is joined with the first job."""
        self._ray: Any = need("ray", "ray")
        self._make_miner, self._config = make_miner, config
        self._deaths: dict[Job, int] = {}
        self._lost = 0

    def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield one outcome per job; tasks end with the generator."""
        ray = self._ray
        joined = not ray.is_initialized()
        if joined:
            self._join()
        task = ray.remote(max_retries=0, num_cpus=1)(_work)
        source, again = iter(jobs), deque[tuple[Job, ...]]()
        running: dict[Any, tuple[Job, ...]] = {}
        try:
            while True:
                while len(running) < self._room():
                    batch = again.popleft() if again else tuple(islice(source, _BATCH))
                    if not batch:
                        break
                    running[task.remote(batch, self._make_miner, self._config)] = batch
                if not running:
                    return
                done, _ = ray.wait(list(running), num_returns=1)
                for reference in done:
                    yield from self._collect(reference, running.pop(reference), again)
        finally:
            for reference in running:
                ray.cancel(reference, force=True)
            if joined:
                ray.shutdown()

    def _join(self) -> None:
        known: dict[str, Any] = {}
        if self._config.address is None:
            known = {"num_cpus": max(1, self._config.workers), "_node_ip_address": "127.0.0.1"}
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing leaves the machine
        try:
            self._ray.init(
                address=self._config.address or "local",
                include_dashboard=None if self._config.address else False, log_to_driver=False, **known,
            )  # fmt: skip
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise ReportMinerError(f"no Ray cluster answers at {self._config.address}: {error}") from error

    def _room(self) -> int:
        """How many tasks may be under way: what the nodes of this moment can hold, and as many that wait."""
        return _AHEAD * max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def _collect(self, reference: Any, batch: tuple[Job, ...], again: deque[tuple[Job, ...]]) -> Iterator[Outcome]:
        errors = self._ray.exceptions
        try:
            yield from self._ray.get(reference)
        except (errors.NodeDiedError, errors.ObjectLostError) as error:
            self._lost += 1
            if self._lost > _LOST_NODES:
                raise ReportMinerError("too many nodes of the cluster went away; run again to go on") from error
            again.append(batch)
        except errors.WorkerCrashedError:
            yield from self._died(batch, again)
        except errors.RayTaskError as error:
            raise ReportMinerError(f"a worker cannot start: {error.cause}") from error

    def _died(self, batch: tuple[Job, ...], again: deque[tuple[Job, ...]]) -> Iterator[Outcome]:
        if len(batch) > 1:
            again.extend((job,) for job in batch)
            return
        (job,) = batch
        self._deaths[job] = self._deaths.get(job, 0) + 1
        if self._deaths[job] < ATTEMPTS:
            again.append(batch)
            return
        limit = f"{self._config.timeout:g} seconds"
        yield blame(job, "worker_died", f"the process that mined it died or was not done after {limit}, {ATTEMPTS} times")


def _work(batch: tuple[Job, ...], make_miner: MinerFactory, config: Config) -> list[Outcome]:
    """Mine some documents on a node; the miner is made once per process."""
    miner = _MINERS.get(config)
    if miner is None:
        miner = _MINERS[config] = make_miner(config)
        getattr(miner, "warm_up", lambda: None)()
        offline.install()
    outcomes = []
    for job in batch:
        watch = threading.Timer(config.timeout, os._exit, (1,))
        watch.daemon = True
        watch.start()
        outcomes.append(mine(miner, job))
        watch.cancel()
    return outcomes
