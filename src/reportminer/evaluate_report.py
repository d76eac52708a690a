"""Scores: the counts of an evaluation, and how a person or a program reads them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ALL = "all"


@dataclass(slots=True)
class Tally:
    """Counts of one table, language and field; ``right`` of ``asked`` is over rows whose value is right."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    right: int = 0
    asked: int = 0

    @property
    def precision(self) -> float | None:
        """Share of predicted that is right; ``None`` where nothing was predicted."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """Share of gold that was found; ``None`` where gold has nothing."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both, from counts; ``None`` where there is neither gold nor prediction."""
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def accuracy(self) -> float | None:
        """Share of right fields among rows with the right value."""
        return _share(self.right, self.asked)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.tp, self.fp, self.fn = self.tp + other.tp, self.fp + other.fp, self.fn + other.fn
        self.right, self.asked = self.right + other.right, self.asked + other.asked

    def as_dict(self) -> dict[str, int | float | None]:
        """Return counts and rounded rates."""
        rates = {"precision": self.precision, "recall": self.recall, "f1": self.f1, "accuracy": self.accuracy}
        rounded = {name: None if rate is None else round(rate, 4) for name, rate in rates.items()}
        return {**rounded, "tp": self.tp, "fp": self.fp, "fn": self.fn, "right": self.right, "asked": self.asked}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: ``kind`` is missed, spurious or wrong; ``context`` shows the span in brackets."""

    table: str
    field: str
    id: str
    kind: str
    context: str
    gold: str = ""
    predicted: str = ""
    rule: str = ""

    def __str__(self) -> str:
        """Return two lines: what disagrees, and where."""
        sides = [f"gold {self.gold}" if self.gold else "", f"predicted {self.predicted}" if self.predicted else ""]
        rule = f" (rule {self.rule})" if self.rule else ""
        said = " | ".join(filter(None, sides))
        return f"{self.id} {self.table}.{self.field} {self.kind}: {said}{rule}\n    {self.context}"


@dataclass(slots=True)
class Scores:
    """The result of :func:`reportminer.evaluate.evaluate`."""

    texts: int = 0
    tallies: dict[tuple[str, str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    rules: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[Miss] = field(default_factory=list)

    def get(self, table: str, field: str, lang: str = ALL) -> Tally:
        """Return the tally of one field, over all languages unless one is named (zeros where nothing was scored)."""
        found = Tally()
        for (a_table, a_lang, a_field), tally in self.tallies.items():
            if (a_table, a_field) == (table, field) and lang in (ALL, a_lang):
                found.add(tally)
        return found

    def lines(self) -> Iterator[tuple[str, str, str, Tally]]:
        """Yield table, language, field and tally in the contract's order, with a line ``all`` per field."""
        languages = sorted({lang for _, lang, _ in self.tallies})
        fields = dict.fromkeys((table, name) for table, _, name in self.tallies)
        order = ("figures", "dates", "resolutions", "entities")
        for table, name in sorted(fields, key=lambda item: order.index(item[0])):
            for lang in languages:
                if (table, lang, name) in self.tallies:
                    yield table, lang, name, self.tallies[table, lang, name]
            if len(languages) > 1:
                yield table, ALL, name, self.get(table, name)

    def table(self) -> str:
        """Return the scores as aligned text; ``acc`` is over rows with the right value."""
        head = f"{'table':<12}{'lang':<11}{'field':<15}{'P':>7}{'R':>7}{'F1':>7}{'acc':>7}{'tp':>7}{'fp':>6}{'fn':>6}"
        scored = (line for line in self.lines() if line[3] != Tally())
        return "\n".join([f"{self.texts} texts", head, *(_line(*line) for line in scored)])

    def rule_table(self) -> str:
        """Return right and wrong values per rule, the worst rule first."""
        worst = sorted(self.rules.items(), key=lambda item: (-item[1].fp, item[0]))
        rows = [f"{table:<12}{rule:<36}{tally.tp:>6}{tally.fp:>6}" for (table, rule), tally in worst]
        return "\n".join([f"{'table':<12}{'rule':<36}{'tp':>6}{'fp':>6}", *rows])

    def errors(self) -> str:
        """Return the collected disagreements, grouped by table and field."""
        return "\n".join(str(miss) for miss in sorted(self.misses, key=lambda miss: (miss.table, miss.field)))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``scores[table][language][field]``, rules, errors."""
        scores: dict[str, dict[str, dict[str, Any]]] = {}
        for table, lang, name, tally in self.lines():
            scores.setdefault(table, {}).setdefault(lang, {})[name] = tally.as_dict()
        rules = [
            {"table": table, "rule": rule, "tp": tally.tp, "fp": tally.fp}
            for (table, rule), tally in sorted(self.rules.items())
        ]
        misses = [{name: getattr(miss, name) for name in Miss.__slots__} for miss in self.misses]
        return {"texts": self.texts, "scores": scores, "rules": rules, "errors": misses}

    def to_json(self) -> str:
        """Return :meth:`as_dict` as indented JSON."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)


def _line(table: str, lang: str, name: str, tally: Tally) -> str:
    rates = "".join(
        f"{'-' if rate is None else f'{rate:.3f}':>7}"
        for rate in (tally.precision, tally.recall, tally.f1, tally.accuracy)
    )
    return f"{table:<12}{lang:<11}{name:<15}{rates}{tally.tp:>7}{tally.fp:>6}{tally.fn:>6}"
