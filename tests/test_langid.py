"""Languages of documents and of their parts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.langid import detect, segments

DE = "Die Basisparteiorganisationen wurden konsolidiert, und die Zahl der Zellen ist auf 4.925 gestiegen.\n"
VI = "Thu ngân sách nhà nước đạt 96.972 tỷ đồng, bằng 104% dự toán Trung ương giao và tăng 2% so với năm 2022.\n"


@pytest.mark.parametrize(
    "text, language",
    [
        (DE, "de"),
        (VI, "vi"),
        (VI.upper(), "vi"),
        ("Số: 113/NQ-CP Hà Nội, ngày 25 tháng 4 năm 2026", "vi"),
        ("Der Bericht von Nguyen Van Linh und Pham Minh Chinh aus Quang Ninh.", "de"),
        ("Nguyễn Phú Trọng, Phạm Minh Chính und Võ Văn Thưởng trafen sich in Quảng Ninh.", "de"),
        ("Tinh uy Quang Ninh da ban hanh nghi quyet ve xay dung dang va phat trien kinh te xa hoi", "vi"),
        ("The committee has decided that 4,925 cells are to be founded.", "other"),
        ("Le comité a décidé que les cellules sont fondées dans la province.", "other"),
        (DE + VI, "mixed"),
        (DE * 9 + VI, "de"),
        (VI * 9 + DE, "vi"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect(text)[0] == language


@pytest.mark.parametrize("text", ["", "4.925 12.345 98.765 43.210", "Zellen 2023"])
def test_too_little(text: str) -> None:
    assert detect(text) == ("other", 0.0)


def test_segments_follow_the_lines() -> None:
    text = DE + "\n" + DE + VI + "Hà Nội\n" + VI + DE
    runs = segments(text)
    assert [language for _, _, language in runs] == ["de", "vi", "de"]
    assert text[runs[1][0] : runs[1][1]] == VI + "Hà Nội\n" + VI


def test_names_make_no_segment() -> None:
    names = "Nguyễn Phú Trọng\nPhạm Minh Chính\n"
    assert segments(DE + names + DE) == [(0, len(DE + names + DE), "de")]


@given(st.lists(st.sampled_from([DE, VI, "\n", "12\n", "Hà Nội\n", "Köln"]), max_size=12))
def test_segments_cover_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    runs = segments(text)
    borders = [0, *(end for _, end, _ in runs)] if runs else [0]
    assert [start for start, _, _ in runs] == borders[:-1]
    assert borders[-1] == len(text)
    assert {language for _, _, language in runs} <= {"de", "vi", "mixed", "other"}


def test_detection_of_a_long_text_is_sampled() -> None:
    text = DE * 50_000
    began = time.process_time()
    assert detect(text)[0] == "de"
    assert (time.process_time() - began) / len(text) < 50e-9
