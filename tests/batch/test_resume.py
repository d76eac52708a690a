"""A run on a folder that another run has left: only what is new is read, and the tables are those of a fresh run."""

from __future__ import annotations

import csv
import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from fake_miner import FakeMiner, make_fake
from reportminer.batch import RunResult, dry_run, run, status, texts
from reportminer.batch.engine import Outcome, Serial
from reportminer.batch.lock import locked
from reportminer.batch.walk import Job
from reportminer.config import Config
from reportminer.errors import InputError, OutputError, ReportMinerError
from reportminer.schema import TABLES

HERE = Config(workers=0)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "a").mkdir(parents=True)
    for number in range(6):
        (folder / "a" / f"{number}.txt").write_text(f"Es gab {number} Dörfer in Hanoi, Nr. {number % 2}, {{20{number:02}}}.")
    (folder / "z.txt").write_text("odd 77")
    return folder


class Counting(Serial):
    """Mines here and remembers what it was asked for; ``stop`` interrupts it after so many documents."""

    def __init__(self, stop: int | None = None, error: type[BaseException] = KeyboardInterrupt) -> None:
        super().__init__(make_fake, HERE)
        self.asked: list[str] = []
        self._stop, self._error = stop, error

    def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        for done in super().map(jobs):
            if self._stop is not None and len(self.asked) >= self._stop:
                raise self._error("stopped")
            self.asked.append(done.path)
            yield done


def mined(folder: Path, out: Path, **known: object) -> tuple[RunResult, list[str]]:
    engine = Counting()
    result = run([folder], out, HERE, engine=engine, **known)  # type: ignore[arg-type]
    return result, engine.asked


def tables(out: Path) -> dict[str, bytes]:
    return {name: (out / f"{name}.csv").read_bytes() for name in TABLES}


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_fresh(folder: Path, out: Path, fresh: Path) -> bool:
    shutil.rmtree(fresh, ignore_errors=True)
    mined(folder, fresh)
    return tables(out) == tables(fresh)


@pytest.fixture
def out(reports: Path, tmp_path: Path) -> Path:
    mined(reports, tmp_path / "out")
    return tmp_path / "out"


# what is read again


def test_a_second_run_reads_nothing_and_writes_nothing(reports: Path, out: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.csv")}
    result, asked = mined(reports, out)
    assert asked == []
    assert (result.documents["ok"], result.rows["figures"], result.mined) == (7, 13, 0)
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("*.csv")} == before


def test_new_changed_and_removed_files(reports: Path, out: Path, tmp_path: Path) -> None:
    (reports / "a" / "9.txt").write_text("9 neue")
    (reports / "a" / "1.txt").write_text("nun 1234 Dörfer")
    (reports / "a" / "2.txt").unlink()
    result, asked = mined(reports, out)
    assert asked == ["a/1.txt", "a/9.txt"]
    assert result.scan is not None
    assert (result.scan.new, result.scan.changed, result.scan.removed) == (1, 1, 1)
    assert "a/2.txt" not in [row["path"] for row in table(out, "documents")]
    assert as_fresh(reports, out, tmp_path / "fresh")


def test_a_change_that_keeps_size_and_time_so_fresh_is_seen(reports: Path, out: Path, tmp_path: Path) -> None:
    file = reports / "z.txt"
    known = file.stat()
    file.write_text("odd 78")
    os.utime(file, ns=(known.st_atime_ns, known.st_mtime_ns))
    assert mined(reports, out)[1] == ["z.txt"]


def test_the_same_bytes_under_another_time_or_inode_are_not_read_again(reports: Path, out: Path) -> None:
    for file in reports.rglob("*.txt"):
        os.utime(file, (1, 1))
    shutil.copytree(reports, reports.parent / "copy")
    assert mined(reports.parent / "copy", out)[1] == []


def test_tables_that_somebody_changed_are_written_anew(reports: Path, out: Path) -> None:
    before = tables(out)
    (out / "figures.csv").write_text("mine")
    (out / "dates.csv").unlink()
    assert mined(reports, out)[1] == []
    assert tables(out) == before


def test_a_lost_part_is_read_again(reports: Path, out: Path, tmp_path: Path) -> None:
    for part in (out / ".reportminer" / "parts").rglob("*.part"):
        part.unlink()
    (reports / "z.txt").unlink()
    assert len(mined(reports, out)[1]) == 6
    assert as_fresh(reports, out, tmp_path / "fresh")


def test_a_flipped_bit_in_a_part_is_noticed(reports: Path, out: Path, tmp_path: Path) -> None:
    (part,) = (out / ".reportminer" / "parts").rglob("*.part")
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    (reports / "9.txt").write_text("9")
    assert len(mined(reports, out)[1]) == 8
    assert as_fresh(reports, out, tmp_path / "fresh")


