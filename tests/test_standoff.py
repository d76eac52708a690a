"""Stand-off gold: texts stay where they are, a changed text is noticed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from reportminer.errors import GoldError
from reportminer.evaluate_gold import load_gold
from reportminer.goldbuild import standoff
from reportminer.standoff import source_text

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
MARK = """#! id=so_x
#! lang=de
#! source={source}
#! offset=0
#! length=0
#! register=report
#! half=dev
Die Kreise meldeten ⟦f:412|v=412|c=Höfe⟧ Höfe."""
TEXT = "Vorwort.\nDie Kreise meldeten 412 Höfe.\n"


def _entry(tmp_path: Path, source: str) -> dict[str, object]:
    mark = tmp_path / "so_x.mark"
    mark.write_text(MARK.format(source=source), encoding="utf-8")
    return standoff([mark], tmp_path)[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TEXT.encode()),
        ("latin.txt", TEXT.encode("cp1252")),
        ("crlf.txt", TEXT.replace("\n", "\r\n").encode()),
        ("a.txt.gz", gzip.compress(TEXT.encode())),
        ("a.html", f"<html><head>Kopf</head><body><p>Vorwort.</p><p>{TEXT[9:-1]}</p></body></html>".encode()),
    ],
)
def test_an_excerpt_is_found_and_read_back(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    entry = _entry(tmp_path, name)
    assert "text" not in entry
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    (text,) = load_gold(gold, tmp_path)
    assert text.text == "Die Kreise meldeten 412 Höfe."
    assert text.register == "report"
    assert [row.text for row in text.tables["figures"]] == ["412"]


def test_the_tables_that_were_annotated_go_along(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nach § 5 AltG 12 Höfe.\n", encoding="utf-8")
    mark = tmp_path / "so_x.mark"
    marked = "Nach ⟦r:§ 5 AltG|type=law|key=de:law:altg⟧ 12 Höfe."
    mark.write_text(f"#! id=x\n#! lang=de\n#! source=a.txt\n#! tables=resolutions\n{marked}", encoding="utf-8")
    source_text.cache_clear()
    (entry,) = standoff([mark], tmp_path)
    assert entry["tables"] == ["resolutions"]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(entry), encoding="utf-8")
    assert list(load_gold(gold, tmp_path)[0].tables) == ["resolutions"]


def test_an_unknown_table_in_the_header_is_refused(tmp_path: Path) -> None:
    mark = tmp_path / "so_x.mark"
    mark.write_text("#! lang=de\n#! source=a.txt\n#! tables=citations\nx", encoding="utf-8")
    with pytest.raises(GoldError, match="unknown table 'citations'"):
        standoff([mark], tmp_path)


def test_a_changed_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(_entry(tmp_path, "a.txt")), encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT.replace("412", "413"), encoding="utf-8")
    source_text.cache_clear()
    with pytest.raises(GoldError, match="no longer holds"):
        load_gold(gold, tmp_path)


def test_without_the_folder_of_texts_the_message_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(_entry(tmp_path, "a.txt")), encoding="utf-8")
    with pytest.raises(GoldError, match="--texts"):
        load_gold(gold)


def test_an_excerpt_that_is_not_in_its_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Etwas anderes.", encoding="utf-8")
    source_text.cache_clear()
    with pytest.raises(GoldError, match="does not hold"):
        _entry(tmp_path, "a.txt")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not beside the project")
def test_every_standoff_excerpt_lies_in_shared_data() -> None:
    for half in ("dev", "final"):
        if not list((ROOT / "corpus" / "standoff" / half).glob("*.jsonl")):
            continue
        texts = load_gold(ROOT / "corpus" / "standoff" / half, SHARED)
        assert {text.lang for text in texts} == {"de", "vi"}
        assert all(text.register for text in texts)
        cited = load_gold(ROOT / "corpus" / "standoff" / "citations" / half, SHARED)
        assert all(list(text.tables) == ["resolutions"] for text in cited)
