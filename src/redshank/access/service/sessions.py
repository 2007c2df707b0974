"""Sessions: sign in, who is it, sign out here or everywhere."""

from __future__ import annotations

from datetime import timedelta

from redshank.access.errors import SessionEnded, SignInRefused, TooManyAttempts
from redshank.access.logic import passwords, secrets
from redshank.access.logic.throttle import Throttle
from redshank.access.service.audit import record
from redshank.access.service.people import actor_of
from redshank.access.store import people as store
from redshank.access.types import Person, Session
from redshank.kernel.actor import Actor
from redshank.storage.tx import Tx

_STRANGER = Actor("system", "sign-in", "somebody not signed in")
_NOTE_SEEN_AFTER = timedelta(seconds=60)


class SignIns:
    """Signing in and staying signed in.

    One for each server process; failures are counted in its memory.
    """

    def __init__(self, *, idle: timedelta, longest: timedelta) -> None:
        """Prepare.

        Args:
            idle: a session that was not used for so long has ended.
            longest: every session ends so long after signing in.
        """
        self._idle = idle
        self._longest = longest
        self._throttle = Throttle()

    async def sign_in(self, tx: Tx, email: str, password: str, address: str) -> tuple[str, Session] | SignInRefused:
        """Begin a session.

        A refusal is returned, not raised: it belongs on the audit trail, so the edge commits it before it answers.

        Returns:
            The session's token and the session, or the refusal.

        Raises:
            TooManyAttempts: too many failures for this email or from this address.
        """
        now = tx.now()
        names = (f"email:{email.strip().lower()[:254]}", f"address:{address}")
        self._refuse_guessing(names, now.timestamp())
        found = await store.by_email(tx, email.strip().lower()[:254])
        person, stored = found if found else (None, None)
        right = await passwords.matches(stored, password)
        if person is None or not right or person.disabled_at is not None:
            for name in names:
                self._throttle.failed(name, now.timestamp())
            await record(tx, _STRANGER, "session.refuse", person.id if person else "unknown")
            return SignInRefused("nobody with this email and password may sign in", mend="check both, then try again")
        for name in names:
            self._throttle.succeeded(name)
        if stored is not None and passwords.needs_rehash(stored):
            await store.set_password(tx, person.uuid, await passwords.hash_password(password), now)
        token = secrets.new_session_token()
        session = Session(person, now, now + self._longest)
        await store.insert_session(tx, secrets.digest(token), person.uuid, now, session.expires_at)
        await store.delete_expired_sessions(tx, now, now - self._idle)
        await record(tx, actor_of(person), "session.begin", person.id)
        return token, session

    async def session(self, tx: Tx, token: str) -> Session:
        """Who holds a token.

        Raises:
            SessionEnded: unknown, ended, expired, unused for too long, or the person is disabled.
        """
        token_hash = secrets.digest(token)
        found = await store.session(tx, token_hash)
        now = tx.now()
        if found is None:
            raise SessionEnded("this session is not known", mend="sign in")
        person, begun_at, seen_at, expires_at = found
        if now >= expires_at or now - seen_at >= self._idle or person.disabled_at is not None:
            raise SessionEnded("this session has ended", mend="sign in")
        if now - seen_at >= _NOTE_SEEN_AFTER:
            await store.touch_session(tx, token_hash, now)
        return Session(person, begun_at, expires_at)

    async def confirm_password(self, tx: Tx, person: Person, password: str) -> bool:
        """Whether the password is the person's; failures count like failed sign-ins.

        Raises:
            TooManyAttempts: too many failures.
        """
        name, now = f"email:{person.email}", tx.now().timestamp()
        self._refuse_guessing((name,), now)
        found = await store.by_email(tx, person.email)
        right = await passwords.matches(found[1] if found else None, password)
        if not right:
            self._throttle.failed(name, now)
        return right

    def _refuse_guessing(self, names: tuple[str, ...], now: float) -> None:
        wait = max(self._throttle.wait(name, now) for name in names)
        if wait > 0:
            raise TooManyAttempts(
                "signing in failed too often", mend=f"try again in {wait:.0f} seconds", retry_after=round(wait, 1)
            )


async def sign_out(tx: Tx, person: Person, token: str) -> None:
    """End this session."""
    await store.delete_session(tx, secrets.digest(token))
    await record(tx, actor_of(person), "session.end", person.id)


async def sign_out_everywhere(tx: Tx, actor: Actor, person: Person) -> int:
    """End every session of a person; how many there were."""
    ended = await store.delete_sessions_of(tx, person.uuid)
    await record(tx, actor, "session.end_all", person.id, detail={"sessions": ended})
    return ended