def test_parts_without_a_living_document_go(reports: Path, out: Path) -> None:
    for number in range(5):
        (reports / "z.txt").write_text(f"odd {number}00")
        mined(reports, out)
    assert len(list((out / ".reportminer" / "parts").rglob("*.part"))) == 2


# copies


def test_copies_follow_the_first_path(reports: Path, out: Path, tmp_path: Path) -> None:
    (reports / "b.txt").write_text("odd 77")
    result, asked = mined(reports, out)
    assert (asked, result.documents["duplicate"]) == (["b.txt"], 1)
    assert {row["path"]: row["status"] for row in table(out, "documents")}["z.txt"] == "duplicate"
    assert as_fresh(reports, out, tmp_path / "fresh")
    (reports / "y.txt").write_text("odd 77")
    (reports / "b.txt").unlink()
    assert mined(reports, out)[1] == ["y.txt"]
    assert as_fresh(reports, out, tmp_path / "fresh")
    (reports / "y.txt").unlink()
    assert mined(reports, out)[1] == ["z.txt"]
    assert as_fresh(reports, out, tmp_path / "fresh")


# interruptions


@pytest.mark.parametrize("error", [KeyboardInterrupt, ReportMinerError, RuntimeError])
@pytest.mark.parametrize("stop", [0, 3, 6])
def test_an_interrupted_run_goes_on(reports: Path, tmp_path: Path, stop: int, error: type[BaseException]) -> None:
    out = tmp_path / "out"
    with pytest.raises(error):
        run([reports], out, HERE, engine=Counting(stop, error))
    assert not list(out.glob("*.csv"))
    assert (sum(status(out).documents.values()), status(out).waiting) == (stop, 7 - stop)
    assert status(out).tables == "outdated"
    assert len(mined(reports, out)[1]) == 7 - stop
    assert as_fresh(reports, out, tmp_path / "fresh")
    assert status(out).tables == "current"


def test_an_interrupted_run_leaves_the_old_tables(reports: Path, out: Path) -> None:
    before = tables(out)
    (reports / "9.txt").write_text("9")
    with pytest.raises(KeyboardInterrupt):
        run([reports], out, HERE, engine=Counting(0))
    assert tables(out) == before


