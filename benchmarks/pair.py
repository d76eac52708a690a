"""Two checkouts side by side: ``python benchmarks/pair.py de OLD NEW``, CPU seconds of the rules by stage.

Every document goes to both, one after the other, so that what else the machine does troubles both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

WORKER = """
import json, sys
sys.path.insert(0, ".")
from pathlib import Path
from benchmarks import rules
from benchmarks.texts import documents, first_characters
from reportminer.lang import load
from reportminer.normalize import normalize

language, file, wanted = sys.argv[1:]
texts = [normalize(text)[0] for text in first_characters(documents(Path(file)), float(wanted) * 1e6)]
pack, watch = load(language), rules.Stopwatch()
rules.one_document("2023", pack, rules.Stopwatch())
print(len(texts), flush=True)
for line in sys.stdin:
    rules.one_document(texts[int(line)], pack, watch)
    print(flush=True)
print(json.dumps([sum(map(len, texts)), watch.seconds]))
"""


def main() -> None:
    options = arguments()
    workers = [start(tree, options) for tree in options.trees]
    count = min([int(answer(worker)) for worker in workers])  # a list: every worker has to be ready
    for number in range(count):
        for worker in workers if number % 2 else workers[::-1]:
            ask(worker, number)
    for tree, worker in zip(options.trees, workers, strict=True):
        report(tree, worker)


def arguments() -> argparse.Namespace:
    from benchmarks.texts import RAW

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=("de", "vi"))
    parser.add_argument("trees", type=Path, nargs="+", help="checkouts")
    parser.add_argument("--text", type=Path, help="a text file, plain or .gz")
    parser.add_argument("--mb", type=float, default=4.0, help="million characters (default 4)")
    options = parser.parse_args()
    options.text = options.text or next(RAW.glob(f"{options.language}_*.txt.gz"), None)
    if options.text is None:
        parser.error("no raw text beside the checkout: give --text")
    return options


def start(tree: Path, options: argparse.Namespace) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, options.language, str(options.text.resolve()), str(options.mb)]
    paths = {**os.environ, "PYTHONPATH": str((tree / "src").resolve())}
    return subprocess.Popen(command, cwd=tree, env=paths, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(worker: subprocess.Popen[str], number: int) -> None:
    assert worker.stdin is not None
    worker.stdin.write(f"{number}\n")
    worker.stdin.flush()
    answer(worker)


def answer(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


def report(tree: Path, worker: subprocess.Popen[str]) -> None:
    assert worker.stdin is not None
    worker.stdin.close()
    characters, seconds = json.loads(answer(worker))
    total = sum(seconds.values()) - seconds["sentences"]
    stages = "  ".join(f"{stage} {value:.2f}" for stage, value in seconds.items())
    print(f"{tree}: {characters / 1e6 / total:.3f} million characters per CPU second; seconds: {stages}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
