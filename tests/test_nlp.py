"""The spaCy side: tokenizers, pieces, pipeline."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer import model_entities, nlp
from reportminer.tokens import PatternTokenizer


def words(text: str, code: str) -> list[str]:
    return [token.text for token in nlp.blank(code).tokenizer(text) if not token.is_space]


def test_german_words_split_at_inner_marks() -> None:
    assert words("Grenz- und 2020–2025, 21-NQ/TW (4.925)", "de") == [
        "Grenz", "-", "und", "2020", "–", "2025", ",", "21", "-", "NQ", "/", "TW", "(", "4.925", ")",
    ]  # fmt: skip


def test_vietnamese_goes_by_syllables() -> None:
    assert words("UBND tỉnh Đắk Lắk: xã Cư M’gar, 91,7%.", "vi") == [
        "UBND", "tỉnh", "Đắk", "Lắk", ":", "xã", "Cư", "M’gar", ",", "91,7", "%", ".",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["de", "vi"])
@given(text=st.text(max_size=80))
def test_tokens_keep_the_text(code: str, text: str) -> None:
    doc = nlp.pipeline(code, False).tokenizer(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_a_tokenizer_survives_serialisation(tmp_path: Path) -> None:
    tokenizer = nlp.blank("vi").tokenizer
    tokenizer.to_disk(tmp_path / "tokenizer")
    again = PatternTokenizer(nlp.blank("de").vocab, "de").from_disk(tmp_path / "tokenizer")
    assert again.code == "vi"


def test_a_pipeline_survives_serialisation(tmp_path: Path) -> None:
    import spacy

    nlp.pipeline("de", False).to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert [sentence.text for sentence in again("Nr. 5 gilt. Die Zahl stieg.").sents] == [
        "Nr. 5 gilt.",
        "Die Zahl stieg.",
    ]


def test_the_pipeline_marks_sentences_and_names() -> None:
    doc = nlp.pipeline("de", False)("Das Politbüro tagte am 16. Juni in Quang Ninh.\n\nEs kam spät.")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Das Politbüro tagte am 16. Juni in Quang Ninh.",
        "Es kam spät.",
    ]
    assert [(span.text, span.kb_id_) for span in doc.spans["gazetteer"]] == [
        ("Politbüro", "vn:org:politburo"),
        ("Quang Ninh", "vn:prov:quang_ninh"),
    ]


@given(text=st.text(alphabet="ab \n", max_size=200), size=st.integers(3, 30))
def test_pieces_cover_the_text(text: str, size: int) -> None:
    cut = list(nlp.pieces(text, size))
    assert "".join(text[start:end] for start, end in cut) == text
    assert all(end - start <= size for start, end in cut)


def test_a_missing_model_is_said() -> None:
    assert nlp.model_status("xx").state == "missing"
    assert list(model_entities.find("Berlin", "xx")) == []
