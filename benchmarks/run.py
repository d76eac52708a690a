"""Measure reportminer: ``python benchmarks/run.py [--text FILE...] [--mb N] [--json FILE]``.

Every measurement runs in a process of its own, so that peak memory belongs to it alone.  See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # `benchmarks` is a folder, not an installed package

PARTS = ("rules", "whole", "adversarial")


def main() -> None:
    options = arguments()
    if options.part:
        print(json.dumps(one_part(options)))
        return
    results: dict[str, Any] = {"machine": machine(), "mb": options.mb}
    for part in PARTS:
        if part not in options.skip:
            results[part] = [json.loads(line) for source in sources(options) for line in child(part, source, options)]
    target = options.json
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    report(results)
    print(f"\nas JSON: {target}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--text", type=Path, nargs="+", default=[], help="text files, plain or .gz")
    parser.add_argument("--mb", type=float, default=4.0, help="million characters per text (default 4)")
    parser.add_argument("--json", type=Path, default=Path("out/bench.json"), help="where the numbers go")
    parser.add_argument("--skip", choices=PARTS, action="append", default=[], help="leave a part out (repeatable)")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--source", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def sources(options: argparse.Namespace) -> range:
    from benchmarks.texts import default_files

    return range(len(options.text or default_files()) or 2)


def child(part: str, source: int, options: argparse.Namespace) -> list[str]:
    """Measure one part on one text in a fresh process."""
    print(f"{part}, text {source + 1} ...", file=sys.stderr)
    own = ["--part", part, "--source", str(source), "--mb", str(options.mb)]
    texts = ["--text", *map(str, options.text)] if options.text else []
    done = subprocess.run([sys.executable, __file__, *own, *texts], stdout=subprocess.PIPE, text=True, check=True)
    return [json.dumps(row) for row in json.loads(done.stdout)]


def one_part(options: argparse.Namespace) -> list[dict[str, Any]]:
    from benchmarks import rules, whole
    from benchmarks.texts import default_files, first_characters, named_texts

    wanted = int(options.mb * 1e6)
    name, language, stream = list(named_texts(options.text or default_files()))[options.source]
    label = {"text": name, "language": language}
    if options.part == "adversarial":
        return list(whole.adversarial(language, max(1000, min(250_000, wanted // 4))))
    texts = first_characters(stream, wanted)
    if options.part == "rules":
        return [label | rules.measure(texts, language)]
    return [label | whole.measure(texts, language, wanted)]


def machine() -> dict[str, Any]:
    versions = {name: metadata.version(name) for name in ("reportminer", "regex", "spacy")}
    return {"python": platform.python_version(), "processor": processor(), **versions}


def processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def report(results: dict[str, Any]) -> None:
    """Print the tables."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=120 if not sys.stdout.isatty() else None, highlight=False)

    def table(title: str, rows: list[list[Any]], *columns: str) -> None:
        view = Table(title=title, title_justify="left", box=None, pad_edge=False)
        for number, column in enumerate(columns):
            view.add_column(column, justify="left" if number < 2 else "right")
        for row in rows:
            view.add_row(*("-" if cell is None else str(cell) for cell in row))
        console.print(view)
        console.print()

    if rows := results.get("rules"):
        stages = list(rows[0]["mchar_per_second"])
        cells = [[r["text"], r["language"], r["characters"], *(r["mchar_per_second"][s] for s in stages)] for r in rows]
        table("Rules alone: million characters per CPU second", cells, "text", "language", "characters", *stages)
    if rows := results.get("whole"):
        cells = [
            [r[name] for name in ("text", "language", "characters", "rows")]
            + [*r["mchar_per_second"].values(), *r["peak_mib"].values()]
            for r in rows
        ]
        speed = ("mine", "write", "whole")
        memory = ("MiB loaded", "at 1/4", "at 1/2", "at the end")
        title = "Whole run without model: million characters per CPU second, peak memory"
        table(title, cells, "text", "language", "characters", "rows", *speed, *memory)
    if rows := results.get("adversarial"):
        cells = [[r["text"], r["language"], r["characters"], *r["cpu_seconds"], r["growth"]] for r in rows]
        title = "Hostile texts: CPU seconds at one, two and four times the size (linear: growth 4)"
        table(title, cells, "text", "language", "characters", "1x", "2x", "4x", "growth")


if __name__ == "__main__":
    main()
