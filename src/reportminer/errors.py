"""The errors a caller can meet.  A bad document is never one of them: it becomes a ``Problem``."""

from __future__ import annotations


class ReportMinerError(Exception):
    """Base of every error raised on purpose; its text is one sentence that says what to do."""


class ConfigError(ReportMinerError):
    """A setting is unknown, has the wrong type or an impossible value."""


class InputError(ReportMinerError):
    """An input path does not exist or cannot be listed."""


class OutputError(ReportMinerError):
    """The output folder cannot be created or written."""


class PackError(ReportMinerError):
    """A language pack is missing or a file in it does not hold what its name promises."""


class GoldError(ReportMinerError):
    """A gold file does not have the form of the annotation guide."""
