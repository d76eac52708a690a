"""Where a figure holds: carried places, whole areas, names that are no places."""

from __future__ import annotations

import pytest

from reportminer.config import Config
from reportminer.miner import Miner

CASES = [
    ("vi", "quang_ninh", "Tại huyện Vân Đồn có 12 dự án. Trong đó, 3 dự án đã xong.", ["van_don", "van_don"]),
    ("vi", "quang_ninh", "Tại huyện Vân Đồn có 12 dự án. Toàn tỉnh có 40 dự án.", ["van_don", "quang_ninh"]),
    ("vi", "quang_ninh", "Cả nước có 63 bệnh viện tham gia.", ["country:vn"]),
    ("vi", "hai_duong", "Dịch tả lợn Châu Phi xảy ra tại 27 hộ. Đã tiêu hủy 412 con.", ["hai_duong", "hai_duong"]),
    ("vi", "hai_duong", "Hàng hóa đi châu Phi tăng. Đã xuất 412 tấn gạo.", ["hai_duong"]),
    ("de", "bac_giang", "In Quang Ninh waren es 12 Projekte. Bundesweit zählten Forscher 900 Fälle.", ["quang_ninh", "country:de"]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "home", "text", "places"), CASES)
def test_place_of_figures(lang: str, home: str, text: str, places: list[str]) -> None:
    figures = Miner(Config(models=False)).mine_text(text, language=lang, home_place=home).figures
    assert [place in row.place for row, place in zip(figures, places, strict=True)] == [True] * len(places), figures


def test_a_place_does_not_govern_the_next_long_line() -> None:
    """Without blank lines, a line that is not wrapped is a paragraph."""
    filler = "Các ngành, các cấp đã triển khai đồng bộ nhiều giải pháp, tạo chuyển biến rõ nét trên nhiều lĩnh vực"
    text = f"{filler}; riêng huyện Vân Đồn có 12 dự án đang hoàn thiện hồ sơ.\nThu hút 40 dự án mới.\n"
    first, second = Miner(Config(models=False)).mine_text(text, language="vi", home_place="quang_ninh").figures
    assert "van_don" in first.place
    assert (second.place, second.place_source) == ("vn:prov:quang_ninh", "document")
