"""Read valid JSON token by token, to find what decoders hide: repeated keys, depth, huge integers, U+0000.

Slower than decoding (some 100 ns a token), so it runs only where counting left a doubt. It keeps its own stack, so
depth can't exhaust Python's.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from redshank.events.errors import DuplicateKey, ForbiddenCharacter, NestedTooDeep, NumberOutOfRange

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_INT64: Final = range(-(2**63), 2**63)
_text = msgspec.json.Decoder(str).decode

_Step = str | int


def scan(raw: bytes, *, depth: int) -> None:
    """Refuse valid JSON that hides something.

    Args:
        raw: bytes that a decoder has accepted as JSON.
        depth: deepest nesting allowed.

    Raises:
        DuplicateKey, NestedTooDeep, NumberOutOfRange, ForbiddenCharacter: with the path.
    """
    keys_seen: list[set[str] | None] = []  # one entry an open container: its keys, or None for an array
    path: list[_Step] = []
    expects_key = False
    for match in _TOKEN.finditer(raw):
        token = match.group()
        kind = token[0]
        if kind == 0x22:  # "
            if _NUL.search(token) is not None:
                raise ForbiddenCharacter("a string holds U+0000", where=_place(path), mend="remove the character")
            if expects_key:
                key = _text(token)
                seen = keys_seen[-1]
                assert seen is not None
                path[-1] = key
                if key in seen:
                    raise DuplicateKey("the key stands there twice", where=_place(path), mend="send it once")
                seen.add(key)
                expects_key = False
        elif kind in {0x7B, 0x5B}:  # { [
            if len(keys_seen) >= depth:
                raise NestedTooDeep(
                    f"the event is nested deeper than {depth} levels", where=f"byte {match.start()}", mend="flatten it"
                )
            expects_key = kind == 0x7B
            keys_seen.append(set() if expects_key else None)
            path.append("" if expects_key else 0)
        elif kind in {0x7D, 0x5D}:  # } ]
            keys_seen.pop()
            path.pop()
            expects_key = False
        elif kind == 0x2C:  # ,
            expects_key = keys_seen[-1] is not None
            step = path[-1]
            if isinstance(step, int):
                path[-1] = step + 1
        elif len(token) > 18 and token.lstrip(b"-").isdigit() and int(token[:40]) not in _INT64:
            raise NumberOutOfRange("an integer does not fit in 64 bits", where=_place(path), mend="send it as a string")


def _place(path: list[_Step]) -> str:
    """A path that shows only keys that look like names, as a key can hold anything."""
    parts = ["$"]
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            parts.append(f".{step}" if _PLAIN_KEY.fullmatch(step) else ".?")
    return "".join(parts)
