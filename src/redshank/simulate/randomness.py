"""Seeds and opaque ids: every draw derives from the run's seed, and no id says what it belongs to."""

from __future__ import annotations

from hashlib import blake2b
from random import Random
from typing import Final

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = tuple(a + b for a in _ALPHABET for b in _ALPHABET)


def derive(seed: int, *path: str | int) -> int:
    """A 64-bit seed for one purpose, such as `derive(42, "visit", 7)`; the same on every machine and run."""
    text = "/".join(str(part) for part in (seed, *path))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def generator(seed: int, *path: str | int) -> Random:
    """A fresh generator for one purpose."""
    return Random(derive(seed, *path))  # noqa: S311 - simulated traffic needs repeatable draws, not secret ones


def opaque_id(prefix: str, rng: Random) -> str:
    """An id such as `acc_` and 20 characters that carry nothing but chance: no time, no order, no role."""
    bits = rng.getrandbits(100)
    pairs = []
    for _ in range(10):
        pairs.append(_PAIRS[bits & 1023])
        bits >>= 10
    return f"{prefix}_{''.join(pairs)}"


def hex_id(rng: Random) -> str:
    """An event id: 24 hexadecimal characters."""
    return f"{rng.getrandbits(96):024x}"
