"""Sentences with gold inside (``tests/cases/*.txt``): what is marked is found, what is not marked is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reportminer import goldmark
from reportminer.config import Config
from reportminer.miner import Miner
from reportminer.types import DateExpression, Figure, Report

CASES = Path(__file__).parent.parent / "cases"
_LEAD = re.compile(r"\[(?:(?P<ref>\d{4}-\d\d-\d\d)|xfail: (?P<xfail>[^\]]+))\] ")
_WHERE_MARKED = ("unit", "per", "counted", "change", "modality", "role", "time", "denominator")


@dataclass(frozen=True)
class Case:
    lang: str
    marked: str
    reference: date | None
    fault: str


def read_cases(path: Path) -> list[Case]:
    lines = path.read_text("utf-8").splitlines()
    return [read_case(path.stem, line) for line in lines if line.strip() and not line.startswith("#")]


def read_case(lang: str, line: str) -> Case:
    found = {"ref": None, "xfail": None}
    while lead := _LEAD.match(line):
        found |= {name: value for name, value in lead.groupdict().items() if value}
        line = line[lead.end() :]
    day = date.fromisoformat(found["ref"]) if found["ref"] else None
    return Case(lang, line.replace("⏎", "\n"), day, found["xfail"] or "")


def params() -> list[Any]:
    cases = [case for path in sorted(CASES.glob("*.txt")) for case in read_cases(path)]
    return [
        pytest.param(
            case,
            id=f"{case.lang}: {goldmark.parse(case.marked)[0]}",
            marks=[pytest.mark.xfail(strict=True, reason=case.fault)] if case.fault else [],
        )
        for case in cases
    ]


@cache
def miner() -> Miner:
    return Miner(Config(models=False))


def mine(text: str, lang: str, reference: date | None) -> Report:
    return miner().mine_text(text, language=lang, reference_date=reference)


@pytest.mark.parametrize("case", params())
def test_case(case: Case) -> None:
    text, gold = goldmark.parse(case.marked)
    report = mine(text, case.lang, case.reference)
    assert report.document.text == text
    assert [figure_key(row) for row in report.figures] == [gold_figure_key(row) for row in gold["figures"]]
    assert [date_key(row) for row in report.dates] == [gold_date_key(row) for row in gold["dates"]]
    for row, marked in zip(report.figures, gold["figures"], strict=True):
        assert details(row, marked) == {name: marked[name] for name in details(row, marked)}


def figure_key(row: Figure) -> tuple[Any, ...]:
    return row.start, row.end, row.text, row.value, row.value_high, row.kind


def gold_figure_key(row: dict[str, Any]) -> tuple[Any, ...]:
    high = row.get("value_high")
    return row["start"], row["end"], row["text"], Decimal(row["value"]), Decimal(high) if high else None, row["kind"]


def date_key(row: DateExpression) -> tuple[Any, ...]:
    return row.start, row.end, row.text, row.start_date, row.end_date


def gold_date_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["start"], row["end"], row["text"], iso(row.get("start_date")), iso(row.get("end_date"))


def iso(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def details(row: Figure, marked: dict[str, Any]) -> dict[str, Any]:
    """The fields the mark speaks of, as found; a comparator that is not marked must be ``eq`` unless it is a range."""
    found = {name: said(row, name) for name in _WHERE_MARKED if marked.get(name) is not None}
    return found | ({"comparator": row.comparator} if row.value_high is None or marked["comparator"] != "eq" else {})


def said(row: Figure, name: str) -> Any:
    if name == "time":
        return [day and day.isoformat() for day in (row.time_start, row.time_end)]
    if name == "denominator":
        return str(row.denominator)
    return getattr(row, name)


@pytest.mark.parametrize("lang", ["de", "vi"])
def test_there_are_enough_cases_and_plenty_of_negatives(lang: str) -> None:
    cases = read_cases(CASES / f"{lang}.txt")
    assert len(cases) >= 120
    assert sum(goldmark.OPEN not in case.marked for case in cases) >= 25
