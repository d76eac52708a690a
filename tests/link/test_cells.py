"""Cells of tables: what is counted, and the unit that a column or a label says for the row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from reportminer.config import Config
from reportminer.miner import Miner

INTRO = {
    "vi": "Báo cáo về kết quả kinh tế của tỉnh trong thời gian vừa qua.",
    "de": "Der Bericht über die Wirtschaft der Provinz in dieser Zeit.",
}


def figures(tmp_path: Path, lang: str, rows: Sequence[str]) -> list[tuple[str, str, str, str]]:
    cells = "".join(f"<tr>{''.join(f'<td>{cell.strip()}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    file = tmp_path / "table.html"
    file.write_text(f"<html><body><p>{INTRO[lang]}</p><table>{cells}</table></body></html>", encoding="utf-8")
    found = Miner(Config(models=False, language=lang)).mine_file(file).figures
    return [(row.text, str(row.value), row.unit, row.counted) for row in found]


@pytest.mark.parametrize(
    ("lang", "rows", "expected"),
    [
        (
            "vi",
            [
                "STT|CHỈ TIÊU|MỤC TIÊU|CƠ QUAN",
                "1|Tốc độ tăng trưởng (%)|≥ 10,0|Sở Tài chính",
                "2|Số xã đạt chuẩn|46|Sở",
            ],
            [("10,0", "10", "percent", "Tốc độ tăng trưởng"), ("46", "46", "", "Số xã đạt chuẩn")],
        ),
        (
            "vi",
            ["TT|Tỉnh|TỐC ĐỘ TĂNG TRƯỞNG", "1|Quảng Ninh|11,0 - 12,0", "2|Lạng Sơn|9,5"],
            [("11,0 - 12,0", "11", "", "TỐC ĐỘ TĂNG TRƯỞNG"), ("9,5", "9.5", "", "TỐC ĐỘ TĂNG TRƯỞNG")],
        ),
        (
            "vi",
            ["STT|Nội dung|Đơn vị tính|Kế hoạch|So sánh", "1|Giải ngân vốn|triệu đồng|4.500|3", "2|Hộ nghèo|%|3,5|2"],
            [
                ("4.500", "4500000000", "VND", "Giải ngân vốn"),
                ("3", "3", "", "Giải ngân vốn"),
                ("3,5", "3.5", "percent", "Hộ nghèo"),
                ("2", "2", "", "Hộ nghèo"),
            ],
        ),
        (
            "de",
            ["Nr.|Kennzahl|Einheit|Ziel 2025", "1|Neue Mitglieder|Personen|120", "2|Investitionen|Mio. Euro|2 - 3"],
            [("120", "120", "", "Neue Mitglieder"), ("2 - 3", "2000000", "EUR", "Investitionen")],
        ),
        (
            "vi",
            ["2.3|Huy động nguồn lực của đơn vị|15 điểm", "-|Không đủ điều kiện|1 điểm"],
            [("15", "15", "", "điểm"), ("1", "1", "", "điểm")],
        ),
        (
            "vi",
            [
                "STT|Tên văn bản|Lý do hết hiệu lực",
                "1|Thông tư về tiền lương|Bãi bỏ đối với công ty do Nhà nước nắm giữ 100% vốn điều lệ từ đầu năm",
            ],
            [("100%", "100", "percent", "vốn điều lệ")],
        ),
        (
            "de",
            ["Gemeinde|Schulen|Schüler", "Verden|12|1.120"],
            [("12", "12", "", "Schulen"), ("1.120", "1120", "", "Schüler")],
        ),
    ],
)
def test_cells_count_what_their_row_or_column_names(
    tmp_path: Path, lang: str, rows: list[str], expected: list[tuple[str, str, str, str]]
) -> None:
    assert figures(tmp_path, lang, rows) == expected
