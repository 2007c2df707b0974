"""Argon2id, off the event loop and two at a time, so that a flood of sign-ins takes neither the loop nor the memory."""

from __future__ import annotations

import asyncio
import hashlib
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from redshank.access.errors import PasswordTooWeak

SHORTEST: Final = 12
LONGEST: Final = 1024
_AT_ONCE: Final = 2

# 19 MiB, two passes, one lane: OWASP's recommendation; some 20 ms.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def check_strength(password: str, email: str) -> None:
    """Refuse what is easily guessed.

    Raises:
        PasswordTooWeak: shorter than 12 or longer than 1,024 characters, of fewer than 5 different ones, or the email.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordTooWeak(f"use {SHORTEST} to {LONGEST} characters", where="password", mend="a few words do well")
    if password.lower() in {email.lower(), email.partition("@")[0].lower()} or len(set(password)) < 5:
        raise PasswordTooWeak("this is too easily guessed", where="password", mend="a few unrelated words do well")


async def hash_password(password: str) -> str:
    """The hash to store, with its parameters."""
    async with _gate():
        return await asyncio.to_thread(_HASHER.hash, password)


async def matches(stored: str | None, password: str) -> bool:
    """Whether a password belongs to a stored hash; for an unknown person (None) it takes as long and says no."""
    async with _gate():
        fits = await asyncio.to_thread(_verify, stored or _nobody(), password)
    return fits and stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        # An overlong password is hashed down first: verifying must not cost more than the memory that Argon2 takes.
        return _HASHER.verify(stored, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash(hashlib.sha256(b"nobody").hexdigest())


_GATES: Final[dict[int, asyncio.Semaphore]] = {}


def _gate() -> asyncio.Semaphore:
    """One semaphore for each event loop (a test has its own)."""
    key = id(asyncio.get_running_loop())
    if key not in _GATES:
        _GATES.clear()
        _GATES[key] = asyncio.Semaphore(_AT_ONCE)
    return _GATES[key]
