"""People, keys, roles and scopes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID

from redshank.kernel.ids import format_id

Role = Literal["viewer", "analyst", "engineer", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

SCOPES: Final[dict[str, str]] = {
    "events:write": "send events",
    "events:backfill": "send events of the past with their own arrival times",
    "decide": "ask for a verdict",
    "read": "see metadata, features, verdicts, rules and figures",
    "content:read": "reveal content of an event, with a purpose, on the audit trail",
    "labels:write": "put labels on subjects and take them off",
    "actions:write": "revert actions and lift standings",
    "quarantine:write": "discard refused events",
    "webhooks:write": "add and remove webhooks, replay deliveries",
    "keys:write": "create and revoke keys",
    "people:write": "add people, change their role, disable them",
    "audit:read": "read the audit trail",
    "admin": "everything",
}

_VIEWER: Final = frozenset({"read"})
_ANALYST: Final = _VIEWER | {"content:read", "labels:write", "actions:write"}
_ENGINEER: Final = _ANALYST | {"events:write", "decide", "quarantine:write", "webhooks:write"}
ROLE_SCOPES: Final[dict[Role, frozenset[str]]] = {
    "viewer": _VIEWER,
    "analyst": _ANALYST,
    "engineer": _ENGINEER,
    "admin": frozenset(SCOPES),
}


def may(scopes: frozenset[str], scope: str) -> bool:
    """Whether a set of scopes allows what `scope` stands for."""
    return scope in scopes or "admin" in scopes or "*" in scopes


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in."""

    uuid: UUID
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None

    @property
    def id(self) -> str:
        """`per_...`"""
        return format_id("per", self.uuid)

    @property
    def scopes(self) -> frozenset[str]:
        """What the role allows."""
        return ROLE_SCOPES[self.role]


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person and until when."""

    person: Person
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A machine's key; the key itself is nowhere kept."""

    uuid: UUID
    name: str
    hint: str
    scopes: frozenset[str]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @property
    def id(self) -> str:
        """`key_...`"""
        return format_id("key", self.uuid)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the audit trail.

    Attributes:
        position: 1, 2, 3, ... without a gap.
        verb: what was done, such as `session.begin` or `event.reveal`.
        object: what it was done to, such as `evt_...` or `Account/acc_1`.
        purpose: why, where a purpose is asked for.
        detail: ids, names and numbers as canonical JSON; never content.
        previous: digest of the entry before (zeros before the first).
        digest: SHA-256 over `previous` and this entry's canonical bytes.
    """

    position: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_label: str
    verb: str
    object: str
    purpose: str | None
    detail: str
    previous: bytes
    digest: bytes
