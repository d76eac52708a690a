"""The command line: what it prints, its exit codes, and that every command is documented."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from fake_miner import make_fake, mined
from reportminer.batch import RunResult
from reportminer.batch.engine import outcome
from reportminer.cli import app
from reportminer.progress import EVERY_SECONDS, Bar, Lines, Silent, summary, watcher_for
from reportminer.schema import TABLES
from reportminer.show import marked

README = Path(__file__).parent.parent / "README.md"
# CI has no terminal; some CI services still ask for colours.
PLAIN = {"NO_COLOR": "1", "FORCE_COLOR": "", "TERM": "dumb"}


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportminer.batch.outcome.default_miner", make_fake)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "in" / "a.txt"
    file.parent.mkdir()
    file.write_text("Es gab 5 Dörfer in Hanoi.", encoding="utf-8")
    return file


def call(*args: object) -> Result:
    return CliRunner(env=PLAIN).invoke(app, [str(arg) for arg in args])


def commands() -> list[str]:
    return sorted(get_command(app).commands)  # type: ignore[attr-defined]  # the app is a group


def test_the_commands_are_known() -> None:
    assert commands() == [
        "doctor", "evaluate", "export", "graph", "languages", "run", "schema", "show", "status", "train", "validate",
    ]  # fmt: skip


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"reportminer {command}\b", README.read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", commands())
def test_every_command_helps(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, reportminer.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"spacy", "pandas", "regex", "pypdfium2", "numpy", "rich"} & set(loaded)


# run


def test_run_writes_tables_and_a_summary_to_stderr(report: Path, tmp_path: Path) -> None:
    result = call("run", report.parent, "--out", tmp_path / "out", "--workers", 0)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "documents  1 (1 ok)" in result.stderr
    assert "1 figures" in result.stderr
    assert len(list((tmp_path / "out").glob("*.csv"))) == len(TABLES)


def test_run_can_be_quiet_and_use_processes(report: Path, tmp_path: Path) -> None:
    result = call("run", report, "--out", tmp_path / "out", "--quiet", "--workers", 1)
    assert (result.exit_code, result.output) == (0, "")


def test_run_tells_of_errors_by_its_exit_code(report: Path, tmp_path: Path) -> None:
    (report.parent / "bad.txt").write_text("RAISE")
    result = call("run", report.parent, "--out", tmp_path / "out", "--workers", 0)
    assert result.exit_code == 1
    assert "1 failed" in result.stderr


def test_run_is_good_with_warnings(report: Path, tmp_path: Path) -> None:
    report.write_text("odd 5")
    assert call("run", report, "--out", tmp_path / "out", "--workers", 0).exit_code == 0


def test_run_writes_the_formats_asked_for(report: Path, tmp_path: Path) -> None:
    call("run", report, "--out", tmp_path / "out", "--workers", 0, "--formats", "csv,parquet")
    assert (tmp_path / "out" / "figures.parquet").exists()
    call("run", report, "--out", tmp_path / "out", "--workers", 0, "--formats", "parquet")
    assert not list((tmp_path / "out").glob("*.csv"))
    call("run", report, "--out", tmp_path / "out", "--workers", 0)
    assert {path.suffix for path in (tmp_path / "out").glob("*.*")} >= {".csv", ".json"}
    assert not list((tmp_path / "out").glob("*.parquet"))


def test_run_goes_on_and_says_so(report: Path, tmp_path: Path) -> None:
    call("run", report.parent, "--out", tmp_path / "out", "--workers", 0)
    (report.parent / "b.txt").write_text("6")
    planned = call("run", report.parent, "--out", tmp_path / "out", "--dry-run")
    assert planned.stdout == "2 files: 1 new, 0 changed, 0 removed, 0 duplicates; a run would read 1\n"
    result = call("run", report.parent, "--out", tmp_path / "out", "--workers", 0)
    assert "documents  2 (2 ok)" in result.stderr
    assert "1 were read before" in result.stderr


def test_run_refuses_other_settings_unless_forced(report: Path, tmp_path: Path) -> None:
    call("run", report, "--out", tmp_path / "out", "--workers", 0)
    refused = call("run", report, "--out", tmp_path / "out", "--workers", 0, "--language", "de")
    assert refused.exit_code == 2
    assert "language was not set and is de" in refused.stderr
    assert call("run", report, "--out", tmp_path / "out", "--workers", 0, "--language", "de", "--force").exit_code == 0


def test_run_logs_json(report: Path, tmp_path: Path) -> None:
    (report.parent / "bad.txt").write_text("RAISE")
    result = call("run", report.parent, "--out", tmp_path / "out", "--workers", 0, "--log-format", "json")
    events = [json.loads(text) for text in result.stderr.splitlines()]
    assert [event["event"] for event in events] == ["begin", "failure", "end", "summary"]
    assert (events[1]["path"], events[1]["problem"]) == ("bad.txt", "crash: RuntimeError: the reader broke")
    assert events[-1]["documents"] == {"failed": 1, "ok": 1}
    again = call("run", report.parent, "--out", tmp_path / "out", "--workers", 0, "--retry-failed")
    assert again.exit_code == 1


def test_status_tells_how_far_a_run_is(report: Path, tmp_path: Path) -> None:
    call("run", report, "--out", tmp_path / "out", "--workers", 0)
    said = call("status", tmp_path / "out").stdout
    assert "documents  1 finished (1 ok), 0 waiting" in said
    assert "up to date" in said
    (tmp_path / "out" / "dates.csv").unlink()
    assert json.loads(call("status", tmp_path / "out", "--json").stdout)["tables"] == "changed"
    assert call("status", tmp_path).exit_code == 2


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (["--language", "fr"], "language must be one of de, vi"),
        (["--reference-date", "gestern"], "'gestern' is not a date"),
        (["--config", "nowhere.toml"], "cannot read the config file nowhere.toml"),
        (["--workers", "-2"], "workers must be 0"),
        (["--timeout", "0"], "timeout must be more than 0"),
        (["--formats", "csv,doc"], "formats must be some of csv, parquet, not csv, doc"),
        (["--log-format", "xml"], "--log-format takes `text` or `json`"),
    ],
)
def test_bad_settings_are_one_sentence(report: Path, tmp_path: Path, extra: list[str], message: str) -> None:
    result = call("run", report, "--out", tmp_path / "out", *extra)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_bad_config_key_names_the_right_one(report: Path, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("langauge = 'de'")
    result = call("run", report, "--out", tmp_path / "out", "--config", tmp_path / "c.toml")
    assert result.exit_code == 2
    assert "did you mean 'language'?" in result.stderr


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    result = call("run", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "there is no file or folder" in result.stderr


def test_an_unwritable_output_is_named(report: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    result = call("run", report, "--out", tmp_path / "out", "--workers", 0)
    assert result.exit_code == 2
    assert "cannot write to" in result.stderr


def test_a_missing_option_is_a_usage_error(report: Path) -> None:
    assert call("run", report).exit_code == 2


def test_an_interrupted_run_says_so(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_config: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reportminer.batch.outcome.default_miner", interrupt)
    result = call("run", report, "--out", tmp_path / "out", "--workers", 0)
    assert result.exit_code == 130
    assert not list((tmp_path / "out").glob("*.csv"))


# show


def test_show_marks_the_text_and_prints_tables(report: Path) -> None:
    result = call("show", report, "--no-color")
    assert result.exit_code == 0
    assert "Es gab [f1 5] Dörfer in [e1 Hanoi]." in result.stdout
    assert "figures" in result.stdout
    assert "\x1b" not in result.stdout


def test_show_prints_json(report: Path) -> None:
    shown = json.loads(call("show", report, "--json").stdout)
    assert shown["figures"][0]["value"] == "5"
    assert set(shown) == {"documents", "figures", "dates", "resolutions", "entities", "problems"}


def test_show_prints_one_table(report: Path) -> None:
    result = call("show", report, "--table", "entities")
    assert "Hà Nội" in result.stdout
    assert "Dörfer" not in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere.txt"], "no file or folder"),
        (["."], "is a folder"),
        (["x", "--table", "figure"], "did you mean 'figures'"),
    ],
)
def test_show_names_mistakes(args: list[str], message: str) -> None:
    result = call("show", *args)
    assert result.exit_code == 2
    assert message in result.stderr


def test_show_of_a_bad_document_ends_with_one(report: Path) -> None:
    report.write_text("RAISE")
    result = call("show", report)
    assert result.exit_code == 1
    assert "the reader broke" in result.stdout


def test_terminal_commands_in_a_document_are_dirt() -> None:
    told = marked(mined("a\x1b[31m 5"), colour=False).plain
    assert "\x1b" not in told
    assert told.endswith("[f1 5]")


def test_colours_stand_on_the_mentions() -> None:
    text = marked(mined("Es gab 5 Dörfer."), colour=True)
    assert [(span.start, span.end) for span in text.spans] == [(7, 8)]


# the rest


def test_evaluate_prints_scores(tmp_path: Path) -> None:
    row = {"start": 0, "end": 1, "text": "5", "value": "6", "kind": "count"}
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"id": "t", "lang": "de", "text": "5 Dörfer", "figures": [row]}), encoding="utf-8")
    plain = call("evaluate", gold, "--errors", 1)
    assert plain.exit_code == 0
    assert "figures.value wrong: gold 6 '5' | predicted 5 '5'" in plain.stdout
    assert json.loads(call("evaluate", gold, "--json").stdout)["texts"] == 1


def test_evaluate_names_bad_gold(tmp_path: Path) -> None:
    result = call("evaluate", tmp_path)
    assert result.exit_code == 2
    assert "holds no gold" in result.stderr


def test_schema_lists_tables_and_columns() -> None:
    assert call("schema").stdout.split()[0] == "documents"
    assert "EDTF" in call("schema", "dates").stdout
    assert json.loads(call("schema", "--json").stdout)[1]["name"] == "figures"
    wrong = call("schema", "date")
    assert wrong.exit_code == 2
    assert "did you mean 'dates'?" in wrong.stderr


def test_doctor_and_languages_say_what_is_there() -> None:
    told = call("doctor").stdout
    assert all(word in told for word in ("python", "tesseract", "language de", "language vi", "engine"))
    assert [line.split()[0] for line in call("languages").stdout.splitlines()] == ["de", "vi"]


def test_languages_work_without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _tool: None)
    assert "deu missing" in call("languages").stdout
    assert "not installed" in call("doctor").stdout


def test_python_dash_m_is_the_command_line() -> None:
    told = subprocess.run([sys.executable, "-m", "reportminer", "schema"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("documents")


# progress


def test_lines_speak_now_and_then() -> None:
    now = [0.0]
    stream = io.StringIO()
    lines = Lines(stream, clock=lambda: now[0])
    lines.begin(4)
    lines.step(outcome(mined("5")))
    assert stream.getvalue() == ""
    now[0] = EVERY_SECONDS
    lines.step(outcome(mined("6 7")))
    lines.end()
    assert stream.getvalue() == "2/4 files, 3 rows, 0.1 files/s, about 30 s left, no problems\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_fits_the_stream() -> None:
    assert isinstance(watcher_for(quiet=True), Silent)
    assert isinstance(watcher_for(quiet=False, stream=io.StringIO()), Lines)
    assert isinstance(watcher_for(quiet=False, stream=Terminal()), Bar)


def test_the_bar_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Bar()
    bar.begin(1)
    bar.step(outcome(mined("5 6")))
    bar.end()
    said = capsys.readouterr()
    assert said.out == ""
    assert "2 rows" in said.err


def test_the_summary_counts() -> None:
    result = RunResult(Counter(ok=1), problems=Counter(warning=1), mined=1, seconds=1.25)
    assert summary(result).splitlines()[0] == "documents  1 (1 ok) in 1.2 s"
    assert "0 errors, 1 warnings" in summary(result)
