"""Random tokens and what is stored of them."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

KEY_PREFIX: Final = "rk_"
_ENTROPY_BYTES: Final = 32
_READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def new_key() -> str:
    """A machine's key: `rk_` and 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(_ENTROPY_BYTES)


def new_session_token() -> str:
    """A session's token: 256 random bits."""
    return secrets.token_urlsafe(_ENTROPY_BYTES)


def new_password() -> str:
    """A first password, easy to copy: four groups of five, 99 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(4))


def digest(token: str) -> bytes:
    """What is stored. The token is random, so a plain hash can't be guessed back and is found by index."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def hint(key: str) -> str:
    """The beginning of a key, to tell keys apart in a list."""
    return key[: len(KEY_PREFIX) + 5]
