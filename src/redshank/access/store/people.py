"""People and their sessions in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from redshank.access.types import Person, Role
from redshank.storage.tx import Tx

_COLUMNS = "id, email, name, role, created_at, disabled_at"


def _person(row: Mapping[str, Any]) -> Person:
    return Person(row["id"], row["email"], row["name"], row["role"], row["created_at"], row["disabled_at"])


async def insert(tx: Tx, person: Person, password_hash: str) -> bool:
    """Add a person; False when the email is taken."""
    inserted = await tx.run(
        """INSERT INTO people (id, email, name, role, password_hash, password_changed_at, created_at)
        VALUES (:id, :email, :name, :role, :password_hash, :at, :at) ON CONFLICT (email) DO NOTHING""",
        {
            "id": person.uuid,
            "email": person.email,
            "name": person.name,
            "role": person.role,
            "password_hash": password_hash,
            "at": person.created_at,
        },
    )
    return inserted == 1


async def all_people(tx: Tx) -> list[Person]:
    """Everybody, the longest known first."""
    return [_person(row) for row in await tx.rows(f"SELECT {_COLUMNS} FROM people ORDER BY created_at, id")]


async def anybody(tx: Tx) -> bool:
    """Whether there is any person."""
    return bool(await tx.value("SELECT EXISTS (SELECT FROM people)"))


async def by_id(tx: Tx, person_id: UUID, *, lock: bool = False) -> Person | None:
    """One person."""
    row = await tx.row(
        f"SELECT {_COLUMNS} FROM people WHERE id = :id" + (" FOR UPDATE" if lock else ""), {"id": person_id}
    )
    return _person(row) if row else None


async def by_email(tx: Tx, email: str) -> tuple[Person, str] | None:
    """One person with the password's hash."""
    row = await tx.row(f"SELECT {_COLUMNS}, password_hash FROM people WHERE email = :email", {"email": email})
    return (_person(row), row["password_hash"]) if row else None


async def lock_admins(tx: Tx) -> set[UUID]:
    """Everybody who can administer, locked in one order, so that two changes can't each count on the other."""
    rows = await tx.rows("SELECT id FROM people WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE")
    return {row["id"] for row in rows}


async def update(tx: Tx, person_id: UUID, *, name: str, role: Role, disabled_at: datetime | None) -> None:
    """Change name, role, or whether the person may sign in."""
    await tx.run(
        "UPDATE people SET name = :name, role = :role, disabled_at = :disabled_at WHERE id = :id",
        {"id": person_id, "name": name, "role": role, "disabled_at": disabled_at},
    )


async def set_password(tx: Tx, person_id: UUID, password_hash: str, at: datetime) -> None:
    """Store another hash."""
    await tx.run(
        "UPDATE people SET password_hash = :password_hash, password_changed_at = :at WHERE id = :id",
        {"id": person_id, "password_hash": password_hash, "at": at},
    )


async def insert_session(tx: Tx, token_hash: bytes, person_id: UUID, at: datetime, expires_at: datetime) -> None:
    """Begin a session."""
    await tx.run(
        """INSERT INTO sessions (token_hash, person_id, created_at, seen_at, expires_at)
        VALUES (:token_hash, :person_id, :at, :at, :expires_at)""",
        {"token_hash": token_hash, "person_id": person_id, "at": at, "expires_at": expires_at},
    )


async def session(tx: Tx, token_hash: bytes) -> tuple[Person, datetime, datetime, datetime] | None:
    """A session's person, begin, last sight and end."""
    row = await tx.row(
        """SELECT p.id, p.email, p.name, p.role, p.created_at, p.disabled_at,
            s.created_at AS begun_at, s.seen_at, s.expires_at
        FROM sessions s JOIN people p ON p.id = s.person_id WHERE s.token_hash = :token_hash""",
        {"token_hash": token_hash},
    )
    return (_person(row), row["begun_at"], row["seen_at"], row["expires_at"]) if row else None


async def touch_session(tx: Tx, token_hash: bytes, at: datetime) -> None:
    """Note that the session was used."""
    await tx.run(
        "UPDATE sessions SET seen_at = :at WHERE token_hash = :token_hash", {"token_hash": token_hash, "at": at}
    )


async def delete_session(tx: Tx, token_hash: bytes) -> None:
    """End one session."""
    await tx.run("DELETE FROM sessions WHERE token_hash = :token_hash", {"token_hash": token_hash})


async def delete_sessions_of(tx: Tx, person_id: UUID) -> int:
    """End every session of a person; how many there were."""
    return await tx.run("DELETE FROM sessions WHERE person_id = :person_id", {"person_id": person_id})


async def delete_expired_sessions(tx: Tx, now: datetime, idle_before: datetime) -> int:
    """Remove what can't be used any more."""
    return await tx.run(
        "DELETE FROM sessions WHERE expires_at <= :now OR seen_at <= :idle_before",
        {"now": now, "idle_before": idle_before},
    )
