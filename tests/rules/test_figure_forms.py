"""Quantities of everyday language: signs and scales in words, approximations, units of trade and technology."""

from __future__ import annotations

import pytest

from reportminer.config import Config
from reportminer.miner import Miner

FOUND = [
    ("de", "Es waren minus drei Grad Celsius.", "drei Grad Celsius", "-3", "measure Cel"),
    ("de", "Das kostet drei Millionen fünfhunderttausend Euro.", "drei Millionen fünfhunderttausend Euro", "3500000", "money EUR"),
    ("de", "Das kostete eine halbe Million Euro.", "eine halbe Million Euro", "500000", "money EUR"),
    ("de", "Dafür stimmten dreiviertel der Mitglieder.", "dreiviertel", "0.75", "fraction "),
    ("de", "Mehrere Hundert Menschen kamen.", "Mehrere Hundert", "100", "count "),
    ("de", "Der Verbrauch ist 5 mal so hoch.", "5 mal", "5", "factor "),
    ("de", "Die Anlage fasst 20 ml und sendet auf 2,4 GHz.", "20 ml", "20", "measure mL"),
    ("de", "5 Grad Celsius", "5 Grad Celsius", "5", "measure Cel"),
    ("vi", "Nhiệt độ xuống âm 5 độ C.", "5 độ C", "-5", "measure Cel"),
    ("vi", "Hơn nửa số hộ đã thoát nghèo.", "nửa", "0.5", "fraction "),
    ("vi", "Vài chục hộ phải di dời.", "Vài chục", "20", "count "),
    ("vi", "Chỉ có hai ba người tham gia.", "hai ba", "2", "count "),
    ("vi", "Cháu bé 3 tháng tuổi được cứu.", "3 tháng tuổi", "3", "age month"),
    ("vi", "Giá điện 2.500 đồng một kWh.", "2.500 đồng một kWh", "2500", "rate VND"),
    ("vi", "Gia đình có 5 sào đất.", "5 sào", "5", "measure sao"),
]  # fmt: skip
ABSENT = [
    ("de", "1 Einleitung", "1"),
    ("de", "Das Minus war groß. Drei Kreise fehlten.", "-3"),
    ("vi", "Anh công tác bốn năm ở xã.", "bốn năm sáu"),
]


@pytest.fixture(scope="module")
def miner() -> Miner:
    return Miner(Config(models=False))


@pytest.mark.parametrize(("lang", "text", "surface", "value", "kind"), FOUND)
def test_figure(miner: Miner, lang: str, text: str, surface: str, value: str, kind: str) -> None:
    rows = {row.text: (str(row.value), f"{row.kind} {row.unit}") for row in miner.mine_text(text, language=lang).figures}
    assert rows.get(surface) == (value, kind), rows


@pytest.mark.parametrize(("lang", "text", "surface"), ABSENT)
def test_no_figure(miner: Miner, lang: str, text: str, surface: str) -> None:
    rows = miner.mine_text(text, language=lang).figures
    assert surface not in {row.text for row in rows} | {str(row.value) for row in rows}
