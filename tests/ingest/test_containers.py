"""Archives and mails: every document in them is one of its own, and nothing hostile in them reaches further."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportminer.batch import find_jobs, run
from reportminer.config import Config
from reportminer.ingest import containers, read, read_bytes
from reportminer.ingest.raw import Unreadable

TEXT = b"Ende 2023 gab es 4.925 Parteizellen.\n"


def zipped(members: dict[str, bytes], **how: object) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", **how) as archive:  # type: ignore[arg-type]
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def mail(**attachments: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Bericht"
    message.set_content("Im Jahr 2023 kamen 12 Orte hinzu.")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.replace("__", "."))
    return message.as_bytes()


def paths(folder: Path) -> list[str]:
    return [job.path for job in find_jobs([folder])]


def test_members_and_attachments_are_documents_at_any_depth(tmp_path: Path) -> None:
    inner = zipped({"tief.txt": TEXT})
    (tmp_path / "a.zip").write_bytes(
        zipped({"b/c.txt": TEXT, "mail.eml": mail(bericht__txt=TEXT), "in.zip": inner, "b/": b"", ".ds": b"x"})
    )
    assert paths(tmp_path) == ["a.zip/b/c.txt", "a.zip/in.zip/tief.txt", "a.zip/mail.eml", "a.zip/mail.eml/bericht.txt"]
    for job in find_jobs([tmp_path]):
        document = read(job.file, root=job.root)
        assert (document.status, document.path) == ("ok", job.path)
        assert len(document.doc_id) == 16


def test_a_run_gives_them_rows_in_the_order_of_their_paths(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped({"z.txt": TEXT, "y.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600}))
    (folder / "a.zip.txt").write_bytes(TEXT)
    (folder / "m.eml").write_bytes(mail(x__md=b"# Lage\n\n7 Orte\n"))
    run([folder], tmp_path / "out", Config(workers=0, models=False))
    with (tmp_path / "out" / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["path"], row["status"]) for row in csv.DictReader(file)]
    assert rows == [
        ("a.zip.txt", "ok"), ("a.zip/y.doc", "failed"), ("a.zip/z.txt", "duplicate"), ("m.eml", "ok"), ("m.eml/x.md", "ok"),
    ]  # fmt: skip


def test_names_lead_nowhere_and_never_clash(tmp_path: Path) -> None:
    names = {"../../etc/x.txt": TEXT, "/etc/x.txt": TEXT, "C:\\b\\x.txt": TEXT, "a\n.txt": TEXT, "..": TEXT}
    (tmp_path / "a.zip").write_bytes(zipped(names))
    found = paths(tmp_path)
    assert found == ["a.zip/C_/b/x.txt", "a.zip/a_.txt", "a.zip/etc/x (2).txt", "a.zip/etc/x.txt"]
    assert all(read(tmp_path / path).status == "ok" for path in found)


@pytest.mark.parametrize(
    "data, code",
    [
        (b"PK\x03\x04" + b"\0" * 80, "broken_file"),
        (zipped({}), "empty_archive"),
        (zipped({"a.txt": b"0" * 400_000_000}, compression=zipfile.ZIP_DEFLATED), "zip_bomb"),
        (zipped({"a.txt": TEXT}).replace(struct.pack("<HH", 1, 1), struct.pack("<HH", 60_000, 60_000)), "zip_bomb"),
    ],
    ids=["cut", "empty", "bomb", "count"],
)
def test_an_archive_that_cannot_be_taken_apart_is_named_itself(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    assert paths(tmp_path) == ["a.zip"]
    document = read(tmp_path / "a.zip")
    assert (document.status, [problem.code for problem in document.problems]) == ("failed", [code])


def test_a_password_and_a_wrong_checksum_cost_one_member(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT}))
    data[data.index(TEXT)] ^= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert [read(tmp_path / path).status for path in paths(tmp_path)] == ["failed", "ok"]


def test_a_mail_keeps_its_text_and_safe_names(tmp_path: Path) -> None:
    forwarded = EmailMessage()
    forwarded["Subject"] = "Innen"
    forwarded.set_content("Es waren 5 Orte.")
    message = EmailMessage()
    message["Subject"] = "Bericht"
    message.set_content("Im Jahr 2023 kamen 12 Orte hinzu.")
    message.add_attachment(forwarded)
    message.add_attachment(TEXT, maintype="text", subtype="plain", filename="..\\..\\x.txt")
    (tmp_path / "m.eml").write_bytes(message.as_bytes())
    assert paths(tmp_path) == ["m.eml", "m.eml/attachment-1.eml", "m.eml/x.txt"]
    assert "12 Orte" in read(tmp_path / "m.eml").text
    assert "5 Orte" in read(tmp_path / "m.eml" / "attachment-1.eml").text


def test_what_is_not_inside_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"b.txt": TEXT}))
    assert [problem.code for problem in read(tmp_path / "a.zip" / "c.txt").problems] == ["unreadable"]
    assert not containers.exists(tmp_path / "a.zip" / ".." / "a.txt")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from([".zip", ".eml"]))
@example(192, 0, ".zip")  # a name of no letters in the directory
def test_damaged_containers_are_named_and_never_raise(place: int, value: int, suffix: str) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b/c.txt": TEXT}) if suffix == ".zip" else mail(a__txt=TEXT))
    data[place % len(data)] = value
    for broken in (bytes(data), bytes(data[:place])):
        try:
            for member in containers._members(broken, "a" + suffix):
                member.load()
        except Unreadable:
            pass
        read_bytes(broken, "a" + suffix)
