"""Many documents: which files a run takes (``walk``, ``scan``), who mines them (``engine``, ``pool``), what is kept
(``journal``, ``parts``), and how it becomes tables (``merge``, ``publish``); ``runner`` is one run."""

from __future__ import annotations

from reportminer.batch.engine import Engine, Outcome
from reportminer.batch.runner import RunResult, Watcher, dry_run, run
from reportminer.batch.status import Status, status
from reportminer.batch.store import texts
from reportminer.batch.walk import Job, find_jobs

__all__ = ["Engine", "Job", "Outcome", "RunResult", "Status", "Watcher", "dry_run", "find_jobs", "run", "status", "texts"]
