"""How a run is told on stderr: a bar on a terminal, a line every 30 seconds elsewhere, and a summary at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from reportminer.schema import TABLES

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from reportminer.batch.engine import Outcome
    from reportminer.batch.runner import RunResult, Watcher

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
        self._files = self._done = self._rows = 0
        self._started = self._said = clock()

    def begin(self, files: int) -> None:
        """Start the clock."""
        self._files = files
        self._started = self._said = self._clock()

    def step(self, outcome: Outcome) -> None:
        """Count, and speak if it is time."""
        self._done += 1
        self._rows += outcome.rows
        if self._clock() - self._said >= EVERY_SECONDS:
            self._said = self._clock()
            print(self._line(), file=self._stream, flush=True)

    def end(self) -> None:
        """Say nothing more: the summary follows."""

    def _line(self) -> str:
        seconds = self._clock() - self._started
        left = seconds / self._done * (self._files - self._done)
        pace = f"{self._done / seconds:.1f} files/s" if seconds else "-"
        return f"{self._done}/{self._files} files, {self._rows} rows, {pace}, about {left:.0f} s left"


class Bar:
    """Draws a bar with files done, rows, rate and time left."""

    def __init__(self) -> None:
        """Wait for :meth:`begin`."""
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._rows = 0

    def begin(self, files: int) -> None:
        """Draw the bar."""
        self._progress = _rich_progress()
        self._progress.start()
        self._task = self._progress.add_task("mining", total=files, rows=0)

    def step(self, outcome: Outcome) -> None:
        """Move the bar."""
        self._rows += outcome.rows
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, advance=1, rows=self._rows)

    def end(self) -> None:
        """Leave the bar as it stands."""
        if self._progress is not None:
            self._progress.stop()


def watcher_for(*, quiet: bool, stream: TextIO | None = None) -> Watcher:
    """Choose how to tell: nothing, a bar on a terminal, lines elsewhere."""
    out = stream or sys.stderr
    if quiet:
        return Silent()
    return Bar() if out.isatty() else Lines(out)


def summary(result: RunResult) -> str:
    """Return what a run did in a few lines for a person."""
    statuses = [f"{count} {status}" for status, count in sorted(result.documents.items())]
    rows = [f"{result.rows[table]} {table}" for table in TABLES if table not in ("documents", "problems")]
    problems = [f"{result.problems[severity]} {severity}s" for severity in ("error", "warning")]
    folder = next((str(path.parent) for path in result.files.values()), "")
    return "\n".join(
        [
            f"documents  {result.documents.total()} ({', '.join(statuses)}) in {result.seconds:.1f} s",
            f"rows       {', '.join(rows)}",
            f"problems   {', '.join(problems)}",
            f"models     {_models()}",
            f"tables     {folder}",
        ]
    )


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

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rows]} rows"), Rate(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))
