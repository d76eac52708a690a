"""Sentences: one example per trap, and what must always hold."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.sentences import split

GERMAN = [
    "In Umsetzung der Resolution Nr. 21-NQ/TW (vom 16. Juni 2022) des 13. Zentralkomitees der Partei geschah viel.|Die Zahl stieg.",
    "Das gilt z. B. für Grenzgebiete i. d. F. vom 1. Mai, bzw. für ca. 3,4 Mio. Euro.|Die Mittel flossen.",
    "Nach § 8a Abs. 2 S. 1 SGB VIII waren es 4.925 Fälle.|Es folgten 39.|Die Zahl sank.",
    "Motto: „Die Zellen sind zuständig.“|Die Leitung bleibt.",
    "Er sagte: „Wir schaffen das.“, und ging.|Ob das stimmt?|Ja!",
    "Prof. Dr. Wernicke-Thal kam u. a. mit Frau Dr. Mahlow.|Sie sprach (vgl. Abb. 3).",
    "1. Ziel der Provinz|2. Ziel der Bezirke",
    "Stand: 30.06.2024.|2023 waren es 12.",
]
VIETNAMESE = [
    "Nghị quyết số 21-NQ/TW ngày 16.6.2022 được ban hành tại TP. HCM.|Các xã đạt 4.925 hộ, v.v.|Trong đó có 12 hộ nghèo.",
    "PGS.TS. Nguyễn Văn An phát biểu.|“Kết quả tốt.”|Ông nói thêm.",
    "Điều 5. Phạm vi điều chỉnh",
    "Toàn tỉnh tăng 12.|Các huyện khác giảm 4,5%.",
    "Đ/c. Lê Văn Bình dự họp…|Hội nghị bế mạc.",
]


def sentences(text: str, code: str) -> list[str]:
    return [text[start:end] for start, end in split(text, code)]


@pytest.mark.parametrize("code, marked", [("de", line) for line in GERMAN] + [("vi", line) for line in VIETNAMESE])
def test_sentence_marks(code: str, marked: str) -> None:
    assert sentences(marked.replace("|", " "), code) == marked.split("|") or sentences(
        marked.replace("|", "\n"), code
    ) == marked.split("|")


def test_wrapped_lines_are_joined_and_headings_are_not() -> None:
    text = (
        "Kết quả thực hiện\nNăm 2023, toàn tỉnh có 674 tổ chức cơ sở đảng, 39 đảng bộ, 4.821 chi bộ của\n"
        "Tỉnh ủy và các cấp ủy trực thuộc trên địa bàn toàn tỉnh, tăng so với cùng kỳ năm\n2022.\n- Một là\n- Hai là"
    )
    assert [part.split("\n")[0][:12] for part in sentences(text, "vi")] == [
        "Kết quả thực",
        "Năm 2023, to",
        "- Một là",
        "- Hai là",
    ]


def test_a_line_that_ends_in_an_article_goes_on_with_an_ordinal() -> None:
    assert len(sentences("Das war der Beschluss des\n13. Zentralkomitees der Partei.", "de")) == 1


@pytest.mark.parametrize("text", ["A | B | C\n1 | 2 | 3", "Titel\n\nText", "eins\n• zwei", "Absatz\na) eins"])
def test_rows_items_and_blank_lines_are_borders(text: str) -> None:
    assert len(sentences(text, "de")) == 2


@pytest.mark.parametrize("code", ["de", "vi"])
@given(text=st.text(alphabet=st.sampled_from("aAB19ửĐ.!?…,;:-–|()„“\"' \n\t§"), max_size=120))
def test_sentences_cover_everything_in_order(code: str, text: str) -> None:
    spans = split(text, code)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    covered = {index for start, end in spans for index in range(start, end)}
    assert all(char.isspace() or index in covered for index, char in enumerate(text))


@pytest.mark.parametrize("text", ["." * 200_000, "x.y " * 50_000, "13. " * 30_000, "\n " * 50_000, "Nr. " * 30_000])
def test_hostile_lines_need_linear_time(text: str) -> None:
    assert isinstance(split(text, "de"), list)


def test_a_line_that_begins_with_many_blanks() -> None:
    """A centred head of a gazette: forty blanks and more before the first word."""
    text = "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN và các cơ quan chuyên môn\n" + " " * 60 + "Số: 12/QĐ-UBND\nvà tiếp theo"
    assert [text[start:end] for start, end in split(text, "vi")]
