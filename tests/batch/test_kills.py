"""Runs that are killed or interrupted as processes of their own, and continued."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reportminer.batch import status

ROOT = Path(__file__).parent.parent.parent
RUN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background is deaf to it
sys.path.insert(0, {tests!r})
import reportminer.batch.outcome
from fake_miner import make_fake
reportminer.batch.outcome.default_miner = make_fake
from reportminer.cli import app
app(["run", {folder!r}, "--out", {out!r}, "--workers", "1", "--log-format", "json"])
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def started(folder: Path, out: Path) -> subprocess.Popen[str]:
    code = RUN.format(tests=str(ROOT / "tests"), folder=str(folder), out=str(out))
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)


def until(condition: Callable[[], object], patience: float = 60) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    """Three good documents and one, the last by path, that hangs."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"{number} Dörfer", encoding="utf-8")
    (folder / "z.txt").write_text("HANG", encoding="utf-8")
    return folder


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_is_finished(hanging: Path, tmp_path: Path, how: signal.Signals) -> None:
    run = started(hanging, tmp_path / "out")
    until(lambda: (hanging / ".z.txt.seen").exists())
    time.sleep(1)  # the other worker may still hold the last good document
    workers = children(run.pid)
    run.send_signal(how)
    _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "the same call goes on from there" in said
    until(lambda: not any(running(worker) for worker in workers))
    found = status(tmp_path / "out")
    assert (found.documents, found.waiting, found.running) == ({"ok": 3}, 1, False)


def test_workers_do_not_outlive_a_killed_run(hanging: Path, tmp_path: Path) -> None:
    run = started(hanging, tmp_path / "out")
    until(lambda: (hanging / ".z.txt.seen").exists())
    workers = children(run.pid)
    run.kill()
    run.communicate(timeout=30)
    until(lambda: not any(running(worker) for worker in workers))
    (hanging / "z.txt").write_text("4 Dörfer", encoding="utf-8")
    again = started(hanging, tmp_path / "out")
    _, said = again.communicate(timeout=60)
    assert again.returncode == 0, said
    assert json.loads(said.splitlines()[-1])["documents"] == {"ok": 4}


@pytest.mark.slow
def test_killed_runs_end_with_the_same_tables() -> None:
    """``benchmarks/kills.py --runs 100`` is the whole of it."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
    told = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "kills.py"), "--runs", "6"],
        capture_output=True, text=True, env=environment, timeout=600,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    assert json.loads(told.stdout)["identical"] == 6
