"""CoNLL files become plain text with spans; tags that are not well-formed are repaired."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.errors import InputError
from reportminer.train import corpus
from reportminer.train.conll import LABELS, parse, read, repair

TAGS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
WORDS = ["Ninh", "Quảng", ",", ".", "(", ")", '"', "„", "“", "21-NQ/TW", "kam", "…", "2020"]


def sample(rows: str, code: str = "de"):  # type: ignore[no-untyped-def]
    (found,) = parse(rows.replace("/", "\t").split("|"), code)
    return found


def test_marks_stand_where_writers_put_them() -> None:
    found = sample('Er/O|sagte/O|:/O|"/O|Nein/O|"/O|(/O|in/O|Essen/B-LOC|)/O|,/O|oder/O|?/O')
    assert found.text == 'Er sagte: "Nein" (in Essen), oder?'
    assert [(found.text[a:b], label) for a, b, label in found.spans] == [("Essen", "LOC")]


def test_german_quotation_marks_open_low() -> None:
    assert sample("Die/O|„/O|Zeit/B-ORG|“/O|schrieb/O").text == "Die „Zeit“ schrieb"
    assert sample("Báo/O|“/O|Lao/B-ORG|Động/I-ORG|”/O|viết/O", "vi").text == "Báo “Lao Động” viết"


def test_text_is_nfc() -> None:
    decomposed = "Qua\u0309ng"
    assert sample(f"{decomposed}/B-LOC|Ninh/I-LOC", "vi").text == "Quảng Ninh"


@given(st.lists(st.sampled_from(TAGS)))
def test_repaired_tags_are_well_formed(tags: list[str]) -> None:
    fixed = repair(tags)
    assert repair(fixed) == fixed
    for before, tag in zip(["O", *fixed], fixed, strict=False):
        assert tag[:2] != "I-" or before[2:] == tag[2:]
        assert tag == "O" or tag[2:] in LABELS


@pytest.mark.parametrize("code", ["de", "vi"])
@given(rows=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(TAGS)), min_size=1, max_size=12))
def test_every_entity_keeps_its_words(code: str, rows: list[tuple[str, str]]) -> None:
    (found,) = parse([f"{word}\t{tag}" for word, tag in rows], code)
    assert "".join(found.text.split()) == "".join(word for word, _ in rows)
    assert all(found.text[start:end].strip() == found.text[start:end] != "" for start, end, _ in found.spans)
    ours = corpus.sentence(found, code)
    assert len(ours.words) == len(ours.tags) == len(ours.shares)


def test_a_file_without_tags_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.conll"
    bad.write_text("Essen\n")
    with pytest.raises(InputError, match=r"bad\.conll: line 1"):
        read(bad, "de")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.conll", "de")
