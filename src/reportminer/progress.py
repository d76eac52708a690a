"""How a run is told on stderr: a bar on a terminal, a line every 30 seconds elsewhere, and a summary at the end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from reportminer.schema import TABLES

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from reportminer.batch.engine import Outcome
    from reportminer.batch.runner import RunResult, Watcher
    from reportminer.batch.status import Status

EVERY_SECONDS = 30.0


class Silent:
    """Says nothing."""

    def begin(self, files: int) -> None:
        """Ignore the number of files."""

    def step(self, outcome: Outcome) -> None:
        """Ignore a finished document."""

    def end(self) -> None:
        """Ignore the end."""


class Lines:
    """Says one plain line now and then, for logs."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        """Write to ``stream``; ``clock`` counts seconds."""
        self._stream, self._clock = stream, clock
        self._files = self._done = self._rows = self._errors = self._warnings = 0
        self._started = self._said = clock()

    def begin(self, files: int) -> None:
        """Start the clock."""
        self._files = files
        self._started = self._said = self._clock()

    def step(self, outcome: Outcome) -> None:
        """Count, and speak if it is time."""
        self._done += 1
        self._rows += outcome.rows
        self._errors += outcome.errors
        self._warnings += outcome.warnings
        if self._clock() - self._said >= EVERY_SECONDS:
            self._said = self._clock()
            self._say(self._line())

    def end(self) -> None:
        """Say nothing more: the summary follows."""

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)

    def _line(self) -> str:
        state = self._state()
        return (
            f"{self._done}/{self._files} files, {self._rows} rows, {state['files_per_second']:.1f} files/s, "
            f"about {state['seconds_left']:.0f} s left, {problem_words(self._errors, self._warnings)}"
        )

    def _state(self) -> dict[str, float]:
        seconds = self._clock() - self._started
        return {
            "files": self._files,
            "done": self._done,
            "rows": self._rows,
            "errors": self._errors,
            "warnings": self._warnings,
            "files_per_second": round(self._done / seconds, 2) if seconds else 0.0,
            "seconds_left": round(seconds / max(self._done, 1) * (self._files - self._done), 1),
        }


class JsonLines(Lines):
    """Says the same as JSON, one object a line, and names every document that failed when it does."""

    def begin(self, files: int) -> None:
        """Start the clock and say how many files there are."""
        super().begin(files)
        self._event("begin", files=files)

    def step(self, outcome: Outcome) -> None:
        """Count; tell of a failure at once."""
        super().step(outcome)
        if outcome.failure:
            self._event("failure", path=outcome.path, problem=outcome.failure)

    def end(self) -> None:
        """Say where it ended."""
        self._event("end", **self._state())

    def _line(self) -> str:
        return _event("progress", **self._state())

    def _event(self, event: str, **facts: Any) -> None:
        self._say(_event(event, **facts))


class Bar:
    """Draws a bar with files done, rows, problems, rate and time left."""

    def __init__(self) -> None:
        """Wait for :meth:`begin`."""
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._rows = self._errors = self._warnings = 0

    def begin(self, files: int) -> None:
        """Draw the bar, if there is anything to do."""
        if files:
            self._progress = _rich_progress()
            self._progress.start()
            self._task = self._progress.add_task("mining", total=files, rows=0, problems="no problems")

    def step(self, outcome: Outcome) -> None:
        """Move the bar."""
        self._rows += outcome.rows
        self._errors += outcome.errors
        self._warnings += outcome.warnings
        if self._progress is not None and self._task is not None:
            problems = problem_words(self._errors, self._warnings)
            self._progress.update(self._task, advance=1, rows=self._rows, problems=problems)

    def end(self) -> None:
        """Leave the bar as it stands."""
        if self._progress is not None:
            self._progress.stop()


def watcher_for(*, quiet: bool, stream: TextIO | None = None, log_format: str = "text") -> Watcher:
    """Choose how to tell: nothing, JSON, a bar on a terminal, lines elsewhere."""
    out = stream or sys.stderr
    if quiet:
        return Silent()
    if log_format == "json":
        return JsonLines(out)
    return Bar() if out.isatty() else Lines(out)


def problem_words(errors: int, warnings: int) -> str:
    """Say how many problems there are.

    >>> problem_words(0, 0), problem_words(1, 3)
    ('no problems', '1 errors, 3 warnings')
    """
    return f"{errors} errors, {warnings} warnings" if errors or warnings else "no problems"


def summary(result: RunResult) -> str:
    """Return what a run did in a few lines for a person."""
    statuses = [f"{count} {status}" for status, count in sorted(result.documents.items())]
    rows = [f"{result.rows[table]} {table}" for table in TABLES if table not in ("documents", "problems")]
    problems = [f"{result.problems[severity]} {severity}s" for severity in ("error", "warning")]
    folder = next((str(path.parent) for path in result.files.values()), "")
    kept = result.documents.total() - result.mined - result.documents["duplicate"]
    return "\n".join(
        [
            f"documents  {result.documents.total()} ({', '.join(statuses)}) in {result.seconds:.1f} s"
            + (f"; {kept} were read before" if kept > 0 else ""),
            f"rows       {', '.join(rows)}",
            f"problems   {', '.join(problems)}",
            f"models     {_models()}",
            f"tables     {folder}",
        ]
    )


def status_lines(status: Status) -> str:
    """Return what an output folder holds in a few lines for a person."""
    counted = [f"{count} {name}" for name, count in sorted(status.documents.items())]
    problems = [f"{status.problems[severity]} {severity}s" for severity in ("error", "warning")]
    tables = {
        "current": "up to date",
        "outdated": "not up to date: run again to bring them there",
        "changed": "changed or removed since they were written: run again to write them anew",
    }[status.tables]
    return "\n".join(
        [
            f"documents  {sum(status.documents.values())} finished ({', '.join(counted) or '-'}), {status.waiting} waiting",
            f"problems   {', '.join(problems)}",
            f"parts      {status.parts} files, {status.part_bytes / 1e6:.1f} MB",
            f"tables     {tables}",
            f"version    {status.version}{'; a run is going on' if status.running else ''}",
        ]
    )


def summary_json(result: RunResult) -> str:
    """Return what a run did as one JSON object."""
    return _event(
        "summary",
        documents=dict(sorted(result.documents.items())),
        rows={table: result.rows[table] for table in TABLES},
        problems={severity: result.problems[severity] for severity in ("error", "warning")},
        mined=result.mined,
        scan=asdict(result.scan) if result.scan else None,
        seconds=round(result.seconds, 3),
    )


def _event(event: str, **facts: Any) -> str:
    return json.dumps({"event": event, **facts}, ensure_ascii=False)


def _models() -> str:
    from reportminer.lang import available
    from reportminer.models import model_path

    without = [code for code in available() if model_path(code) is None]
    return f"none for {', '.join(without)}: entities by tables and patterns only" if without else "all languages"


def _rich_progress() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: Task) -> Text:
            """Return the rate as text."""
            return Text(f"{task.speed:.1f}/s" if task.speed else "-/s")

    rows, problems = TextColumn("{task.fields[rows]} rows"), TextColumn("{task.fields[problems]}")
    columns = (BarColumn(), MofNCompleteColumn(), rows, Rate(), TimeRemainingColumn(), problems)
    return Progress(*columns, console=Console(stderr=True))
