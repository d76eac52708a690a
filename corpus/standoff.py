"""Marked excerpts to stand-off gold: ``python corpus/standoff.py MARKED_DIR TEXTS_DIR OUT_DIR``.

``MARKED_DIR`` holds excerpts with inline marks (``*.mark``, see CONTRIBUTING.md) and stays outside the project, as
the texts do; ``OUT_DIR/<half>/<lang>.jsonl`` receives only offsets, marked expressions and values.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from reportminer.goldbuild import read_marked, standoff


def main(marked: Path, texts: Path, out: Path) -> None:
    """Write one file per half and language."""
    groups: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for file in marked.rglob("*.mark"):
        header = read_marked(file).header
        groups[header.get("half", "dev"), header["lang"]].append(file)
    for (half, lang), files in sorted(groups.items()):
        target = out / half / f"{lang}.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(entry, ensure_ascii=False) for entry in standoff(files, texts))
        target.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        print(f"{target}: {len(files)} excerpts")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
