"""What stands in the tables for a document that could not be mined, and mining that never raises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from reportminer.batch.remote import fetched
from reportminer.batch.walk import Job, sha256_of, size_of
from reportminer.config import Config
from reportminer.errors import ReportMinerError
from reportminer.types import Document, Problem, Report

_SUFFIXES: Final = {"htm": "html", "xhtml": "html", "text": "txt", "markdown": "md"}
_FORMATS: Final = {"pdf", "docx", "odt", "rtf", "html", "txt", "md", "eml"}


class AnyMiner(Protocol):
    """The part of :class:`reportminer.miner.Miner` that batches and evaluations need."""

    def mine_file(self, path: Path, root: Path | None = None) -> Report:
        """Mine one file."""
        ...

    def mine_text(
        self,
        text: str,
        *,
        language: str | None = None,
        reference_date: date | None = None,
        home_place: str | None = None,
        doc_id: str = "",
    ) -> Report:
        """Mine one text."""
        ...


MinerFactory = Callable[[Config], AnyMiner]


def default_miner(config: Config) -> AnyMiner:
    """Make the real miner; a function of a module, so that workers can be told to call it."""
    from reportminer.miner import Miner

    return Miner(config)


def mine_safely(miner: AnyMiner, job: Job) -> Report:
    """Mine one file; whatever it raises becomes a failed document."""
    if job.refused:
        return failed(job, job.code or "not_followed", job.refused, stage="read")
    try:
        with fetched(job) as local:
            report = miner.mine_file(local.file, root=local.root)
    except MemoryError:
        return failed(job, "memory_limit", "It needs more memory than there is or than a document may take.")
    except Exception as error:
        if job.uri and not isinstance(error, ReportMinerError):
            return failed(job, "unreadable", f"{type(error).__name__}: {error}", stage="read")
        return failed(job, "crash", f"{type(error).__name__}: {error}")
    if report.document.path == job.path:
        return report
    return replace(report, document=replace(report.document, path=job.path))


def failed(job: Job, code: str, message: str, stage: str = "extract") -> Report:
    """Return the report of a document that failed."""
    problem = Problem(stage, "error", code, " ".join(message.split()))
    return Report(replace(_bare(job), status="failed", problems=(problem,)))


def duplicate(path: str, first: str, sha256: str, size: int) -> Report:
    """Return the report of a file whose bytes stand under another path."""
    problem = Problem("read", "warning", "duplicate", f"same bytes as {first}; its rows stand there")
    return Report(replace(_named(path, sha256, size), status="duplicate", problems=(problem,)))


def _bare(job: Job) -> Document:
    if job.refused or job.uri:
        return _named(job.path, "", 0)
    return _named(job.path, sha256_of(job.file), size_of(job.file))


def _named(path: str, sha256: str, size: int) -> Document:
    suffix = PurePosixPath(path).suffix.lower().lstrip(".")
    kind = _SUFFIXES.get(suffix, suffix)
    known = kind if kind in _FORMATS else ""
    return Document(text="", doc_id=sha256[:16], path=path, sha256=sha256, size=size, format=known)
