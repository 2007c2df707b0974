"""The number that `GetActionId` gives for a CloudEvent: one definition for live, offline and replay."""

from __future__ import annotations

from hashlib import sha256


def action_number(source: str, identifier: str) -> int:
    """The event's id where that is a 63-bit number, else 63 bits of SHA-256 of source and id."""
    if identifier.isascii() and identifier.isdigit() and len(identifier) <= 19 and (number := int(identifier)) < 2**63:
        return number
    digest = sha256(f"{source}\0{identifier}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1
