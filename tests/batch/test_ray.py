"""Mining on a cluster gives the bytes of the serial run, and blames only the document that kills its worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fake_miner import make_fake, make_slow
from reportminer.batch import Outcome, run
from reportminer.batch.runner import Quiet
from reportminer.config import Config
from reportminer.schema import TABLES

pytestmark = pytest.mark.slow


class Killer(Quiet):
    """Does something once, when some documents are finished."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self.kill, self.steps, self.fired = kill, 0, False

    def step(self, outcome: Outcome) -> None:
        self.steps += 1
        if self.steps == 60:
            self.fired = True
            self.kill()


def test_a_cluster_gives_the_bytes_of_the_serial_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent), prepend=":")
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(f"Es gab {number} Dörfer in Hanoi.", encoding="utf-8")
    run([folder], tmp_path / "serial", Config(workers=0), make_miner=make_fake)
    (folder / "bad.txt").write_text("KILL")
    run([folder], tmp_path / "ray", Config(workers=2, engine="ray"), make_miner=make_fake)
    assert "worker_died" in (tmp_path / "ray" / "problems.csv").read_text()
    for name in set(TABLES) - {"documents", "problems"}:
        assert (tmp_path / "ray" / f"{name}.csv").read_bytes() == (tmp_path / "serial" / f"{name}.csv").read_bytes()


def test_a_worker_and_a_node_die_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent), prepend=":")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(240):
        (folder / f"{number:03}.txt").write_text(f"Es gab {number} Dörfer in Hanoi.", encoding="utf-8")
    (folder / "once.txt").write_text("ONCE 77 Dörfer")
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
        cluster.wait_for_nodes()
        ray.init(address=cluster.address, log_to_driver=False)
        seen = Killer(lambda: cluster.remove_node(nodes[1], allow_graceful=False))
        config = Config(workers=2, engine="ray", address=cluster.address)
        run([folder], tmp_path / "ray", config, make_miner=make_slow, watcher=seen)
    finally:
        ray.shutdown()
        cluster.shutdown()
    assert seen.fired
    # Now the document that killed its worker once is an honest one.
    run([folder], tmp_path / "serial", Config(workers=0), make_miner=make_fake)
    for name in TABLES:
        assert (tmp_path / "ray" / f"{name}.csv").read_bytes() == (tmp_path / "serial" / f"{name}.csv").read_bytes()
