"""No network while a document is read: documents name addresses, and nothing in them may make a library ask there.

The guard is Python's audit hook, which cannot be taken away again: it belongs into processes of our own.  ``install``
puts it into one; ``reading`` says when it holds, in this thread only, so that what fetches files or talks to a cluster
goes on beside it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

# Also for local sockets: a reader has nobody to talk to.
_REFUSED: Final = frozenset(
    {
        "socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
    }
)  # fmt: skip


class NetworkRefused(PermissionError):
    """Raised where a library wants to open a connection while a document is read."""


class _State(threading.local):
    depth = 0


_STATE: Final = _State()
_INSTALLED: Final[list[bool]] = []


def install() -> None:
    """Watch over this process from now on; a second call does nothing."""
    if not _INSTALLED:
        _INSTALLED.append(True)
        sys.addaudithook(_refuse)


@contextmanager
def reading() -> Iterator[None]:
    """Refuse every connection of this thread in here, where ``install`` was called."""
    _STATE.depth += 1
    try:
        yield
    finally:
        _STATE.depth -= 1


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED and _STATE.depth:
        raise NetworkRefused(f"no network while a document is read ({event})")
