"""Build the corpus from its marked sources: ``python corpus/build.py [SPLIT...]``.

Needs the development extras (python-docx, reportlab and the DejaVu Sans font).  The same sources give the same
bytes.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from reportminer.goldbuild import build

CORPUS = Path(__file__).parent


def paragraphs(text: str) -> list[str]:
    """Return the lines that are not blank."""
    return [line for line in text.split("\n") if line.strip()]


def render_html(text: str, target: Path) -> None:
    """Write one plain page, a paragraph per line."""
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in paragraphs(text))
    page = f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{body}\n</body>\n</html>\n'
    target.write_text(page, encoding="utf-8", newline="\n")


def render_docx(text: str, target: Path) -> None:
    """Write one Word document, a paragraph per line, with the clock taken out of the archive."""
    import docx

    document = docx.Document()
    for line in paragraphs(text):
        document.add_paragraph(line)
    scratch = target.with_suffix(".tmp")
    document.save(str(scratch))
    with zipfile.ZipFile(scratch) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(source.namelist()):
            fixed.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    scratch.unlink()


def render_pdf(text: str, target: Path) -> None:
    """Write one PDF, a wrapped paragraph per line, without page numbers."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("DejaVuSans", font_file()))
    style = ParagraphStyle("body", fontName="DejaVuSans", fontSize=10, leading=14, spaceAfter=6)
    story = [Paragraph(html.escape(line), style) for line in paragraphs(text)]
    SimpleDocTemplate(str(target), title=target.stem, invariant=1).build(story)


def font_file() -> str:
    """Return the DejaVu Sans font file that fontconfig knows."""
    tool = shutil.which("fc-match")
    if tool is None:
        return "DejaVuSans.ttf"
    found = subprocess.run(
        [tool, "-f", "%{file}", "DejaVu Sans:style=Book"], capture_output=True, text=True, check=True
    )
    return found.stdout


def main(splits: list[str]) -> None:
    """Build the named splits, or all of them."""
    marked = [file for file in (CORPUS / "marked").glob("*/*.mark") if not splits or file.parent.name in splits]
    renderers = {"html": render_html, "docx": render_docx, "pdf": render_pdf}
    for file in build(marked, CORPUS, renderers):
        print(file.relative_to(CORPUS).as_posix())


if __name__ == "__main__":
    main(sys.argv[1:])
