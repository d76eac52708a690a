"""One run: inputs to the journal, waiting files to an engine, outcomes to parts, parts to the tables of the contract.

A run that is interrupted, by whatever, is continued by the same call; what is finished is never mined again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from reportminer.batch import blob, publish, remote
from reportminer.batch.engine import Engine, Outcome, engine_for, outcome
from reportminer.batch.fingerprint import fingerprint
from reportminer.batch.journal import Journal
from reportminer.batch.merge import write_tables
from reportminer.batch.outcome import MinerFactory, default_miner, duplicate
from reportminer.batch.parts import PartReader
from reportminer.batch.remote import RemoteInputs
from reportminer.batch.scan import AnyInputs, Scan, scan
from reportminer.batch.store import Store, check_fingerprint, output_errors, read_only
from reportminer.batch.walk import Inputs
from reportminer.config import Config
from reportminer.errors import InputError, OutputError, ReportMinerError
from reportminer.writers import finish_formats

_ATTEMPTS: Final = 3


class _DamagedPartError(Exception):
    """A part does not hold what was written to it: its documents are mined again."""

    def __init__(self, part: int) -> None:
        super().__init__(part)
        self.part = part


class Watcher(Protocol):
    """Who is told how a run goes."""

    def begin(self, files: int) -> None:
        """Hear how many files are to be mined."""
        ...

    def step(self, outcome: Outcome) -> None:
        """Hear of one finished document."""
        ...

    def end(self) -> None:
        """Hear that no more documents come, whether the run went well or not; the tables are written next."""
        ...


class Quiet:
    """A watcher that says nothing."""

    def begin(self, files: int) -> None:
        """Ignore the number of files."""

    def step(self, outcome: Outcome) -> None:
        """Ignore a finished document."""

    def end(self) -> None:
        """Ignore the end."""


@dataclass(slots=True)
class RunResult:
    """What stands in the tables now, and what this run did for it.

    ``documents`` by status, ``rows`` by table and ``problems`` by severity describe the tables; ``mined`` counts the
    documents that this run has read, ``scan`` says what had changed since the last; ``seconds`` is its wall time.
    """

    documents: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    files: dict[str, Path] = field(default_factory=dict)
    scan: Scan | None = None
    mined: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """True where no problem was an error."""
        return not self.problems["error"]


def run(
    inputs: Sequence[Path | str],
    out: Path | str,
    config: Config | None = None,
    *,
    make_miner: MinerFactory = default_miner,
    watcher: Watcher | None = None,
    engine: Engine | None = None,
    force: bool = False,
    retry_failed: bool = False,
    work: Path | None = None,
) -> RunResult:
    """Bring the tables in ``out`` up to date with the files of ``inputs``; all of them are replaced together.

    Only new and changed files are mined (all of them with ``force``, failed ones again with ``retry_failed``); rows of
    removed files go.  ``engine`` mines instead of the local processes.  Inputs and ``out`` may be URIs; a run for an output
    URI works in ``work`` (a folder of the user's cache without it) and publishes the tables at the end.  Raises ``InputError`` where there is no file,
    ``OutputError`` where the folder is in use, made with other settings, or cannot be written.
    """
    started = time.monotonic()
    settings = config or Config()
    folder = local_folder(out, work)
    found = inputs_of(inputs, folder, settings)
    found.check_any()
    result = RunResult()
    with Store.open(folder, fingerprint(settings), force=force) as store:
        result.scan = scan(store.journal, found)
        if retry_failed:
            store.journal.retry_failed()
        chosen = engine or engine_for(
            settings.engine or ("pool" if settings.workers else "serial"), make_miner, settings
        )
        _bring_up_to_date(store, found, chosen, settings, watcher or Quiet(), result)
        result.documents, result.problems = store.journal.statuses(), store.journal.problems()
    if remote.is_uri(out):
        remote.publish(result.files, str(out))
    result.seconds = time.monotonic() - started
    return result


def local_folder(out: Path | str, work: Path | None = None) -> Path:
    """The folder of this machine in which a run for ``out`` works."""
    return remote.work_folder(str(out), work) if remote.is_uri(out) else Path(out)


def inputs_of(inputs: Sequence[Path | str], skip: Path, settings: Config) -> AnyInputs:
    """The files of paths or of URIs; raises ``InputError`` where both are given."""
    far = [str(item) for item in inputs if remote.is_uri(item)]
    if far and len(far) < len(inputs):
        raise InputError("give either paths or URIs, not both in one run")
    return RemoteInputs(far, settings.max_bytes) if far else Inputs(inputs, skip=skip)


def dry_run(
    inputs: Sequence[Path | str], out: Path | str, config: Config | None = None, *, work: Path | None = None
) -> Scan:
    """Say what a run would do, without writing anything."""
    folder = local_folder(out, work)
    found = inputs_of(inputs, folder, config or Config())
    found.check_any()
    with output_errors(folder):
        journal = read_only(folder) or Journal(None)
        with closing(journal):
            check_fingerprint(journal, fingerprint(config or Config()), folder)
            return scan(journal, found, keep=False)


def _bring_up_to_date(
    store: Store, inputs: AnyInputs, engine: Engine, config: Config, watcher: Watcher, result: RunResult
) -> None:
    for _ in range(_ATTEMPTS):
        _mine(store, inputs, engine, watcher, result)
        facts = publish.published(store.journal, store.folder, config.formats)
        try:
            facts = facts or _write(store, config.formats)
        except _DamagedPartError as damaged:
            store.journal.forget_part(damaged.part)
            continue
        result.rows.update(facts["rows"])
        result.files = {name: store.folder / name for name in facts["files"]}
        return
    raise OutputError(f"the disk under {store.hidden} does not give back what was written to it")


def _mine(store: Store, inputs: AnyInputs, engine: Engine, watcher: Watcher, result: RunResult) -> None:
    waiting = store.journal.count_waiting()
    watcher.begin(waiting)
    writer = store.writer()
    # Without a waiting file the engine is not even asked: nothing loads.
    outcomes = engine.map(inputs.job(path) for path in store.journal.waiting()) if waiting else iter(())
    try:
        for done in outcomes:
            writer.add(done)
            watcher.step(done)
            result.mined += 1
    except OutputError:
        raise
    except BaseException:
        # An interrupt or a broken engine: what is finished stays.
        writer.flush()
        raise
    finally:
        _close(outcomes)
        watcher.end()
    writer.flush()
    if left := store.journal.count_waiting():
        raise ReportMinerError(f"the engine gave nothing for {left} documents; run again to go on with them")


def _close(outcomes: Iterator[Outcome]) -> None:
    close = getattr(outcomes, "close", None)
    if close is not None:
        close()


def _write(store: Store, formats: Sequence[str]) -> dict[str, Any]:
    new = publish.staging(store.hidden)
    with store.reader() as reader:
        rows = write_tables(_blobs(store, reader), new)
    names = finish_formats(new, formats, rows)
    facts = {"formats": list(formats), "rows": dict(rows)}
    publish.publish(store.journal, store.folder, store.hidden, names, facts)
    store.tidy()
    return {"files": names, **facts}


def _blobs(store: Store, reader: PartReader) -> Iterator[bytes]:
    for place in store.journal.finished():
        if place.part is None:
            yield outcome(duplicate(place.path, place.first, place.sha256, place.size)).blob
            continue
        content = reader.read(place.part, place.offset, place.length)
        if not blob.is_whole(content):
            raise _DamagedPartError(place.part)
        yield content
