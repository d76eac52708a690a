"""The codes of problems: one list, complete; and every broken and hostile document of ../shared under its code."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest
from ingest_samples import shared

from reportminer.batch import run
from reportminer.config import Config
from reportminer.problems import CODES

SOURCES = Path(__file__).resolve().parents[2] / "src" / "reportminer"
_MADE = re.compile(r"\b(?:Unreadable|error|warning|blame|_blame|failed)\(\s*(?:job, )?\"([a-z_]+)\"")

BAD = {
    "bad_xref.pdf": "ok",
    "billion_laughs.docx": "failed doctype_refused",
    "bomb_flate2_1GB.pdf": "failed zip_bomb",
    "bomb_flate_1GB.pdf": "failed zip_bomb",
    "bomb_ops_3M.pdf": "failed zip_bomb",
    "deep.html": "ok",
    "deep_nest.docx": "ok",
    "empty.pdf": "empty empty_file",
    "enc_owner_only.pdf": "ok",
    "enc_rc4_user.pdf": "failed encrypted",
    "enc_user_aes256.pdf": "failed encrypted",
    "form_billion_laughs.pdf": "failed memory_limit|timeout|cpu_limit",
    "headeronly.pdf": "failed broken_file",
    "html_as.pdf": "ok other_format",
    "leading_junk.pdf": "ok",
    "not_a_zip.docx": "failed broken_file",
    "pages_exp_1e7.pdf": "failed broken_file",
    "paras_2M.docx": "failed zip_bomb",
    "path_traversal.docx": "ok",
    "random.pdf": "failed broken_file",
    "truncated_50.pdf": "failed broken_file",
    "truncated_95.pdf": "failed broken_file",
    "xxe.docx": "failed doctype_refused",
    "xxe.html": "failed doctype_refused",
    "zipbomb_700MB.docx": "failed zip_bomb",
    "zipbomb_media_1GB.docx": "failed zip_bomb",
}


def test_every_code_in_the_sources_is_listed() -> None:
    used = {code for file in SOURCES.rglob("*.py") for code in _MADE.findall(file.read_text(encoding="utf-8"))}
    assert used
    assert used <= set(CODES)


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_hostile_documents_end_with_the_right_word_shared(tmp_path: Path) -> None:
    folder = shared("made", "bad")
    started = time.monotonic()
    run([folder], tmp_path, Config(workers=2, timeout=40, models=False))
    assert time.monotonic() - started < 40 * 8
    found = {row["path"]: row["status"] for row in rows(tmp_path, "documents")}
    assert len(found) == sum(1 for _ in folder.iterdir())
    codes: dict[str, set[str]] = {}
    for row in rows(tmp_path, "problems"):
        assert row["code"] in CODES
        assert row["message"]
        codes.setdefault(row["path"], set()).add(row["code"])
    for name, wanted in BAD.items():
        status, _, code = wanted.partition(" ")
        assert found[name] == status, name
        assert not code or codes[name] & set(code.split("|")), (name, codes[name])


@pytest.mark.slow
def test_locked_documents_open_with_their_password_shared(tmp_path: Path) -> None:
    inputs = [shared("made", "bad", name) for name in ("enc_rc4_user.pdf", "enc_user_aes256.pdf")]
    result = run(inputs, tmp_path, Config(workers=1, models=False, password="geheim"))
    assert result.documents == {"ok": 2}


@pytest.mark.slow
def test_broken_real_documents_have_a_row_each_shared(tmp_path: Path) -> None:
    files = sorted(shared("real").rglob("BAD_*"))
    run(files, tmp_path, Config(workers=2, timeout=60, models=False))
    named = {row["path"] for row in rows(tmp_path, "problems")}
    documents = rows(tmp_path, "documents")
    assert len(documents) == len(files)
    assert all(row["path"] in named for row in documents if row["status"] not in ("ok",))
