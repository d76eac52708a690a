"""What one document may take of the machine: set inside a worker, watched from outside, explained when it is exceeded.

Three nets.  The run's process looks at the resident memory of its workers (the only number that says what a document
really costs); the address space has a hard end behind that, for what grows faster than anybody looks; computing time is
bounded by the kernel, because code that hangs in a library never gives a Python thread its turn.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from reportminer.config import Config

if sys.platform != "win32":
    import resource

LOOK_EVERY: Final = 0.2
"""Seconds between two looks at the memory of the workers."""

_MIB: Final = 1 << 20
_HARD_FACTOR: Final = 2


def resident(pid: int | None) -> int:
    """Return the bytes of memory that a process holds, 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def enter(config: Config) -> None:
    """Bound the address space of this process from now on; called when all that serves every document is loaded."""
    if sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    wanted = pages * os.sysconf("SC_PAGE_SIZE") + _HARD_FACTOR * config.memory * _MIB
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def begin(config: Config) -> None:
    """Give the next document its own computing time."""
    if sys.platform == "win32":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    wanted = int(usage.ru_utime + usage.ru_stime + config.cpu) + 1
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))


def too_large(pid: int | None, before: int, config: Config) -> bool:
    """True where a worker holds more than its document may add to what it held ``before``."""
    return bool(before) and resident(pid) > before + config.memory * _MIB


def memory_message(config: Config) -> str:
    """Say that a document needs more memory than it may."""
    return f"it needs more than the {config.memory} MiB of memory that a document may take; see --memory"


def is_cpu_signal(exitcode: int | None) -> bool:
    """True where the kernel ended a process for its computing time."""
    return sys.platform != "win32" and exitcode == -signal.SIGXCPU
