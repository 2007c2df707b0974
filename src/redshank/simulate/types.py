"""What a simulation is asked for, and the small facts that its parts exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from redshank.simulate.errors import InvalidSimulation

Surface = Literal["api", "chat", "image", "agent"]
Plan = Literal["free", "pro", "team", "enterprise"]
Rhythm = Literal["people", "office", "machine"]

DAY: Final = 86_400.0
HOUR: Final = 3_600.0
MINUTE: Final = 60.0

REFERENCE_ACCOUNTS: Final = 50_000
REFERENCE_EVENTS: Final = 1_000_000
MOST_DAYS: Final = 400.0
# 2026-06-01 is a Monday: weeks in a run line up with the calendar's.
DEFAULT_START: Final = 1_780_272_000.0


@dataclass(frozen=True, slots=True)
class SimulationConfig:
    """What to simulate. The same configuration always gives the same bytes.

    Attributes:
        seed: any whole number; every draw derives from it.
        events: lines to produce, duplicates and malformed ones included; exact.
        days: span of the simulated time, in days; may be a fraction.
        accounts: accounts that exist by the end of the span.
        start: start of the span, seconds since the epoch (UTC).
        late_share: share of the events that arrive minutes to two days after they happened.
        duplicate_share: share of the lines that are an earlier line again, byte for byte.
        malformed_share: share of the lines that no reader should accept.
        hostile_share: share of accounts and prompts that carry markup, formulas or injected instructions.
        operations: plant the operations and their twins; without them all accounts are ordinary.
        open_end: what begins before the end may go on after it; otherwise it is pressed into the span.

    Raises:
        InvalidSimulation: a number is out of its range.
    """

    seed: int = 42
    events: int = REFERENCE_EVENTS
    days: float = 30.0
    accounts: int = REFERENCE_ACCOUNTS
    start: float = DEFAULT_START
    late_share: float = 0.01
    duplicate_share: float = 0.004
    malformed_share: float = 0.001
    hostile_share: float = 0.003
    operations: bool = True
    open_end: bool = False

    def __post_init__(self) -> None:
        if self.events < 1:
            raise InvalidSimulation("there must be at least one event", where="events")
        if self.accounts < 1:
            raise InvalidSimulation("there must be at least one account", where="accounts")
        if not 0 < self.days <= MOST_DAYS:
            raise InvalidSimulation(f"days must be above 0 and at most {MOST_DAYS:g}", where="days")
        if not 0 <= self.start <= 4e9:
            raise InvalidSimulation("the start must lie between 1970 and 2096", where="start")
        for name in ("late_share", "duplicate_share", "malformed_share", "hostile_share"):
            if not 0 <= getattr(self, name) <= 0.5:
                raise InvalidSimulation(f"{name} must lie between 0 and 0.5", where=name)

    @property
    def span(self) -> float:
        """Length of the simulated time in seconds."""
        return self.days * DAY

    @property
    def end(self) -> float:
        """End of the simulated time, seconds since the epoch."""
        return self.start + self.span

    @property
    def scale(self) -> float:
        """Size of this run against the reference run of 1M events and 50,000 accounts."""
        return min(self.accounts / REFERENCE_ACCOUNTS, self.events / REFERENCE_EVENTS)


class Emitted(NamedTuple):
    """One event as a script made it.

    Attributes:
        at: when it happened, seconds since the epoch.
        id: CloudEvents id.
        line: the encoded event, without a line end.
    """

    at: float
    id: str
    line: bytes


class Arrival(NamedTuple):
    """One line as the platform's receiver sees it; sorts by arrival.

    Attributes:
        at: when it arrives, seconds since the epoch.
        ordinal: place among equal times; unique in a run.
        line: what is sent, without a line end; never holds a line break.
    """

    at: float
    ordinal: int
    line: bytes


class Membership(NamedTuple):
    """What an account is in truth.

    Attributes:
        kind: `operation`, `twin`; ordinary accounts have none.
        operation: name of the operation (for a twin: of the operation it resembles).
        instance: number of the crew or group within it, from 0.
        role: `actor`, `victim`, `lookalike`.
    """

    kind: Literal["operation", "twin"]
    operation: str
    instance: int
    role: str
