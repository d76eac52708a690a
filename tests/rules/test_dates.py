"""Date expressions: the inventory of ``data/dates.tsv``, composition, missing years, reference dates, datelines."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import regex

from reportminer.lang import load
from reportminer.rules import calendar, dateanchor, dateline, dates
from reportminer.types import DateExpression, Span

INVENTORY = Path(__file__).parent / "data" / "dates.tsv"
REFERENCE = date(2025, 8, 20)


def find(text: str, lang: str, reference: date | None = None, citations: tuple[Span, ...] = ()) -> list[DateExpression]:
    pack = load(lang)
    context = dateanchor.Context(text, pack, reference, [Span(0, len(text))], list(citations))
    return dateanchor.anchor(dates.find(text, pack), context)


def values(text: str, lang: str, reference: date | None = None) -> list[str]:
    return [row.value for row in find(text, lang, reference)]


def bounds(row: DateExpression) -> str:
    return f"{row.start_date or ''}/{row.end_date or ''}"


# --- the inventory -----------------------------------------------------------------------------------------------


def inventory() -> list[dict[str, str]]:
    with INVENTORY.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def met(row: dict[str, str]) -> bool:
    found = find(row["surface"], row["lang"], date.fromisoformat(row["ref_date"]))
    if row["kind"] == "none":
        return not found
    if not found:
        return False
    first = found[0]
    same = (first.kind, bounds(first)) == (row["kind"], f"{row['start']}/{row['end']}")
    return same and spelled_out(first.value, first) == spelled_out(row["value"], first)


def spelled_out(value: str, row: DateExpression) -> str:
    """``../2025-05`` and ``../2025-05-31`` are the same interval: write the sides of an interval as days."""
    if not row.value.count("/") or row.kind not in ("as_of", "deadline", "open_range", "range"):
        return value
    low, _, high = value.partition("/")
    return f"{_day(low, row.start_date)}/{_day(high, row.end_date)}"


def _day(side: str, day: date | None) -> str:
    return str(day) if day and regex.fullmatch(r"\d{4}(-\d\d)?", side) and str(day).startswith(side) else side


@pytest.mark.parametrize(
    "row", [row for row in inventory() if not row["why"]], ids=lambda row: f"{row['lang']}: {row['surface']}"
)
def test_the_inventory_is_read_as_specified(row: dict[str, str]) -> None:
    found = [(item.kind, item.value, bounds(item)) for item in find(row["surface"], row["lang"], REFERENCE)]
    assert met(row), found


def test_nearly_all_of_the_inventory_is_met(capsys: pytest.CaptureFixture[str]) -> None:
    rows = inventory()
    rest = [row for row in rows if not met(row)]
    with capsys.disabled():
        for row in rest:
            print(f"\nnot met: {row['lang']} {row['surface']!r}: {row['why'] or 'no reason given'}", end="")
    assert 1 - len(rest) / len(rows) >= 0.97


def test_what_cannot_be_met_is_still_not_met() -> None:
    assert [row["surface"] for row in inventory() if row["why"] and met(row)] == []


def test_every_exception_has_a_reason_and_there_are_few() -> None:
    reasons = [row["why"] for row in inventory() if row["why"]]
    assert len(reasons) <= 4
    assert all(len(why) > 20 for why in reasons)


# --- thirds, quarters, terms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "surface, expected",
    [
        ("Anfang 2020", "2020-01-01/2020-04-30"),
        ("Mitte 2020", "2020-05-01/2020-08-31"),
        ("Ende 2020", "2020-09-01/2020-12-31"),
        ("Anfang Februar 2024", "2024-02-01/2024-02-10"),
        ("Mitte Februar 2024", "2024-02-11/2024-02-20"),
        ("Ende Februar 2024", "2024-02-21/2024-02-29"),
        ("Ende Februar 2023", "2023-02-21/2023-02-28"),
    ],
)
def test_beginning_middle_and_end_are_thirds_and_approximate(surface: str, expected: str) -> None:
    (row,) = find(surface, "de")
    assert (bounds(row), row.kind, row.approx) == (expected, "partial", True)


@pytest.mark.parametrize(
    "number, first, last", [(1, "01-01", "03-31"), (2, "04-01", "06-30"), (3, "07-01", "09-30"), (4, "10-01", "12-31")]
)
def test_quarters(number: int, first: str, last: str) -> None:
    numeral = ("I", "II", "III", "IV")[number - 1]
    for surface, lang in (
        (f"{number}. Quartal 2023", "de"),
        (f"quý {number}/2023", "vi"),
        (f"quý {numeral}/2023", "vi"),
    ):
        (row,) = find(surface, lang)
        assert (row.value, bounds(row)) == (f"2023-Q{number}", f"2023-{first}/2023-{last}")


def test_a_school_year_begins_in_august_in_germany_and_in_september_in_vietnam() -> None:
    assert bounds(find("Schuljahr 2023/24", "de")[0]) == "2023-08-01/2024-07-31"
    assert bounds(find("năm học 2023-2024", "vi")[0]) == "2023-09-01/2024-08-31"


# --- missing years -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "surface, lang, value",
    [
        ("am 10. Juli", "de", "XXXX-07-10"),
        ("ngày 9/9", "vi", "XXXX-09-09"),
        ("3. Quartal", "de", "XXXX-Q3"),
        ("6 tháng đầu năm", "vi", "XXXX-H1"),
    ],
)
def test_without_an_anchor_a_missing_year_stays_open(surface: str, lang: str, value: str) -> None:
    (row,) = find(surface, lang)
    assert (row.value, bounds(row), row.anchored) == (value, "/", False)


def test_the_reference_date_gives_the_year_and_says_so() -> None:
    (row,) = find("Am 10. Juli brach der Damm.", "de", REFERENCE)
    assert (row.value, row.anchored) == ("2025-07-10", True)


def test_a_past_statement_cannot_be_later_than_the_reference_date() -> None:
    assert values("Am 10. Dezember wurde gebaut.", "de", REFERENCE) == ["2024-12-10"]


def test_the_members_of_a_list_share_the_year_of_the_last() -> None:
    assert values("am 1. April, 3. Juli und 25. September 2020", "de") == ["2020-04-01", "2020-07-03", "2020-09-25"]


def test_a_range_over_new_year_begins_in_the_year_before() -> None:
    assert values("vom 25. Dezember bis 3. Januar 2021", "de") == ["2020-12-25/2021-01-03"]


@pytest.mark.parametrize("text", ["31.02.2023", "13.13.2020", "30. Februar 2024", "1.2.3.4"])
def test_no_such_day_is_no_date(text: str) -> None:
    assert [row for row in find(text, "de") if row.kind in ("date", "datetime")] == []


def test_relative_dates_without_a_reference_have_no_value_and_no_bounds() -> None:
    (row,) = find("Im Vorjahr war es kälter.", "de")
    assert (row.kind, row.value, bounds(row)) == ("relative", "", "/")


@pytest.mark.parametrize("text", ["derzeit", "heute", "in den letzten Jahren", "demnächst"])
def test_bare_deictics_are_no_dates(text: str) -> None:
    assert find(f"Das ist {text} so.", "de", REFERENCE) == []


@pytest.mark.parametrize("text", ["hiện nay", "thời gian tới", "những năm qua"])
def test_bare_deictics_are_no_dates_in_vietnamese(text: str) -> None:
    assert find(f"Kinh tế {text} phát triển.", "vi", REFERENCE) == []


def test_a_date_inside_a_citation_has_that_role() -> None:
    text = "Beschluss vom 16. Juni 2022"
    (row,) = find(text, "de", citations=(Span(0, len(text)),))
    assert row.role == "citation_date"


@pytest.mark.parametrize(
    "text, lang, role",
    [
        ("Stand: 31.12.2023", "de", "as_of"),
        ("sinh năm 1993", "vi", "birth"),
        ("am 16. Juni 2022", "de", "text"),
        ("phấn đấu đến năm 2030", "vi", "deadline"),
    ],
)
def test_roles(text: str, lang: str, role: str) -> None:
    assert [row.role for row in find(text, lang)] == [role]


def test_an_as_of_date_is_open_at_its_start() -> None:
    for text in ("zum 31.12.2023", "Stand: 31.12.2023", "Stichtag: 31.12.2023", "zum Jahresende 2023"):
        (row,) = find(text, "de")
        assert (row.kind, row.value, bounds(row)) == ("as_of", "../2023-12-31", "/2023-12-31")


def test_the_present_is_the_reference_date_or_stays_open() -> None:
    assert values("Bis heute sind es 12.", "de") == ["../PRESENT"]
    assert values("Bis heute sind es 12.", "de", REFERENCE) == ["../2025-08-20"]
    assert values("Đến nay có 12 hộ.", "vi", REFERENCE) == ["../2025-08-20"]


# --- spans -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, lang, span",
    [
        ("Im Jahr 2024 war es so.", "de", "Jahr 2024"),
        ("Am Montag, dem 3. Juni 2024, tagte er.", "de", "3. Juni 2024"),
        ("Das gilt seit dem 1. Juli 2025.", "de", "seit dem 1. Juli 2025"),
        ("Das gilt bis 2030.", "de", "bis 2030"),
        ("Im Zeitraum 2021 bis 2023 sank er.", "de", "Zeitraum 2021 bis 2023"),
        ("Trong năm 2024, giá tăng.", "vi", "năm 2024"),
        ("Sáng ngày 5/6/2024, trời mưa.", "vi", "ngày 5/6/2024"),
        ("Tính đến ngày 30/6/2024, có mưa.", "vi", "Tính đến ngày 30/6/2024"),
        ("Giai đoạn 2021-2025, giá tăng.", "vi", "Giai đoạn 2021-2025"),
    ],
)
def test_spans_leave_out_prepositions_and_weekdays(text: str, lang: str, span: str) -> None:
    assert [row.text for row in find(text, lang)] == [span]


@pytest.mark.parametrize("gap", [" ", "\n", "\u00a0", " \n "])
def test_a_line_break_may_stand_inside_a_date(gap: str) -> None:
    text = f"am 16.{gap}Juni{gap}2022"
    (row,) = find(text, "de")
    assert (row.value, row.text) == ("2022-06-16", text[3:])


def test_two_line_breaks_tear_a_date_apart() -> None:
    assert values("am 16. Juni\n\n2022", "de") != ["2022-06-16"]


# --- the date of the document ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, lang, expected",
    [
        ("Hannover, den 15. Juli 2024\n\nDie Lage ist ernst.", "de", (date(2024, 7, 15), "dateline")),
        ("Bericht\nStand: 15. Juli 2024\n", "de", (date(2024, 7, 15), "dateline")),
        ("Hạ Long, ngày 15 tháng 7 năm 2024\n\nBáo cáo", "vi", (date(2024, 7, 15), "dateline")),
        ("Ngày đăng: 15/07/2024\nTin tức", "vi", (date(2024, 7, 15), "dateline")),
        ("Am 3. Mai 2021 und am 4. Juni 2022 regnete es.", "de", (date(2022, 6, 4), "latest_in_text")),
        ("Im Mai 2021 regnete es.", "de", (None, "none")),
        ("", "de", (None, "none")),
    ],
)
def test_datelines(text: str, lang: str, expected: tuple[Any, str]) -> None:
    pack = load(lang)
    assert dateline.reference(text, pack, dates.find(text, pack)) == expected


@pytest.mark.parametrize(
    ("lang", "head", "expected"),
    [
        (
            "de",
            "Deutscher Bundestag\nStenografischer Bericht\n109. Sitzung\nBerlin, Freitag, den 13. Mai 2011\nI n h a l t :",
            date(2011, 5, 13),
        ),
        ("de", "(Berlin, 13. Mai 2011) Ein Bericht.", date(2011, 5, 13)),
        ("de", "Hannover, im Mai 2011", None),
        ("de", "Veröffentlicht: 13.05.2011, 08:30 Uhr", date(2011, 5, 13)),
        ("de", "Freitag, 13.05.2011, 08:30 Uhr", date(2011, 5, 13)),
        ("de", "13. Mai 2011 | Nachrichten", date(2011, 5, 13)),
        ("de", "Ausgegeben zu Bonn am 13. Mai 2011", date(2011, 5, 13)),
        ("de", "Bundesgesetzblatt Jahrgang 2011 Teil I Nr. 20, ausgegeben zu Bonn am 13. Mai 2011", date(2011, 5, 13)),
        ("de", "Drucksache 17/5770\n17. Wahlperiode 13. 05. 2011", date(2011, 5, 13)),
        ("de", "Drucksache 17/5770\n17. Wahlperiode\n13.05.2011", date(2011, 5, 13)),
        ("de", "Protokoll der Sitzung des Stadtrates vom 13. Mai 2011", date(2011, 5, 13)),
        ("de", "Amtsblatt für den Kreis – 13. Mai 2011 – Nr. 5", date(2011, 5, 13)),
        ("de", "Die Stadt Kassel wurde am 13. Mai 2011 besucht.", None),
        ("de", "Nach dem Gesetz vom 13. Mai 2011 gilt das.", None),
        ("de", "DRESDEN (Eigener Bericht) – Am 13. Mai 2011 eröffnete der Kreis eine Schule.", None),
        ("de", "Der Direktor\nHalle (Saale), 13.05.2011", date(2011, 5, 13)),
        ("de", "Bearbeitungsstand: 13.05.2011", date(2011, 5, 13)),
        ("de", "Quang Ninh, am 13. Mai 2011", date(2011, 5, 13)),
        ("de", "Ha Noi, der 13. Mai 2011", date(2011, 5, 13)),
        ("de", "Quang Ninh, Tag 13 Monat 5 Jahr 2011", None),
        ("vi", "(QNO) 13/05/2011 08:30", date(2011, 5, 13)),
        ("vi", "Thứ Sáu, 13/05/2011 | 08:30", date(2011, 5, 13)),
        ("vi", "Thứ Sáu, ngày 13/05/2011, 08:30 (GMT+7)", date(2011, 5, 13)),
        ("vi", "Đăng ngày 13-05-2011", date(2011, 5, 13)),
        ("vi", "Hà Nội, 13/05/2011 - Tin vắn", date(2011, 5, 13)),
        ("vi", "Cập nhật lúc 08:30, 13/05/2011", date(2011, 5, 13)),
        ("vi", "Cập nhật: 13/05/2011 08:30", date(2011, 5, 13)),
        ("vi", "08:30 13/05/2011", date(2011, 5, 13)),
        ("vi", "08:30, 13/05/2011", date(2011, 5, 13)),
        ("vi", "BỘ TÀI CHÍNH\nSố: 12/TT-BTC\nHà Nội, ngày 13 tháng 5 năm 2011", date(2011, 5, 13)),
        ("vi", "TP. Hồ Chí Minh, ngày 13 tháng 05 năm 2011", date(2011, 5, 13)),
        ("vi", "CÔNG BÁO/Số 272/Ngày 13-05-2011", date(2011, 5, 13)),
        ("vi", "Theo Luật ngày 13 tháng 5 năm 2011, việc này được làm.", None),
        ("vi", "Ngày 13/5/2011, tại Hà Nội, hội nghị được tổ chức.", None),
        ("vi", "QUẢNG NINH: Ngày 13/5/2011, hội nghị được tổ chức.", None),
        ("vi", "CHÍNH PHỦ CỘNG HÒA\nSố: 97/NQ-CP Hà Nội, ngày 06 tháng 4 năm 2026\n\nNGHỊ QUYẾT", date(2026, 4, 6)),
        ("vi", "Số: 08/TT-BTC Lạng Sơn, ngày 31 tháng 7 năm 2024", date(2024, 7, 31)),
        ("vi", "Luật này được Quốc hội khóa XV, kỳ họp thứ 8 thông qua ngày 27 tháng 11 năm 2024.", date(2024, 11, 27)),
        ("vi", "Luật này được Quốc hội khóa XV thông qua; ngày 27 tháng 11 năm 2024 là ngày công bố.", None),
        ("de", "1. Februar 2022 Ministerin: Mehr Geld für die Kreise", date(2022, 2, 1)),
    ],
)
def test_the_dateline_in_the_head_of_a_document(lang: str, head: str, expected: date | None) -> None:
    text = f"{head}\n\n" + {"de": "Es waren 300 Betriebe.", "vi": "Có 300 hộ nghèo được vay vốn."}[lang]
    day, source = dateline.reference(text, load(lang), dates.find(text, load(lang)))
    assert (day if source == "dateline" else None) == expected


def test_bounds_come_from_the_calendar() -> None:
    assert find("Juni 2022", "de")[0].bounds == calendar.month_bounds(2022, 6)
