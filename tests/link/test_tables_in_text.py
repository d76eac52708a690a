"""Tables that stand in plain text: the unit of the caption, signs, headings that begin with a number."""

from __future__ import annotations

from decimal import Decimal

from reportminer.config import Config
from reportminer.miner import Miner
from reportminer.types import Figure

TABLE = """7 Förderung des ländlichen Raums: Mittel ohne Kontrolle

Haushaltsentwicklung (in Mio. €)
| | Ist 2022 | Soll 2024 |
| Einnahmen | 412,3 | 431,0 |
| Saldo | -4,8 | 9,2 |
"""


def figures(text: str, lang: str) -> list[Figure]:
    return list(Miner(Config(models=False)).mine_text(text, language=lang).figures)


def test_the_caption_gives_scale_and_unit() -> None:
    rows = {row.text: row for row in figures(TABLE, "de")}
    assert (rows["412,3"].value, rows["412,3"].unit) == (Decimal(412300000), "EUR")
    assert rows["431,0"].modality == "target"


def test_a_minus_before_money_is_a_level_and_no_fall() -> None:
    saldo = next(row for row in figures(TABLE, "de") if row.text == "-4,8")
    assert (saldo.value, saldo.change, saldo.role) == (Decimal(-4800000), "", "")


def test_a_numbered_heading_with_a_colon_counts_nothing() -> None:
    assert "7" not in {row.text for row in figures(TABLE, "de")}


def test_the_verb_of_the_own_clause_says_the_direction() -> None:
    text = "Die Kosten stiegen um 5 %, während die Zahl der Anträge um 112 auf 847 zurückging."
    assert [row.change for row in figures(text, "de")] == ["increase", "decrease", ""]


def test_a_column_of_months_of_a_year() -> None:
    text = "Chỉ tiêu | Năm 2023 | 10 tháng 2024\nMa túy | 655 | 601\n"
    rows = figures(text, "vi")
    assert [(row.text, str(row.time_end)) for row in rows] == [("655", "2023-12-31"), ("601", "2024-10-31")]


def test_total_is_not_part_of_another_word() -> None:
    rows = figures("Thu giữ 30 viên ma túy tổng hợp và 2 khẩu súng; tổng cộng 40 tang vật.", "vi")
    assert [row.role for row in rows] == ["", "", "total"]


def test_the_plan_of_last_year_does_not_govern_the_list_under_it() -> None:
    text = (
        "NGHỊ QUYẾT\nVề dự toán ngân sách\n\nCăn cứ các quy định hiện hành của pháp luật về ngân sách nhà nước;\n\n"
        "Điều 1. Dự toán chi ngân sách năm 2025\n"
        "2. Tổng chi ngân sách: 7.412 triệu đồng, tăng 6,3% so với dự toán năm 2024, gồm:\n"
        "- Chi đầu tư phát triển 1.102 triệu đồng;\n- Chi giáo dục không thấp hơn 2.145 triệu đồng.\n"
    )
    rows = {row.text: row for row in figures(text, "vi")}
    assert str(rows["1.102 triệu đồng"].time_end) != "2024-12-31"
    limit = rows["2.145 triệu đồng"]
    assert (limit.comparator, limit.change) == ("ge", "")


def test_number_words_of_thousands_of_millions() -> None:
    (row,) = figures("Tổng thu là một nghìn một trăm năm mươi tỷ đồng.", "vi")
    assert row.value == Decimal(1150000000000)
