"""The ground truth of a run, kept apart from its events."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import msgspec

from redshank.simulate.plan import Plan

FORMAT: Final = "redshank-simulation-truth/1"


class Truth:
    """Collects what is true about the lines while they are rendered.

    Args:
        plan: the run; its accounts' memberships are the truth about accounts.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._events = 0
        self._late: list[dict[str, Any]] = []
        self._duplicates: list[str] = []
        self._malformed: list[dict[str, str]] = []
        self._deeds: dict[str, list[str]] = {}

    def event(self, deed: str | None, identifier: str) -> None:
        """A well-formed event; `deed` is the operation it serves."""
        self._events += 1
        if deed is not None:
            self._deeds.setdefault(deed, []).append(identifier)

    def late(self, identifier: str, delay: float) -> None:
        """An event that arrives so many seconds after it happened."""
        self._late.append({"id": identifier, "delay_s": round(delay, 3)})

    def duplicate(self, identifier: str) -> None:
        """An event whose line is sent once more."""
        self._duplicates.append(identifier)

    def malformed(self, identifier: str, kind: str) -> None:
        """A line that no reader should accept."""
        self._malformed.append({"id": identifier, "kind": kind})

    def document(self) -> dict[str, Any]:
        """The truth as one object; see the simulator's reference for its fields."""
        accounts: dict[str, dict[str, Any]] = {}
        groups: dict[tuple[str, str, int], Counter[str]] = {}
        for account in self._plan.world.accounts:
            membership = account.membership
            if membership is None:
                accounts[account.id] = {"kind": "ordinary"}
                continue
            accounts[account.id] = membership._asdict()
            group = groups.setdefault((membership.operation, membership.kind, membership.instance), Counter())
            group[membership.role] += 1
        return {
            "format": FORMAT,
            "config": asdict(self._plan.config),
            "counts": {
                "lines": self._events + len(self._duplicates) + len(self._malformed),
                "events": self._events,
                "duplicates": len(self._duplicates),
                "malformed": len(self._malformed),
                "late": len(self._late),
                "accounts": len(accounts),
            },
            "groups": [
                {"operation": operation, "kind": kind, "instance": instance, "roles": dict(roles)}
                for (operation, kind, instance), roles in sorted(groups.items())
            ],
            "accounts": accounts,
            "operation_events": self._deeds,
            "late": self._late,
            "duplicates": self._duplicates,
            "malformed": self._malformed,
        }

    def write(self, path: Path) -> None:
        """Write the truth as JSON, whole or not at all."""
        draft = path.with_name(path.name + ".part")
        draft.write_bytes(msgspec.json.encode(self.document()) + b"\n")
        draft.replace(path)
