"""People: add, change, disable, and their passwords."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from redshank.access.errors import LastAdmin, PersonExists, PersonInvalid, PersonNotFound
from redshank.access.logic import passwords
from redshank.access.service.audit import record
from redshank.access.store import people as store
from redshank.access.types import ROLES, Person, Role
from redshank.kernel.actor import Actor
from redshank.kernel.ids import new_uuid, parse_id
from redshank.storage.tx import Tx

_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,189}")


def actor_of(person: Person) -> Actor:
    """The person as an actor."""
    return Actor("person", person.id, person.email, person.scopes)


async def add_person(tx: Tx, actor: Actor, *, email: str, name: str, role: Role, password: str) -> Person:
    """Add somebody who can sign in.

    Raises:
        PersonInvalid: email, name or role can't be used.
        PasswordTooWeak: so it says.
        PersonExists: the email is taken.
    """
    email = clean_email(email)
    person = Person(new_uuid(), email, _clean_name(name), _clean_role(role), tx.now(), None)
    passwords.check_strength(password, email)
    if not await store.insert(tx, person, await passwords.hash_password(password)):
        raise PersonExists(f"{email} is there", where="email", mend="use another email, or enable that person again")
    await record(tx, actor, "person.add", person.id, detail={"email": email, "role": role})
    return person


async def people(tx: Tx) -> list[Person]:
    """Everybody, also who is disabled."""
    return await store.all_people(tx)


async def find_person(tx: Tx, email_or_id: str) -> Person:
    """One person by email or by id.

    Raises:
        PersonNotFound: there is none.
    """
    found = await store.by_email(tx, email_or_id.strip().lower()) if "@" in email_or_id else None
    if found:
        return found[0]
    person = await store.by_id(tx, parse_id("per", email_or_id)) if email_or_id.startswith("per_") else None
    if person is None:
        raise PersonNotFound("nobody has this email or id", mend="see `redshank user list`")
    return person


async def change_person(
    tx: Tx,
    actor: Actor,
    person_id: str,
    *,
    name: str | None = None,
    role: Role | None = None,
    disabled: bool | None = None,
) -> Person:
    """Change what is given. Disabling ends the person's sessions; a changed role counts from the next request on.

    Raises:
        PersonNotFound, PersonInvalid: so they say.
        LastAdmin: nobody who can administer would be left.
    """
    admins = await store.lock_admins(tx)
    before = await store.by_id(tx, parse_id("per", person_id), lock=True)
    if before is None:
        raise PersonNotFound("nobody has this id")
    disabled_at = before.disabled_at
    if disabled is not None:
        disabled_at = (before.disabled_at or tx.now()) if disabled else None
    after = replace(
        before,
        name=_clean_name(name) if name is not None else before.name,
        role=_clean_role(role) if role is not None else before.role,
        disabled_at=disabled_at,
    )
    if after == before:
        return before
    administers = after.role == "admin" and after.disabled_at is None
    if not administers and admins == {before.uuid}:
        raise LastAdmin(f"{before.email} is the only administrator", mend="make another person administrator first")
    await store.update(tx, before.uuid, name=after.name, role=after.role, disabled_at=after.disabled_at)
    if after.disabled_at is not None:
        await store.delete_sessions_of(tx, before.uuid)
    detail = {
        "role": after.role,
        "disabled": after.disabled_at is not None,
        "was": {"role": before.role, "disabled": before.disabled_at is not None},
    }
    await record(tx, actor, "person.change", before.id, detail=detail)
    return after


async def set_password(tx: Tx, actor: Actor, person_id: str, password: str) -> None:
    """Give a person another password; all of their sessions end.

    Raises:
        PersonNotFound, PasswordTooWeak: so they say.
    """
    person = await store.by_id(tx, parse_id("per", person_id), lock=True)
    if person is None:
        raise PersonNotFound("nobody has this id")
    passwords.check_strength(password, person.email)
    await store.set_password(tx, person.uuid, await passwords.hash_password(password), tx.now())
    ended = await store.delete_sessions_of(tx, person.uuid)
    await record(tx, actor, "person.password", person.id, detail={"sessions_ended": ended})


def clean_email(email: str) -> str:
    """Lower case, without blanks around.

    Raises:
        PersonInvalid: it is none.
    """
    email = email.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise PersonInvalid("this is not an email address", where="email", mend="name@example.com")
    return email


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 200 or not name.isprintable():
        raise PersonInvalid("a name has 1 to 200 printable characters", where="name")
    return name


def _clean_role(role: Role) -> Role:
    if role not in ROLES:
        raise PersonInvalid(f"there is no role {str(role)[:40]!r}", where="role", mend=f"one of {', '.join(ROLES)}")
    return role
