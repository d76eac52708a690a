"""The texts that are measured: streamed, cut into documents, and the shapes that break careless patterns."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path

from reportminer import langid
from reportminer.goldmark import parse

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT.parent / "shared" / "data" / "raw"
SIZE = 20_000
"""Characters of one document: a report of about ten pages."""


def default_files() -> list[Path]:
    """The large raw texts where this checkout has them beside it; else an empty list (the corpus is used)."""
    return sorted(RAW.glob("*.txt.gz"))


def named_texts(files: list[Path]) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield (name, language, endless or long stream of documents)."""
    if not files:
        for language in ("de", "vi"):
            yield "corpus", language, cycle(list(corpus_documents(language)))
    for file in files:
        first = next(documents(file), "")
        yield file.name.split(".")[0], langid.detect(first)[0], documents(file)


def corpus_documents(language: str) -> Iterator[str]:
    """The corpus reports of one language, each repeated until it is a document of the usual size."""
    for file in sorted((ROOT / "corpus" / "marked").glob(f"*/{language}_*.mark")):
        text, _gold = parse(file.read_text(encoding="utf-8"))
        yield "\n\n".join([text] * (SIZE // len(text) + 1))


def documents(file: Path) -> Iterator[str]:
    """Cut a text file, plain or gzipped, into documents at blank lines (at any line where no blank one comes)."""
    lines: list[str] = []
    length = 0
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            lines.append(line)
            length += len(line)
            if length >= SIZE and (not line.strip() or length >= SIZE * 1.1):
                yield "".join(lines)
                lines, length = [], 0
    if lines:
        yield "".join(lines)


def first_characters(texts: Iterable[str], wanted: int) -> Iterator[str]:
    """Whole documents until ``wanted`` characters are reached."""
    for text in texts:
        yield text
        wanted -= len(text)
        if wanted <= 0:
            return


SENTENCE = {
    "de": "Im Jahr 2023 stieg die Zahl der Betriebe um 3,4 % auf 12.345, teilte das Amt am 16. Juni mit. ",
    "vi": "Năm 2023, số doanh nghiệp tăng 3,4 %, đạt 12.345 doanh nghiệp, theo báo cáo ngày 16/6/2023. ",
}

HOSTILE = {
    "digits": "7",
    "digit groups": "123.456.",
    "numbers": "12 345 ",
    "slashes": "12/34/",
    "dashes": "2020-",
    "commas": "1,2,",
    "full stops": ". ",
    "open brackets": "(",
    "nested brackets": "([{„",
    "blanks": " ",
    "line breaks": "\n",
    "letters": "a",
    "capitals": "NQ-",
    "one line": None,
    "one list": None,
}
"""Name -> what is repeated; None: built per language."""


def hostile(name: str, language: str, length: int) -> str:
    """A hostile text of ``length`` characters."""
    unit = HOSTILE[name] or (SENTENCE[language] if name == "one line" else SENTENCE[language].replace(". ", "; "))
    return "".join(islice(cycle([unit]), length // len(unit) + 1))[:length]
