"""Inputs and outputs that lie behind a URI (``s3://``, ``gs://``, ``file://``, ``memory://``): the extra ``remote``.

fsspec does the work.  A file is fetched by the worker that mines it, into a folder of its own that goes with it; the run
works in a local folder and publishes the tables when they are whole.  Archives in buckets are not looked into: a
``problems`` row tells of them, as of any other file that no reader takes.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportminer.batch.walk import OUTPUT_NAMES, Entry, Job, sha256_of_stream
from reportminer.errors import ConfigError, InputError, OutputError

_TIMES: Final = ("mtime", "LastModified", "last_modified", "updated", "created")
_TAGS: Final = ("ETag", "etag", "md5Hash")
_LAST: Final = "datapackage.json"


class RemoteInputs:
    """The files of some URIs: files, folders at any depth and patterns with ``*``, all of one file system.

    The same face as :class:`reportminer.batch.walk.Inputs`: iterating yields entries, ``job`` makes the work of one, and
    ``sha256`` reads one.  Paths are relative to the folder given, or to the folder that several inputs share.
    """

    def __init__(self, inputs: Sequence[str], max_bytes: int) -> None:
        """Check that the inputs exist, or raise ``InputError``."""
        if len({protocol(uri) for uri in inputs}) > 1:
            raise InputError("the inputs of one run must lie in one file system")
        places = [opened(uri, InputError) for uri in inputs]
        self._fs = places[0][0]
        self._given = [path.rstrip("/") for _, path in places]
        self._protocol, self._max_bytes, self._uris = protocol(inputs[0]), max_bytes, tuple(inputs)
        with _asking(InputError, ", ".join(inputs)):
            self._files = dict(self._listed())
        self.root = PurePosixPath(_shared_folder(self._given, self._files))

    def __iter__(self) -> Iterator[Entry]:
        """List."""
        for path, facts in self._files.items():
            yield Entry(self._relative(path), int(facts.get("size") or 0), _time_of(facts), _tag_of(facts))

    def check_any(self) -> None:
        """Raise ``InputError`` where there is no file at all."""
        if not self._files:
            raise InputError(f"there are no files in {', '.join(self._uris)}")

    def job(self, path: str) -> Job:
        """Return the job of one of the paths; a worker fetches the file, if it is not too large."""
        whole = str(self.root / path)
        size = int(self._files.get(whole, {}).get("size") or 0)
        refused = (
            f"The file has {size} bytes, more than the limit of {self._max_bytes}." if size > self._max_bytes else ""
        )
        return Job(
            Path(path), Path(), path, refused, uri=f"{self._protocol}://{whole}", code="too_large" if refused else ""
        )

    def sha256(self, path: str) -> str:
        """Return the SHA-256 of a file, empty where it cannot be read."""
        try:
            with self._fs.open(str(self.root / path), "rb") as stream:
                return sha256_of_stream(stream)
        except Exception:  # every file system has errors of its own; the worker will tell of this one
            return ""

    def _listed(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for given in self._given:
            if "*" in given:
                found = self._fs.glob(given, detail=True)
            elif self._fs.isdir(given):
                found = self._fs.find(given, detail=True)
            else:
                found = {given: self._fs.info(given)}
            top = given.split("*")[0].rpartition("/")[0] if "*" in given else given
            for path, facts in sorted(found.items()):
                inner = path[len(top) :].strip("/") or PurePosixPath(path).name
                if facts.get("type") != "directory" and not _is_ours(inner):
                    yield path.rstrip("/"), facts

    def _relative(self, path: str) -> str:
        return str(PurePosixPath(path).relative_to(self.root))


def is_uri(name: Path | str) -> bool:
    """True for ``s3://bucket/folder``; a path of this machine is none."""
    return isinstance(name, str) and "://" in name


def protocol(uri: str) -> str:
    """The part before ``://``; that of a path is ``file``."""
    return uri.partition("://")[0] if is_uri(uri) else "file"


