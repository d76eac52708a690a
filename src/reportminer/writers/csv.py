"""CSV as the contract says: UTF-8, comma, RFC 4180 quoting, plain decimals, empty cells for unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from reportminer.tables import Cell


def cell(value: Cell) -> str:
    """Return one cell as CSV text.

    >>> [cell(value) for value in (Decimal("1.095E+13"), Decimal("91.70"), True, None, 'a "b", c')]
    ['10950000000000', '91.7', 'true', '', '"a ""b"", c"']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without idle zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def quoted(text: str) -> str:
    """Quote a text where RFC 4180 asks for it."""
    # Four searches for one character are faster than one for any of them.
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


_BY_TYPE: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _: "",
    str: quoted,
    int: str,
    bool: {True: "true", False: "false"}.__getitem__,
    Decimal: plain,
}


def line(row: Iterable[Cell]) -> bytes:
    """Return one row as a line; what UTF-8 cannot hold (a file name of stray bytes) is escaped."""
    return (",".join([_BY_TYPE.get(type(value), cell)(value) for value in row]) + "\n").encode("utf-8", "backslashreplace")
