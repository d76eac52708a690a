"""Measure how PDF files are read: ``python benchmarks/ingest.py [--speed] [--memory] [NAME...]``.

Without a flag: text and tables of every born-digital file of ../shared/data/made against its ground truth.
``--speed``: CPU time per page against pdfplumber in the same run.  ``--memory``: peak of one process over 250 pages.
See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportminer.ingest import read, read_bytes
from reportminer.ingest.cells import SEPARATOR
from reportminer.types import Document

MADE = Path(__file__).resolve().parents[2] / "shared" / "data" / "made"
REAL = MADE.parent / "real"


def main() -> None:
    options = arguments()
    if options.peak:
        print(peak(Path(options.peak)))
        return
    if not MADE.exists():
        sys.exit(f"The documents to measure on are not here ({MADE.parents[1].name} beside the checkout).")
    if options.memory:
        memory()
    elif options.speed:
        speed(list(speed_files(options.names)), options.pages)
    else:
        quality(list(born_digital(options.names)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", help="parts of file names (default: all)")
    parser.add_argument("--speed", action="store_true", help="CPU time against pdfplumber")
    parser.add_argument("--memory", action="store_true", help="peak memory over 250 pages")
    parser.add_argument("--pages", type=int, default=12, help="pages per file for --speed (default 12)")
    parser.add_argument("--peak", help=argparse.SUPPRESS)
    return parser.parse_args()


def wanted(name: str, parts: Sequence[str]) -> bool:
    return not parts or any(part in name for part in parts)


def born_digital(parts: Sequence[str]) -> Iterator[Path]:
    for file in sorted((MADE / "pdf").glob("*.pdf")):
        if (MADE / "gt" / f"{file.stem}.txt").exists() and wanted(file.stem, parts):
            yield file


def speed_files(parts: Sequence[str]) -> Iterator[Path]:
    yield from (file for file in sorted((MADE / "pdf").glob("*.pdf")) if "scan" not in file.stem and wanted(file.stem, parts))
    for folder in ("de", "vi"):
        for file in sorted((REAL / folder / "pdf").glob("*.pdf")):
            if not file.name.startswith(("BAD", "ENCRYPTED", "SCANNED", "TRUNCATED")) and wanted(file.stem, parts):
                yield file


# text and tables against the truth


def quality(files: Sequence[Path]) -> None:
    print(f"{'file':<20} {'words F1':>8} {'order':>7} {'tables':>7} {'cells F1':>8}  repairs")
    for file in files:
        document = read(file)
        truth = (MADE / "gt" / f"{file.stem}.txt").read_text(encoding="utf-8")
        ours, theirs = words(document.text), words(truth)
        found = list(tables_of(document))
        known = truth_tables(file)
        cells = f"{cell_f1(found, known):8.4f}" if known else f"{'-':>8}"
        print(
            f"{file.stem:<20} {word_f1(ours, theirs):8.4f} {order(ours, theirs):7.4f} {len(found):3}/{len(known):<3} "
            f"{cells}  {'|'.join(document.repairs)}"
        )


def words(text: str) -> list[str]:
    return text.replace(SEPARATOR, " ").split()


def word_f1(ours: Sequence[str], theirs: Sequence[str]) -> float:
    a, b = Counter(ours), Counter(theirs)
    return 2 * sum((a & b).values()) / max(1, len(ours) + len(theirs))


def order(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Share of the words in a longest common run of matches: the nth of a word is matched with the nth of it."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(theirs):
        places[word].append(place)
    seen: Counter[str] = Counter()
    tails: list[int] = []
    for word in ours:
        nth = seen[word]
        seen[word] += 1
        if nth < len(places[word]):
            place = places[word][nth]
            at = bisect_left(tails, place)
            tails[at : at + 1] = [place]
    return 2 * len(tails) / max(1, len(ours) + len(theirs))


Grid = list[list[str]]


def truth_tables(file: Path) -> list[Grid]:
    path = MADE / "gt" / f"{file.stem}.tables.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def tables_of(document: Document) -> Iterator[Grid]:
    """Runs of lines with cells."""
    grid: Grid = []
    for line in document.text.split("\n"):
        if SEPARATOR in line:
            grid.append([cell.strip() for cell in line.split(SEPARATOR)])
        elif grid:
            yield grid
            grid = []
    if grid:
        yield grid


def cell_f1(found: Sequence[Grid], known: Sequence[Grid]) -> float:
    """A cell is right where the same text stands at the same row and column of the same table (matched in order).

    A table cut by a page break is put together again, with or without a second header.
    """
    right = 0
    left = [row for grid in found for row in grid]
    at = 0
    for grid in known:
        for row in grid:
            match = next((i for i in range(at, min(at + 40, len(left))) if left[i][0] == row[0] and left[i] == row), None)
            if match is None:
                match = next((i for i in range(at, min(at + 40, len(left))) if left[i][0] == row[0]), None)
            if match is not None:
                right += sum(a == b for a, b in zip(left[match], row, strict=False))
                at = match + 1
    total = sum(len(row) for grid in (*found, *known) for row in grid)
    return 2 * right / max(1, total)


# speed


def speed(files: Sequence[Path], most: int) -> None:
    """CPU milliseconds per page: pdfplumber's extract_text and extract_tables, our text alone, our whole reading."""
    print(f"{'file':<44} {'pages':>5} {'plumber':>8} {'text':>6} {'all':>6} {'x text':>7} {'x all':>6}")
    for file in files:
        data, count = first_pages(file, most)
        read_bytes(data, file.name)  # what is imported and compiled once is not counted
        text, whole = [timed(text_only, data)], [timed(read_bytes, data, file.name)]
        try:
            theirs = timed(plumber, data)
        except Exception as reason:
            print(f"{file.stem[:44]:<44} pdfplumber: {type(reason).__name__}")
            continue
        text.append(timed(text_only, data))  # before and after, so that a busy machine slows both sides
        whole.append(timed(read_bytes, data, file.name))
        per_page(file, count, theirs, sum(text) / 2, sum(whole) / 2)


