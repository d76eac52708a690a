"""Time grows with the text and not with its square: hostile texts of 10 kB and of 40 kB."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from time import process_time
from typing import Any

import pytest

from reportminer.config import Config
from reportminer.miner import Miner

SMALL, LARGE = 10_000, 40_000
TIMES, ALLOWANCE = 8, 1.0
"""Four times the text may take eight times the computing and a second more: a square would take sixteen times."""

HOSTILE = {
    "digits": "1234567890",
    "numbers": "12 345 ",
    "dots": "1.1.1.1",
    "dots and blanks": "1. 1. 1. ",
    "separators": ".,/-–",
    "slashes": "1/2/3/",
    "brackets": "(((",
    "nested brackets": "(1 [2 {3 ",
    "quotes": "„4 “",
    "percent signs": "5 % ",
    "endless line": "Gemeinden und Kreise ",
    "capitals": "Aa Bb Cc ",
    "one word": "a",
    "line breaks": "\n",
    "numbered lines": "1.\n",
    "blanks": " ",
    "no-break spaces": "1\u00a0",
    "từ": "từ ",
    "từ with numbers": "từ 1 đến ",
    "bis": "bis ",
    "bis with numbers": "1 bis ",
    "von": "von 3 auf ",
    "years": "2020, ",
    "year ranges": "2020-2021-",
    "dates": "1.1.2020 bis ",
    "days": "11., 12., ",
    "năm": "năm ",
    "ngày": "ngày 1/1 ",
    "scales": "triệu tỷ ",
    "number words": "hai mươi ",
    "zwei": "zwei ",
    "hundert": "hundert",
    "paragraphs": "§ 5 Abs. 1 ",
    "Nr.": "Nr. 1, ",
    "table rows": "a | 1 | ",
    "tables": "a | 1\n",
    "symbols": "21-NQ/TW, ",
    "Nghị quyết": "Nghị quyết số ",
    "Gesetz": "Gesetz über ",
    "names": "Nguyễn Văn ",
    "months": "Januar und ",
}


@cache
def miner() -> Miner:
    return Miner(Config(models=False))


def seconds(piece: str, size: int, lang: str) -> float:
    text = (piece * (size // len(piece) + 1))[:size]
    start = process_time()
    miner().mine_text(text, language=lang)
    return process_time() - start


def params() -> Iterator[Any]:
    for lang in ("de", "vi"):
        for name, piece in HOSTILE.items():
            yield pytest.param(piece, lang, id=f"{lang}: {name}")


@pytest.fixture(autouse=True)
def _only_when_asked(request: pytest.FixtureRequest) -> None:
    if "slow" not in request.config.option.markexpr:
        pytest.skip("run with make test-slow")


@pytest.mark.slow
@pytest.mark.parametrize("piece, lang", list(params()))
def test_time_grows_with_the_text(piece: str, lang: str) -> None:
    seconds("1. Mai 2020 ", 100, lang)  # loads the pack
    small = seconds(piece, SMALL, lang)
    large = seconds(piece, LARGE, lang)
    assert large < TIMES * small + ALLOWANCE
