"""Inputs and outputs behind URIs: ``memory://`` in one process, ``file://`` across processes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import fsspec
import pytest

from fake_miner import FakeMiner
from reportminer.batch import remote
from reportminer.batch.runner import dry_run, run
from reportminer.batch.walk import OUTPUT_NAMES
from reportminer.config import Config
from reportminer.errors import InputError, OutputError

TEXTS = {
    "a.txt": "Die Provinz zählt 12 Gemeinden.",
    "b/c.txt": "Im Kreis gibt es 7 Schulen.",
    "b/d.md": "Es sind 9 Dörfer.",
}


@pytest.fixture
def bucket() -> str:
    system = fsspec.filesystem("memory")
    system.store.clear()
    for name, text in TEXTS.items():
        system.pipe(f"/bucket/{name}", text.encode())
    system.pipe("/bucket/.hidden/x.txt", b"hidden")
    return "memory://bucket"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "in"


def tables(folder: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes() for file in folder.iterdir() if file.name in OUTPUT_NAMES and file.suffix == ".csv"
    }


def one_process() -> Config:
    return Config(models=False, workers=0)


def test_a_bucket_gives_the_same_tables_as_a_folder(bucket: str, folder: Path, tmp_path: Path) -> None:
    far = run([bucket], tmp_path / "far", one_process())
    run([folder], tmp_path / "near", one_process())
    assert far.documents["ok"] == len(TEXTS)
    assert tables(tmp_path / "far") == tables(tmp_path / "near")


def test_workers_fetch_their_files(folder: Path, tmp_path: Path) -> None:
    run([f"file://{folder}"], tmp_path / "far", Config(models=False, workers=2), make_miner=FakeMiner)
    run([folder], tmp_path / "near", one_process(), make_miner=FakeMiner)
    assert tables(tmp_path / "far") == tables(tmp_path / "near")


def test_only_what_is_new_or_changed_is_read_again(bucket: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([bucket], out, one_process())
    assert run([bucket], out, one_process()).mined == 0
    fsspec.filesystem("memory").pipe("/bucket/a.txt", "Die Provinz zählt 13 Gemeinden.".encode())
    assert run([bucket], out, one_process()).mined == 1
    assert dry_run([bucket], out, one_process()).waiting == 0


def test_tables_are_published_behind_a_uri(folder: Path, tmp_path: Path) -> None:
    fsspec.filesystem("memory").store.clear()
    result = run([folder], "memory://results/2024", one_process(), work=tmp_path / "work")
    system = fsspec.filesystem("memory")
    names = {Path(path).name for path in system.find("/results/2024")}
    assert names == set(result.files)
    assert system.cat("/results/2024/figures.csv") == (tmp_path / "work" / "figures.csv").read_bytes()
    assert run([folder], "memory://results/2024", one_process(), work=tmp_path / "work").mined == 0


def test_single_files_and_patterns(bucket: str, tmp_path: Path) -> None:
    found = remote.RemoteInputs([f"{bucket}/b/*.txt"], 1000)
    assert [entry.path for entry in found] == ["c.txt"]
    found = remote.RemoteInputs([f"{bucket}/a.txt", f"{bucket}/b"], 1000)
    assert sorted(entry.path for entry in found) == ["a.txt", "b/c.txt", "b/d.md"]


def test_a_file_that_is_gone_or_too_large_costs_one_problem(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsspec.filesystem("memory").pipe("/bucket/large.txt", b"x" * 5000)
    whole = remote.RemoteInputs.job

    def gone(self: remote.RemoteInputs, path: str) -> Any:
        if path == "a.txt":
            fsspec.filesystem("memory").rm("/bucket/a.txt")
        return whole(self, path)

    monkeypatch.setattr(remote.RemoteInputs, "job", gone)
    result = run([bucket], tmp_path / "out", Config(models=False, workers=0, max_bytes=4000))
    problems = (tmp_path / "out" / "problems.csv").read_text("utf-8")
    assert result.documents["failed"] == 2
    assert "unreadable" in problems
    assert "too_large" in problems


@pytest.mark.parametrize(
    "inputs", [["memory://nowhere"], ["memory://bucket", "corpus"], ["memory://bucket", "file:///tmp"]]
)
def test_wrong_inputs_are_the_callers_mistake(bucket: str, tmp_path: Path, inputs: list[str]) -> None:
    with pytest.raises(InputError):
        run(inputs, tmp_path / "out", one_process())


def test_a_protocol_without_a_driver_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere://"):
        run(["nowhere://bucket"], tmp_path / "out", one_process())
    with pytest.raises(OutputError, match="nowhere://"):
        run([folder], "nowhere://bucket", one_process(), work=tmp_path / "work")


def test_without_the_extra_the_message_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(InputError, match=r"reportminer\[remote\]"):
        run(["memory://bucket"], tmp_path / "out", one_process())