def per_page(file: Path, count: int, theirs: float, text: float, whole: float) -> None:
    print(
        f"{file.stem[:44]:<44} {count:5} {theirs / count * 1000:8.1f} {text / count * 1000:6.2f} "
        f"{whole / count * 1000:6.2f} {theirs / text:7.1f} {theirs / whole:6.1f}",
        flush=True,
    )


def first_pages(file: Path, most: int) -> tuple[bytes, int]:
    """The file with its first pages only, as pdfium writes it, so that whole files and parts compare."""
    import io

    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        count = min(most, len(document))
        if count == len(document):
            return file.read_bytes(), count
        part = pypdfium2.PdfDocument.new()
        part.import_pages(document, list(range(count)))
        target = io.BytesIO()
        part.save(target)
        return target.getvalue(), count


def plumber(data: bytes) -> None:
    import io

    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def text_only(data: bytes) -> None:
    """The text of every page, furniture out and words joined, without boxes and tables."""
    from reportminer.ingest.furniture import furniture
    from reportminer.ingest.hyphens import PAGE_BREAK, joined
    from reportminer.ingest.pdf.engine import CUT, opened, text_of

    pages: list[list[str]] = []
    with opened(data) as document:
        for page in document:
            textpage = page.get_textpage()
            pages.append(text_of(textpage.raw).replace("\r\n", "\n").replace(CUT, "-\n").split("\n"))
            textpage.close()
            page.close()
    kept = zip(pages, furniture(pages), strict=True)
    joined(f"\n{PAGE_BREAK}".join("\n".join(line for i, line in enumerate(page) if i not in out) for page, out in kept))


def timed(call: object, *values: object) -> float:
    started = time.process_time()
    call(*values)  # type: ignore[operator]
    return time.process_time() - started


# memory


def memory() -> None:
    """Peak memory of a fresh process that reads 1, 40 and 250 pages."""
    for name in ("vi_nfd", "de_long40", "de_long200"):
        done = subprocess.run([sys.executable, __file__, "--peak", str(MADE / "pdf" / f"{name}.pdf")], stdout=subprocess.PIPE, text=True, check=True)
        print(f"{name:<12} {done.stdout.strip()}")


def peak(file: Path) -> str:
    document = read(file)
    pages = len({page.number for page in document.pages})
    return f"{pages:4} pages  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.1f} MiB"



if __name__ == "__main__":
    main()
