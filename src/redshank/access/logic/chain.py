"""The arithmetic of the audit trail: each entry's digest covers the entry and the digest before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final

from redshank.access.types import AuditEntry

FIRST: Final = bytes(32)


def canonical(detail: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no spaces and plain ASCII: one text for one meaning.

    Raises:
        ValueError: NaN or infinity.
        TypeError: a value that JSON does not have.
    """
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(entry: AuditEntry) -> bytes:
    """SHA-256 over the previous digest and the canonical bytes of everything else."""
    body = json.dumps(
        [
            entry.position,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor_kind,
            entry.actor_id,
            entry.actor_label,
            entry.verb,
            entry.object,
            entry.purpose,
            entry.detail,
        ],
        separators=(",", ":"),
    )
    return hashlib.sha256(entry.previous + body.encode()).digest()


def fault_between(head: bytes, position: int, entry: AuditEntry) -> str | None:
    """What is wrong with an entry that should follow `position` with digest `head`; None when it fits."""
    if entry.position != position + 1:
        return f"entry {position + 1} is missing"
    if entry.previous != head:
        return f"entry {entry.position} does not follow the one before it"
    if digest_of(entry) != entry.digest:
        return f"entry {entry.position} was changed"
    return None
