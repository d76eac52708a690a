"""Relative expressions of everyday and news language against a reference date (Wednesday, 15 May 2024)."""

from __future__ import annotations

from datetime import date

import pytest

from reportminer.config import Config
from reportminer.miner import Miner

REFERENCE = date(2024, 5, 15)
FOUND = [
    ("de", "Die Sitzung findet morgen statt.", "morgen", "2024-05-16/2024-05-16"),
    ("de", "Übermorgen beginnt die Messe.", "Übermorgen", "2024-05-17/2024-05-17"),
    ("de", "Am kommenden Montag tagt der Rat.", "kommenden Montag", "2024-05-20/2024-05-20"),
    ("de", "Am kommenden Mittwoch tagt der Rat.", "kommenden Mittwoch", "2024-05-22/2024-05-22"),
    ("de", "Letzten Mittwoch wurde beraten.", "Letzten Mittwoch", "2024-05-08/2024-05-08"),
    ("de", "In den nächsten fünf Jahren entstehen Wohnungen.", "nächsten fünf Jahren", "2024-05-16/2029-05-15"),
    ("de", "Der Bescheid vom 5. Feb. 2024 gilt.", "5. Feb. 2024", "2024-02-05/2024-02-05"),
    ("de", "Das Gesetz trat am zwölften März 2021 in Kraft.", "zwölften März 2021", "2021-03-12/2021-03-12"),
    ("de", "In den 90er Jahren sank die Zahl.", "90er Jahren", "1990-01-01/1999-12-31"),
    ("de", "Anfang der Achtzigerjahre sank die Zahl.", "Anfang der Achtzigerjahre", "1980-01-01/1983-12-31"),
    ("de", "Der Bau begann 2021, und im Mai desselben Jahres kam Geld.", "Mai desselben Jahres", "2021-05-01/2021-05-31"),
    ("vi", "Trong 3 tháng tới, tỉnh tập trung thu ngân sách.", "3 tháng tới", "2024-05-16/2024-08-15"),
    ("vi", "Cách đây 5 năm, xã còn nghèo.", "Cách đây 5 năm", "2019-01-01/2019-12-31"),
    ("vi", "Công trình hoàn thành 3 ngày trước.", "3 ngày trước", "2024-05-12/2024-05-12"),
    ("vi", "Hội nghị họp thứ Hai tuần tới.", "thứ Hai tuần tới", "2024-05-20/2024-05-20"),
    ("vi", "Những năm 1990, đời sống khó khăn.", "Những năm 1990", "1990-01-01/1999-12-31"),
    ("vi", "Vụ việc xảy ra tháng Mười hai năm ngoái.", "tháng Mười hai năm ngoái", "2023-12-01/2023-12-31"),
    ("vi", "Năm 2021 khởi công, vào tháng 3 năm đó thì dừng.", "tháng 3 năm đó", "2021-03-01/2021-03-31"),
    ("vi", "Quý ba tăng mạnh.", "Quý ba", "2024-07-01/2024-09-30"),
]
ABSENT = [
    ("de", "Am Morgen regnete es.", "Morgen"),
    ("de", "Jeder Morgen begann mit einer Andacht.", "Morgen"),
    ("de", "Beim zwölften Mal gelang es.", "zwölften"),
    ("vi", "Hai năm sau đó, ông nghỉ hưu.", "năm sau"),
    ("vi", "Báo cáo gửi 3 ngày trước khi họp.", "3 ngày trước"),
]


@pytest.fixture(scope="module")
def miner() -> Miner:
    return Miner(Config(models=False, reference_date=REFERENCE))


@pytest.mark.parametrize(("lang", "text", "surface", "bounds"), FOUND)
def test_relative_date(miner: Miner, lang: str, text: str, surface: str, bounds: str) -> None:
    rows = {row.text: f"{row.start_date}/{row.end_date}" for row in miner.mine_text(text, language=lang).dates}
    found = next((value for shown, value in rows.items() if surface in shown), None)
    assert found == bounds, rows


@pytest.mark.parametrize(("lang", "text", "surface"), ABSENT)
def test_no_date(miner: Miner, lang: str, text: str, surface: str) -> None:
    assert not [row.text for row in miner.mine_text(text, language=lang).dates if surface in row.text]
