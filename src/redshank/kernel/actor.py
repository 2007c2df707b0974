"""Who does something: a person, an API key, a rule set, or Redshank itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ActorKind = Literal["person", "key", "rules", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, with what they may do.

    Attributes:
        kind: a signed-in person, an API key, an automated rule set, or Redshank itself.
        id: `per_...`, `key_...`, a rule-set version, or a part's name.
        label: what to show a human; never content.
        scopes: permissions such as `events:write`; see the reference.
    """

    kind: ActorKind
    id: str
    label: str
    scopes: frozenset[str] = field(default_factory=frozenset)


SYSTEM = Actor("system", "redshank", "Redshank", frozenset({"*"}))
