"""What every planted operation and every twin is made with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal

from redshank.simulate.behaviour import Script, enrolling, paying
from redshank.simulate.randomness import generator
from redshank.simulate.scene import Scene
from redshank.simulate.types import DAY, MINUTE, Emitted, Membership, Rhythm
from redshank.simulate.world import Account, World

_SLOWER: Final = 0.35  # power by which an account's events grow with the run


@dataclass(slots=True, eq=False)
class Visit:
    """One stretch of activity of one account.

    Attributes:
        at: start, seconds since the epoch.
        size: events to take from the script.
        account: whose it is.
        script: what happens.
        deed: the operation that the visit serves; none for ordinary use, also that of a victim or of an actor's cover.
    """

    at: float
    size: int
    account: Account
    script: Script
    deed: str | None = None


class Planter:
    """Recruits accounts for one operation (or one twin) and plans their visits.

    Args:
        world: where the accounts are added.
        operation: its name.
        kind: whether the accounts act for the operation or only resemble it.
    """

    def __init__(self, world: World, operation: str, kind: Literal["operation", "twin"]) -> None:
        self.world = world
        self.calendar = world.calendar
        self.operation = operation
        self.kind = kind
        self.rng: Random = generator(world.config.seed, operation, kind)
        self.visits: list[Visit] = []
        self._scale: float = world.config.scale
        self._billed_share = min(1.0, world.config.days / 30)

    def count(self, at_reference: int, least: int) -> int:
        """So many accounts or groups, in proportion to the run's size."""
        return max(least, round(at_reference * self._scale))

    def size(self, at_reference: int, least: int) -> int:
        """So many events for one account: grows more slowly than the run, and differs between accounts."""
        middle: float = max(least, at_reference * min(1.0, self._scale**_SLOWER))
        return max(2, round(middle * self.rng.uniform(0.7, 1.3)))

    def recruit(self, instance: int, role: str = "", ordinary: bool = False, **given: Any) -> Account:
        """One more account for the group with this number.

        Args:
            instance: number of the crew, ring or team, from 0.
            role: `actor` for an operation and `lookalike` for a twin when left out; else `victim`.
            ordinary: it also makes ordinary visits.
            given: attributes of the account that must not be left to chance.
        """
        role = role or ("actor" if self.kind == "operation" else "lookalike")
        membership = Membership(self.kind, self.operation, instance, role)
        account = self.world.add(self.rng, membership=membership, ordinary=ordinary, **given)
        if not ordinary and account.created_at < self.world.config.start and self.rng.random() < self._billed_share:
            self.bill(account, self.calendar.at(self.rng.random()))
        return account

    def plan(self, account: Account, at: float, size: int, script: Script) -> None:
        """A visit that belongs to the operation; it starts inside the span and after the account exists."""
        config = self.world.config
        start = max(at, account.created_at, config.start)
        if start < config.end:
            self.visits.append(
                Visit(start, size, account, script, self.operation if self.kind == "operation" else None)
            )

    def join(self, account: Account, size: int, script: Script) -> None:
        """The account's first visit: it signs up, pays for a paid plan, then follows the script.

        Args:
            account: who signs up at `created_at`.
            size: events to take, the sign-up's two among them; a payment comes on top.
            script: what follows.
        """

        def whole(scene: Scene) -> Iterator[Emitted]:
            yield from enrolling(scene)
            if account.card is not None:
                yield from paying(scene)
                scene.wait(MINUTE)
            yield from script(scene)

        account.sign_up_planned = True
        self.plan(account, account.created_at, size + (account.card is not None), whole)

    def bill(self, account: Account, at: float) -> None:
        """The monthly charge for a paid plan."""
        if account.card is not None:
            self.plan(account, at, 1, paying)

    def newcomer(self, low: float = 0.0, high: float = 0.9) -> float:
        """A sign-up moment between two shares of the span."""
        return self.calendar.at(self.rng.uniform(low, high))

    def resident(self, least_days: float = 20, most_days: float = 400) -> float:
        """A sign-up moment so long before the span."""
        return self.world.config.start - self.rng.uniform(least_days, most_days) * DAY

    def spread(
        self,
        account: Account,
        size: int,
        script: Script,
        *,
        each: int,
        rhythm: Rhythm,
        zone: float | None = None,
        after: float | None = None,
    ) -> None:
        """Several visits of about `each` events, placed by the rhythm, `size` events in total.

        Args:
            account: whose visits.
            size: events in total.
            script: what happens on each visit.
            each: events of one visit.
            rhythm: whose hours they keep.
            zone: hours ahead of UTC of those hours; the account's country's when left out.
            after: no visit before this moment; shortly after the account's sign-up when left out.
        """
        left = size
        while left > 0:
            share = min(left, max(2, round(each * self.rng.uniform(0.6, 1.4))))
            begin = account.created_at + 5 * MINUTE if after is None else after
            at = self.calendar.moment(self.rng, account.country.zone if zone is None else zone, rhythm, begin)
            self.plan(account, at, share, script)
            left -= share


@dataclass(frozen=True, slots=True)
class Operation:
    """A planted operation with its benign twin.

    Attributes:
        name: stable, as in the truth file.
        twin: name of the twin.
        plant: recruits and plans the operation.
        plant_twin: recruits and plans the twin.
    """

    name: str
    twin: str
    plant: Callable[[Planter], None]
    plant_twin: Callable[[Planter], None]
