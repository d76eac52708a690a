"""Streams that unpack to gigabytes are refused before pdfium sees them; what merely packs well is read."""

from __future__ import annotations

import random
import time
import zlib

import pytest

from reportminer.ingest import read_bytes
from reportminer.ingest.pdf import bombs
from reportminer.ingest.raw import Unreadable

OPERATORS = b"0 0 m 9 9 l S\n" * 1_500_000


def pdf(content: bytes, filters: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>\nendobj\n"
        b"4 0 obj\n<<" + more + b"/Length %d/Filter " % len(content) + filters + b">>\nstream\n" + content + b"\nendstream\nendobj\n"
        b"trailer\n<</Root 1 0 R>>\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "bomb",
    [
        pdf(zlib.compress(OPERATORS, 9)),
        pdf(zlib.compress(OPERATORS, 9), b"[ /Fl ]").replace(b"stream\n", b"stream\r\n", 1),
        pdf(zlib.compress(zlib.compress(OPERATORS, 9), 9), b"[/FlateDecode /FlateDecode]"),
        pdf(zlib.compress(OPERATORS, 9)[:-40]),
    ],
)
def test_a_bomb_is_named_at_once(bomb: bytes) -> None:
    clock = time.process_time()
    document = read_bytes(bomb, "a.pdf")
    assert time.process_time() - clock < 2
    assert (document.status, [problem.code for problem in document.problems]) == ("failed", ["zip_bomb"])


@pytest.mark.parametrize(
    "good",
    [
        pdf(zlib.compress(OPERATORS[:2_000_000], 9)),
        pdf(zlib.compress(b"\xff" * 40_000_000, 9), more=b"/Type /XObject /Subtype /Image"),
        pdf(zlib.compress(OPERATORS, 9), more=b"/Type/EmbeddedFile"),
        pdf(zlib.compress(b" ".join(b"%d" % random.Random(1).getrandbits(60) for _ in range(9)) * 100 + OPERATORS[:9])),
        pdf(b"no zlib at all" * 9_000),
    ],
)
def test_what_packs_well_is_no_bomb(good: bytes) -> None:
    bombs.check(good)


def test_much_that_packs_badly_is_left_to_the_memory_limit() -> None:
    numbers = random.Random(2)
    content = b"".join(b"%d %d l\n" % (numbers.getrandbits(30), numbers.getrandbits(30)) for _ in range(900_000))
    assert len(content) > 16_000_000
    bombs.check(pdf(zlib.compress(content, 1)))


def test_the_message_says_what_and_how_much() -> None:
    with pytest.raises(Unreadable, match=r"A stream of \d+ bytes in the PDF unpacks to more than 16000000 bytes"):
        bombs.check(pdf(zlib.compress(OPERATORS, 9)))