@pytest.mark.parametrize("calls", range(4))
def test_a_kill_between_two_renames_is_made_good(
    reports: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    (reports / "9.txt").write_text("9")
    real, left = Path.replace, [calls]

    def dying(self: Path, target: Path) -> Path:
        if self.suffix == ".csv":
            if not left[0]:
                raise SystemExit
            left[0] -= 1
        return real(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    with pytest.raises(SystemExit):
        mined(reports, out)
    monkeypatch.undo()
    assert mined(reports, out)[1] == []
    assert as_fresh(reports, out, tmp_path / "fresh")


def test_an_engine_that_forgets_documents_is_named(reports: Path, tmp_path: Path) -> None:
    class Lazy(Counting):
        def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
            next(iter(jobs))
            return super().map(jobs)

    with pytest.raises(ReportMinerError, match="nothing for 1 documents"):
        run([reports], tmp_path / "out", HERE, engine=Lazy())


@pytest.mark.parametrize("seed", range(5))
def test_bytes_do_not_depend_on_the_order_of_arrival_nor_on_the_parts(
    reports: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    class Shuffling(Counting):
        def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
            done = list(super().map(jobs))
            random.Random(seed).shuffle(done)
            return iter(done)

    monkeypatch.setattr("reportminer.batch.parts._DOCUMENTS", seed + 1)
    run([reports], tmp_path / "other", HERE, engine=Shuffling())
    assert len(list((tmp_path / "other").rglob("*.part"))) == -(-7 // (seed + 1))
    assert tables(tmp_path / "other") == tables(out)


# another configuration


def test_other_settings_are_refused_unless_forced(reports: Path, out: Path) -> None:
    before = tables(out)
    with pytest.raises(OutputError, match=r"language was not set and is de.*--force"):
        run([reports], out, Config(workers=0, language="de"), engine=Counting())
    with pytest.raises(OutputError, match="--force"):
        dry_run([reports], out, Config(workers=0, models=False))
    assert tables(out) == before
    engine = Counting()
    run([reports], out, Config(workers=0, language="de"), engine=engine, force=True)
    assert len(engine.asked) == 7


def test_settings_that_change_no_row_are_free(reports: Path, out: Path) -> None:
    engine = Counting()
    run([reports], out, Config(workers=1, timeout=7), engine=engine)
    assert engine.asked == []


def test_another_version_is_refused(reports: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportminer.batch.fingerprint.version", lambda: "9.9")
    with pytest.raises(OutputError, match=r"the version was .* and is 9\.9"):
        mined(reports, out)


def test_failed_documents_stay_failed_until_asked_for(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (reports / "bad.txt").write_text("RAISE")
    assert mined(reports, out)[0].documents["failed"] == 1
    assert mined(reports, out)[1] == []
    assert mined(reports, out, retry_failed=True)[1] == ["bad.txt"]


# looking without touching


def test_a_dry_run_writes_nothing(reports: Path, tmp_path: Path) -> None:
    seen = dry_run([reports], tmp_path / "out", HERE)
    assert (seen.files, seen.new, seen.waiting) == (7, 7, 7)
    assert not (tmp_path / "out").exists()


def test_a_dry_run_sees_changes_and_leaves_them(reports: Path, out: Path) -> None:
    (reports / "z.txt").write_text("odd 790")
    (reports / "a" / "1.txt").unlink()
    for _ in range(2):
        seen = dry_run([reports], out, HERE)
        assert (seen.files, seen.changed, seen.removed, seen.waiting) == (6, 1, 1, 1)


def test_status_of_a_stranger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run has written"):
        status(tmp_path)


def test_texts_are_those_of_the_rows(reports: Path, out: Path) -> None:
    (reports / "copy.txt").write_text("odd 77")
    mined(reports, out)
    known = dict(texts(out))
    paths = {row["doc_id"]: row["path"] for row in table(out, "documents") if row["status"] == "ok"}
    assert set(known) == set(paths.values())
    for row in table(out, "figures"):
        assert known[paths[row["doc_id"]]][int(row["start"]) : int(row["end"])] == row["text"]


# when the ground moves


def test_two_runs_on_one_output(reports: Path, out: Path) -> None:
    with locked(out / ".reportminer" / "lock", out):
        assert status(out).running
        with pytest.raises(OutputError, match=rf"another run \(process {os.getpid()}\) is writing"):
            mined(reports, out)
    assert not status(out).running
    mined(reports, out)


def test_inputs_that_vanish_leave_the_tables(reports: Path, out: Path) -> None:
    before = tables(out)
    shutil.rmtree(reports)
    reports.mkdir()
    with pytest.raises(InputError, match="no files"):
        mined(reports, out)
    assert tables(out) == before


def full_disk(*_known: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("where", ["reportminer.writers.atomic.sync", "reportminer.batch.publish.sync"])
def test_a_full_disk(reports: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    before = tables(out)
    (reports / "9.txt").write_text("9")
    monkeypatch.setattr(where, full_disk)
    with pytest.raises(OutputError, match=r"No space left on device; what is finished is kept"):
        mined(reports, out)
    assert tables(out) == before
    monkeypatch.undo()
    mined(reports, out)
    assert as_fresh(reports, out, tmp_path / "fresh")
    assert not list(out.rglob("*.tmp"))


@pytest.mark.parametrize("moment", [0, 3])
def test_an_output_folder_that_is_deleted(reports: Path, tmp_path: Path, moment: int) -> None:
    out = tmp_path / "out"

    class Deleting(Counting):
        def map(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
            for number, done in enumerate(super().map(jobs)):
                if number == moment:
                    shutil.rmtree(out)
                yield done

    with pytest.raises(OutputError, match="was deleted while the run was writing"):
        run([reports], out, HERE, engine=Deleting())
    assert not out.exists()
    mined(reports, out)


def test_a_journal_that_is_none(reports: Path, out: Path) -> None:
    (out / ".reportminer" / "journal.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 9)
    with pytest.raises(OutputError, match=r"journal of .* is damaged"):
        mined(reports, out)
    assert len(mined(reports, out, force=True)[1]) == 7


def test_a_journal_of_another_format(reports: Path, out: Path) -> None:
    with sqlite3.connect(out / ".reportminer" / "journal.sqlite") as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
    with pytest.raises(OutputError, match="journal format 99"):
        mined(reports, out)


def test_an_output_path_that_is_a_file(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="cannot write to"):
        mined(reports, tmp_path / "out")


def test_file_names_need_not_be_text(reports: Path, tmp_path: Path) -> None:
    try:
        (reports / os.fsdecode(b"b\xff.txt")).write_text("5")
    except OSError:
        pytest.skip("this file system wants text")
    assert b"b\\udcff.txt" in (mined(reports, tmp_path / "out")[0].files["documents.csv"]).read_bytes()


def test_an_unreadable_miner_changes_nothing(reports: Path, out: Path) -> None:
    """Nothing waits, so nothing is loaded."""

    def never(_config: Config) -> FakeMiner:
        raise AssertionError

    make: Callable[[Config], FakeMiner] = never
    assert run([reports], out, HERE, make_miner=make).mined == 0
