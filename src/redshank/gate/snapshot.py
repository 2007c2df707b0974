"""Window and label state on disk, so that a restart reads the log from there and not from its beginning.

A file is a line of JSON (what it is of), a BLAKE2b digest and the state. It is written beside its place and renamed, so
that a crash leaves the old one or the new one. A damaged file is left out, never trusted.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import structlog

_log = structlog.get_logger(__name__)
_FORM: Final = 1
_DIGEST_BYTES: Final = 32
_NAME: Final = re.compile(r"state-(\d{20})\.snapshot")
_KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class SnapshotHead:
    """What a snapshot is of.

    Attributes:
        seq: the last event in it.
        window_time: there, seconds since the epoch.
        windows: definition hashes of the windows in it.
        rule_set: version in force then.
        form: of the file; another one is left out.
    """

    seq: int
    window_time: float
    windows: tuple[str, ...]
    rule_set: str
    form: int = _FORM


class SnapshotFolder:
    """Snapshots of one partition."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, head: SnapshotHead, state: bytes) -> Path:
        """Keep a snapshot and drop those before the last two.

        Raises:
            OSError: the folder can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / f"state-{head.seq:020d}.snapshot"
        beside = place.with_suffix(f".{os.getpid()}.new")
        try:
            with beside.open("wb") as file:
                line = json.dumps(asdict(head)).encode() + b"\n"
                file.write(line + _digest(line, state) + state)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(self.folder)
        for old in self._by_age()[_KEPT:]:
            old.unlink(missing_ok=True)
        return place

    def newest(self, not_after: int) -> tuple[SnapshotHead, bytes] | None:
        """The newest sound snapshot whose last event is in the log."""
        for place in self._by_age():
            try:
                content = place.read_bytes()
                line, _, rest = content.partition(b"\n")
                line += b"\n"
                digest, state = rest[:_DIGEST_BYTES], rest[_DIGEST_BYTES:]
                if _digest(line, state) != digest:
                    raise ValueError("the digest does not fit")
                fields = json.loads(line)
                head = SnapshotHead(**(fields | {"windows": tuple(fields["windows"])}))
            except (OSError, ValueError, TypeError, KeyError) as error:
                _log.warning("snapshot_left_out", file=place.name, reason=type(error).__name__)
                continue
            if head.form == _FORM and head.seq <= not_after:
                return head, state
        return None

    def _by_age(self) -> list[Path]:
        """Newest first; leftovers of writers that died are removed."""
        if not self.folder.is_dir():
            return []
        found = []
        for place in self.folder.iterdir():
            if _NAME.fullmatch(place.name):
                found.append(place)
            elif place.suffix == ".new" and not place.name.endswith(f".{os.getpid()}.new"):
                place.unlink(missing_ok=True)
        return sorted(found, reverse=True)


def _digest(line: bytes, state: bytes) -> bytes:
    return hashlib.blake2b(line + state, digest_size=_DIGEST_BYTES).digest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
