"""What one document may cost, and what must not be opened: the rest of the batch goes on."""

from __future__ import annotations

import csv
import os
import sys
import time
from pathlib import Path

import pytest

from fake_miner import make_fake
from reportminer.batch import run
from reportminer.config import Config

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of the Linux kernel")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(f"Im Ort {name} sind es 12")
    return folder


def problems(reports: Path, out: Path, config: Config) -> dict[str, tuple[str, str]]:
    run([reports], out, config, make_miner=make_fake)
    with (out / "problems.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["path"]: (row["code"], row["message"]) for row in csv.DictReader(file) if row["severity"] == "error"
        }


def children() -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if state[1] == str(os.getpid()) and "spawn_main" in (entry / "cmdline").read_text():
                found.append(entry.name)
    return found


def test_memory_and_computing_time_end_one_document_each(reports: Path, tmp_path: Path) -> None:
    (reports / "eat.txt").write_text("EAT")
    (reports / "spin.txt").write_text("SPIN")
    started = time.monotonic()
    found = problems(reports, tmp_path / "out", Config(workers=2, memory=100, cpu=1, timeout=50))
    assert time.monotonic() - started < 50
    assert {path: code for path, (code, _) in found.items()} == {"eat.txt": "memory_limit", "spin.txt": "cpu_limit"}
    # Either the watcher saw it pass the limit or the system refused it more: both are the document's end.
    assert "memory" in found["eat.txt"][1] or "100 MiB" in found["eat.txt"][1]
    assert children() == []


def test_links_pipes_and_what_is_gone_are_named_and_not_opened(reports: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("99 Geheimnisse")
    (tmp_path / "elsewhere").mkdir()
    (reports / "out.txt").symlink_to(secret)
    (reports / "folder").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (reports / "device.txt").symlink_to("/dev/zero")
    (reports / "broken.txt").symlink_to(reports / "nothing.txt")
    (reports / "inside.txt").symlink_to(reports / "a.txt")
    os.mkfifo(reports / "pipe.txt")
    for workers in (0, 1):
        found = problems(reports, tmp_path / f"out{workers}", Config(workers=workers, timeout=20))
        assert {path for path, (code, _) in found.items() if code == "not_followed"} == {
            "out.txt", "folder", "device.txt", "pipe.txt",
        }  # fmt: skip
        assert set(found) - {"out.txt", "folder", "device.txt", "pipe.txt"} == {"broken.txt"}
        assert "Geheimnisse" not in (tmp_path / f"out{workers}" / "figures.csv").read_text(encoding="utf-8")


def test_a_link_that_the_user_names_is_read(reports: Path, tmp_path: Path) -> None:
    link = tmp_path / "links" / "a.txt"
    link.parent.mkdir()
    link.symlink_to(reports / "a.txt")
    assert run([link], tmp_path / "out", Config(workers=0), make_miner=make_fake).documents == {"ok": 1}
