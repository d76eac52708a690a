"""Tables to files, atomically: a run's files appear together at its end or not at all."""

from __future__ import annotations

from reportminer.writers.csv import CsvWriter

__all__ = ["CsvWriter"]
