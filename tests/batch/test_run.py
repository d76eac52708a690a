"""Batches: which files, who is blamed for a death, and the same bytes whoever mines."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_miner import make_broken, make_dying, make_fake, make_slow_to_load
from reportminer.batch import RunResult, find_jobs, run
from reportminer.batch.engine import Outcome
from reportminer.batch.pool import Pool
from reportminer.config import Config
from reportminer.errors import InputError, ReportMinerError
from reportminer.schema import TABLES

HERE = Config(workers=0)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    texts = {"b.txt": "Es gab 5 Dörfer.", "a/deep/x.txt": "Hanoi {2024} Nr. 7.", "a/y.txt": "odd 12", "c.txt": "8"}
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(out: Path) -> dict[str, bytes]:
    return {name: (out / f"{name}.csv").read_bytes() for name in TABLES}


def mined(folder: Path, out: Path, config: Config = HERE, **known: object) -> RunResult:
    return run([folder], out, config, make_miner=make_fake, **known)  # type: ignore[arg-type]


# which files


def test_folders_are_walked_in_order_without_hidden_files(reports: Path) -> None:
    (reports / ".hidden").write_text("1")
    (reports / ".git").mkdir()
    (reports / ".git" / "x").write_text("1")
    (reports / "out").mkdir()
    (reports / "out" / "figures.csv").write_text("1")
    assert [job.path for job in find_jobs([reports], skip=reports / "out")] == [
        "a/deep/x.txt",
        "a/y.txt",
        "b.txt",
        "c.txt",
    ]


def test_several_inputs_share_a_root_and_no_file_comes_twice(reports: Path) -> None:
    jobs = find_jobs([reports / "a", reports / "a" / "y.txt", reports / "b.txt"])
    assert [job.path for job in jobs] == ["a/deep/x.txt", "a/y.txt", "b.txt"]


def test_one_file_stands_under_its_name(reports: Path) -> None:
    assert [job.path for job in find_jobs([reports / "a" / "y.txt"])] == ["y.txt"]


def test_missing_inputs_are_named(reports: Path) -> None:
    with pytest.raises(InputError, match=r"no file or folder .*nowhere"):
        find_jobs([reports, reports / "nowhere"])


def test_a_loop_of_links_ends(reports: Path) -> None:
    (reports / "a" / "loop").symlink_to(reports, target_is_directory=True)
    assert len(find_jobs([reports])) == 4


def test_tables_of_an_earlier_run_are_not_inputs(reports: Path) -> None:
    mined(reports, reports)
    before = tables(reports)
    mined(reports, reports)
    assert tables(reports) == before


def test_only_equal_bytes_are_duplicates(reports: Path, tmp_path: Path) -> None:
    (reports / "z.txt").write_text("8")
    (reports / "same_size.txt").write_text("9")
    (reports / "empty1").touch()
    (reports / "empty2").touch()
    result = mined(reports, tmp_path / "out")
    assert result.documents == {"ok": 7, "duplicate": 1}


# one run


def test_a_run_writes_all_tables(reports: Path, tmp_path: Path) -> None:
    result = mined(reports, tmp_path / "out")
    assert (result.ok, result.documents["ok"], result.rows["figures"]) == (True, 4, 4)
    assert [row["path"] for row in table(tmp_path / "out", "documents")] == [
        "a/deep/x.txt",
        "a/y.txt",
        "b.txt",
        "c.txt",
    ]
    assert [row["text"] for row in table(tmp_path / "out", "figures")] == ["7", "12", "5", "8"]


def test_duplicates_are_mined_once_and_listed(reports: Path, tmp_path: Path) -> None:
    (reports / "z.txt").write_text("8")
    result = mined(reports, tmp_path / "out")
    last = table(tmp_path / "out", "documents")[-1]
    assert (last["path"], last["status"], last["figures"], last["format"]) == ("z.txt", "duplicate", "", "txt")
    assert (result.ok, result.documents["duplicate"], result.rows["figures"]) == (True, 1, 4)
    assert "c.txt" in next(row["message"] for row in table(tmp_path / "out", "problems") if row["code"] == "duplicate")


def test_a_miner_that_raises_is_a_failed_document(reports: Path, tmp_path: Path) -> None:
    (reports / "bad.txt").write_text("RAISE")
    result = mined(reports, tmp_path / "out")
    (problem,) = [row for row in table(tmp_path / "out", "problems") if row["severity"] == "error"]
    assert not result.ok
    assert (problem["path"], problem["code"]) == ("bad.txt", "crash")
    assert problem["message"] == "RuntimeError: the reader broke"
    assert result.documents == {"ok": 4, "failed": 1}


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no files in"):
        mined(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


class Notes:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def begin(self, files: int) -> None:
        self.heard.append(f"begin {files}")

    def step(self, outcome: Outcome) -> None:
        self.heard.append(outcome.path)

    def end(self) -> None:
        self.heard.append("end")


def test_a_watcher_hears_everything(reports: Path, tmp_path: Path) -> None:
    notes = Notes()
    mined(reports, tmp_path / "out", watcher=notes)
    assert notes.heard == ["begin 4", "a/deep/x.txt", "a/y.txt", "b.txt", "c.txt", "end"]
    mined(reports, tmp_path / "out", watcher=notes)
    assert notes.heard[-2:] == ["begin 0", "end"]


# processes


def test_bytes_do_not_depend_on_the_number_of_workers(reports: Path, tmp_path: Path) -> None:
    (reports / "z.txt").write_text("8")
    (reports / "bad.txt").write_text("RAISE")
    for workers in (0, 1, 2):
        mined(reports, tmp_path / str(workers), Config(workers=workers))
    assert tables(tmp_path / "0") == tables(tmp_path / "1") == tables(tmp_path / "2")


def test_a_killer_is_blamed_and_nobody_else(reports: Path, tmp_path: Path) -> None:
    (reports / "killer.txt").write_text("KILL")
    result = mined(reports, tmp_path / "out", Config(workers=2))
    errors = [row for row in table(tmp_path / "out", "problems") if row["severity"] == "error"]
    assert [(row["path"], row["code"]) for row in errors] == [("killer.txt", "worker_died")]
    assert "SIGKILL" in errors[0]["message"]
    assert result.documents == {"ok": 4, "failed": 1}
    assert len(errors[0]["doc_id"]) == 16


def test_neighbours_of_killers_are_innocent(reports: Path, tmp_path: Path) -> None:
    for name in ("a0", "a1", "zz"):
        (reports / f"{name}.txt").write_text(f"KILL {name}")
    result = mined(reports, tmp_path / "out", Config(workers=1))
    assert result.documents == {"ok": 4, "failed": 3}


def test_a_document_that_dies_once_is_tried_again(reports: Path, tmp_path: Path) -> None:
    (reports / "once.txt").write_text("ONCE 99")
    result = mined(reports, tmp_path / "out", Config(workers=1))
    assert (result.ok, result.documents["ok"]) == (True, 5)


def test_a_document_that_hangs_is_given_up(reports: Path, tmp_path: Path) -> None:
    (reports / "hang.txt").write_text("HANG")
    started = time.monotonic()
    result = mined(reports, tmp_path / "out", Config(workers=2, timeout=0.4))
    assert time.monotonic() - started < 20
    errors = [row for row in table(tmp_path / "out", "problems") if row["severity"] == "error"]
    assert [(row["path"], row["code"], row["message"]) for row in errors] == [
        ("hang.txt", "timeout", "not done after 0.4 seconds; see --timeout")
    ]
    assert result.documents["ok"] == 4


def test_loading_does_not_count_as_mining(reports: Path, tmp_path: Path) -> None:
    result = run([reports], tmp_path / "out", Config(workers=1, timeout=0.3), make_miner=make_slow_to_load)
    assert result.documents == {"ok": 4}


@pytest.mark.parametrize(("make", "message"), [(make_broken, "no model found"), (make_dying, "exit code 3")])
def test_workers_that_cannot_start_stop_the_run(reports: Path, tmp_path: Path, make: object, message: str) -> None:
    with pytest.raises(ReportMinerError, match=message):
        run([reports], tmp_path / "out", Config(workers=1), make_miner=make)  # type: ignore[arg-type]
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".reportminer"]


def test_a_consumer_that_leaves_takes_the_workers_along(reports: Path) -> None:
    pool = Pool(make_fake, Config(workers=2))
    stream: Iterator[Outcome] = pool.map(find_jobs([reports]))
    next(stream)
    processes = [worker.process for worker in pool._workers]
    stream.close()  # type: ignore[attr-defined]  # a generator, whatever its annotation promises
    assert processes
    assert not any(process.is_alive() for process in processes)


def test_no_jobs_need_no_workers() -> None:
    assert list(Pool(make_dying, Config(workers=2)).map([])) == []
