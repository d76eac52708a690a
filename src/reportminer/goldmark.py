"""Gold written inside the sentence: ``In ⟦f:91,7 %|v=91.7|k=percent|u=percent|c=Einheiten⟧ der Einheiten``.

A mark is ``⟦T:surface|key=value|...⟧``; ``T`` is ``f`` (figure), ``d`` (date), ``r`` (resolution) or
``e`` (entity).  Marks nest (a date inside a citation).  :func:`parse` removes the marks and returns the
plain text with one gold object in the form of the annotation guide (offsets in code points).

Short keys: ``v`` value, ``h`` value_high, ``k`` kind, ``u`` unit, ``c`` counted, ``cmp`` comparator,
``t`` time ``start/end`` (either side may be empty), ``b`` bounds ``start/end`` of a date.  Every other key is
kept as it stands.  A bare attribute (``doubt``, ``words``) is ``true``; a bare one of an entity is its label.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OPEN, CLOSE = "⟦", "⟧"
TABLES = {"f": "figures", "d": "dates", "r": "resolutions", "e": "entities"}
_LONG = {"v": "value", "h": "value_high", "k": "kind", "u": "unit", "c": "counted", "cmp": "comparator"}


class GoldMarkError(ValueError):
    """A mark that cannot be read; the message shows the text around it."""


@dataclass
class _Mark:
    table: str
    start: int
    fields: list[str] = field(default_factory=lambda: [""])
    end: int = -1


def parse(marked: str) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """Return ``(plain text, {"figures": [...], "dates": [...], ...})`` for a marked text."""
    gold: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES.values()}
    out: list[str] = []
    position = 0
    stack: list[_Mark] = []
    index = 0
    while index < len(marked):
        char = marked[index]
        if char == OPEN:
            if marked[index + 1 : index + 2] not in TABLES or marked[index + 2 : index + 3] != ":":
                raise GoldMarkError(f"unknown mark at {marked[index : index + 40]!r}")
            stack.append(_Mark(marked[index + 1], position))
            index += 3
            continue
        if char == CLOSE:
            if not stack:
                raise GoldMarkError(f"mark closed but not opened near {marked[max(0, index - 40) : index + 1]!r}")
            mark = stack.pop()
            end = mark.end if mark.end >= 0 else position
            gold[TABLES[mark.table]].append(_row(mark, "".join(out)[mark.start : end], end))
        elif stack and (char == "|" or stack[-1].end >= 0):
            mark = stack[-1]
            if char == "|":
                mark.end = position if mark.end < 0 else mark.end
                mark.fields.append("")
            else:
                mark.fields[-1] += char
        else:
            out.append(char)
            position += 1
        index += 1
    if stack:
        raise GoldMarkError(f"mark never closed: {''.join(out)[stack[-1].start :][:60]!r}")
    for rows in gold.values():
        rows.sort(key=lambda row: (row["start"], row["end"]))
    return "".join(out), gold


def _row(mark: _Mark, text: str, end: int) -> dict[str, Any]:
    row: dict[str, Any] = {"start": mark.start, "end": end, "text": text}
    for attribute in mark.fields[1:]:
        key, sign, value = (part.strip() for part in attribute.partition("="))
        if not sign and mark.table == "e":
            row["label"] = key
        elif not sign:
            row[key] = True
        elif key == "t":
            start, _, stop = value.partition("/")
            row["time"] = [start or None, stop or None]
        elif key == "b":
            start, _, stop = value.partition("/")
            row |= {name: bound for name, bound in (("start_date", start), ("end_date", stop)) if bound}
        else:
            row[_LONG.get(key, key)] = value
    if mark.table == "f":
        row = {"kind": "count", "comparator": "eq", "counted": None, "time": None} | row
    return row
