"""Prefixed, sortable ids: `evt_01j...`, a UUIDv7 in the TypeID form (prefix, underscore, 26 base32 characters)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from redshank.kernel.errors import InvalidInput

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_PAIRS: Final = [a + b for a in _ALPHABET for b in _ALPHABET]
_LENGTH: Final = 26


class InvalidId(InvalidInput):
    """An id does not have the form `prefix_` and 26 base32 characters."""

    code = "invalid-id"
    title = "The id is not valid"


def new_uuid() -> UUID:
    """A fresh UUIDv7: sorts by creation time."""
    return uuid7()


def new_id(prefix: str) -> str:
    """A fresh id such as `acc_01jd...`."""
    return format_id(prefix, new_uuid())


def format_id(prefix: str, value: UUID) -> str:
    """Write a UUID as a prefixed id."""
    number = value.int
    pairs = []
    for _ in range(13):
        pairs.append(_PAIRS[number & 1023])
        number >>= 10
    pairs.reverse()
    return f"{prefix}_{''.join(pairs)}"


def parse_id(prefix: str, text: str) -> UUID:
    """Read a prefixed id.

    Raises:
        InvalidId: another prefix, another length, or a character outside the alphabet.
    """
    head, _, tail = text.rpartition("_")
    if head != prefix or len(tail) != _LENGTH or tail[0] > "7":
        raise InvalidId(
            f"{text[:80]!r} is not an id of the form {prefix}_ and {_LENGTH} characters", mend="copy the id whole"
        )
    number = 0
    try:
        for character in tail:
            number = number << 5 | _VALUES[character]
    except KeyError:
        raise InvalidId(f"{text[:80]!r} has a character that no id has", mend="copy the id whole") from None
    return UUID(int=number)