def opened(uri: str, error: type[InputError | OutputError]) -> tuple[Any, str]:
    """(file system, path in it) of a URI; raises ``error`` where fsspec or the driver of the protocol is not installed."""
    from reportminer.export.source import need

    try:
        found: tuple[Any, str] = need("fsspec", "remote").core.url_to_fs(uri)
    except ConfigError as missing:
        raise error(str(missing)) from missing
    except (ImportError, ValueError) as missing:
        raise error(f"nothing here opens {protocol(uri)}:// ({missing})") from missing
    return found


@contextmanager
def fetched(job: Job) -> Iterator[Job]:
    """The job with its file fetched into a folder of its own, which goes afterwards; a local job as it is."""
    if not job.uri:
        yield job
        return
    system, path = opened(job.uri, InputError)
    with tempfile.TemporaryDirectory(prefix="reportminer-") as folder:
        file = Path(folder) / PurePosixPath(job.path).name
        system.get_file(path, str(file))
        yield replace(job, file=file, root=Path(folder), uri="")


def work_folder(out: str, work: Path | None = None) -> Path:
    """The local folder in which a run for an output URI works, and by which it goes on: ``work``, or one named after it."""
    if work is not None:
        return work
    name = hashlib.sha256(out.rstrip("/").encode()).hexdigest()[:16]
    return Path.home() / ".cache" / "reportminer" / name


def publish(files: Mapping[str, Path], out: str) -> None:
    """Write the tables behind a URI, each under another name first; what describes them comes last."""
    system, target = opened(out.rstrip("/"), OutputError)
    with _asking(OutputError, out):
        system.makedirs(target, exist_ok=True)
        for name in sorted(files, key=lambda name: (name == _LAST, name)):
            part = f"{target}/.{name}.part"
            system.put_file(str(files[name]), part)
            system.mv(part, f"{target}/{name}")


@contextmanager
def _asking(error: type[InputError | OutputError], what: str) -> Iterator[None]:
    """Say whatever a file system complains of as the caller's named error."""
    try:
        yield
    except FileNotFoundError as missing:
        raise error(f"there is no file or folder {missing.args[-1] if missing.args else what}") from missing
    except (InputError, OutputError):
        raise
    except Exception as trouble:
        raise error(f"cannot use {what}: {type(trouble).__name__}: {trouble}") from trouble


def _is_ours(inner: str) -> bool:
    parts = PurePosixPath(inner).parts
    return any(part.startswith(".") for part in parts) or (len(parts) == 1 and parts[0] in OUTPUT_NAMES)


def _shared_folder(given: Sequence[str], files: Mapping[str, Any]) -> str:
    """The folder given, or the one that several inputs or the hits of a pattern share."""
    folders = {
        item.split("*")[0].rpartition("/")[0] if "*" in item else (item.rpartition("/")[0] if item in files else item)
        for item in given
    }
    first, *others = ([*PurePosixPath(folder).parts] for folder in folders)
    for other in others:
        equal = next(
            (n for n, (a, b) in enumerate(zip(first, other, strict=False)) if a != b), min(len(first), len(other))
        )
        first = first[:equal]
    return str(PurePosixPath(*first)) if first else ""


def _time_of(facts: Mapping[str, Any]) -> int:
    """Nanoseconds of the last change, 0 where the file system does not tell."""
    value = next((facts[name] for name in _TIMES if facts.get(name)), 0)
    if isinstance(value, datetime):
        return int(value.timestamp() * 1e9)
    if isinstance(value, str):
        try:
            return int(datetime.fromisoformat(value).timestamp() * 1e9)
        except ValueError:
            return 0
    return int(float(value) * 1e9)


def _tag_of(facts: Mapping[str, Any]) -> int:
    """A number that changes with the content, where the file system has such a tag."""
    tag = next((str(facts[name]) for name in _TAGS if facts.get(name)), "")
    return int(hashlib.sha256(tag.encode()).hexdigest()[:15], 16) if tag else 0
