"""Many documents: which files a run takes (``walk``), who mines them (``pool``), one run (``runner``)."""

from __future__ import annotations

from reportminer.batch.runner import RunResult, Watcher, mine_jobs, run
from reportminer.batch.walk import Job, find_jobs

__all__ = ["Job", "RunResult", "Watcher", "find_jobs", "mine_jobs", "run"]
