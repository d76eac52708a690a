"""No network while a document is read: shown in processes of their own, because an audit hook stays for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reportminer.batch.engine import Engine
from reportminer.batch.pool import Pool
from reportminer.batch.walk import Job
from reportminer.config import Config
from reportminer.ingest import read_bytes
from reportminer.ingest.raw import Limits, RawDocument
from reportminer.types import Report

PROBE = """
import socket, sys, threading
from reportminer.ingest import offline, read_bytes
from reportminer.ingest.txt import TxtReader

server = socket.create_server(("127.0.0.1", 0))
port = server.getsockname()[1]

def call(self, data, limits):
    {call}

TxtReader.read = call
offline.install()
offline.install()
document = read_bytes(b"Es gab 5 Orte.", "a.txt")
print(document.status, *(problem.message for problem in document.problems))
socket.create_connection(("127.0.0.1", port)).close()
outside = []
with offline.reading():
    thread = threading.Thread(target=lambda: outside.append(socket.create_connection(("127.0.0.1", port))))
    thread.start()
    thread.join()
print("outside free", len(outside))
"""


@pytest.mark.parametrize(
    "call",
    [
        'socket.create_connection(("127.0.0.1", port))',
        'socket.getaddrinfo("localhost", 80)',
        'socket.gethostbyname("localhost")',
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        'import urllib.request; urllib.request.urlopen(f"http://127.0.0.1:{port}/")',
    ],
)
def test_a_reader_opens_no_connection(call: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.replace("{call}", call)], capture_output=True, text=True, check=False, timeout=120
    )
    first, last = done.stdout.splitlines()
    assert first.startswith("failed"), done.stderr
    assert "no network while a document is read" in first
    assert last == "outside free 1"


class _Calling:
    """A miner whose reader calls out."""

    def mine_file(self, path: Path, root: Path | None = None) -> Report:
        import socket

        from reportminer.ingest.txt import TxtReader

        plain = TxtReader.read

        def calling(self: TxtReader, data: bytes, limits: Limits) -> RawDocument:
            if b"CALL" in data:
                socket.getaddrinfo("localhost", 80)
            return plain(self, data, limits)

        TxtReader.read = calling  # type: ignore[method-assign]  # in a worker of its own
        try:
            return Report(read_bytes(path.read_bytes(), path.name))
        finally:
            TxtReader.read = plain  # type: ignore[method-assign]

    def mine_text(self, text: str, **known: object) -> Report:
        raise NotImplementedError


def make_calling(config: Config) -> _Calling:
    return _Calling()


def test_workers_are_offline_and_go_on(tmp_path: Path) -> None:
    jobs = []
    for number, text in enumerate(("Es gab 5 Orte.", "CALL", "Es gab 6 Orte.")):
        file = tmp_path / f"{number}.txt"
        file.write_text(text, encoding="utf-8")
        jobs.append(Job(file, tmp_path, file.name))
    pool: Engine = Pool(make_calling, Config(workers=1))
    found = {outcome.path: outcome for outcome in pool.map(jobs)}
    assert [found[f"{number}.txt"].status for number in range(3)] == ["ok", "failed", "ok"]
    assert "no network" in found["1.txt"].failure
