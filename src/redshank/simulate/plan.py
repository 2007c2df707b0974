"""Draws up a run: who exists, who visits when, and which lines will be late, doubled or broken."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

from redshank.simulate import behaviour
from redshank.simulate.errors import InvalidSimulation
from redshank.simulate.operations import OPERATIONS
from redshank.simulate.operations.base import Planter, Visit
from redshank.simulate.randomness import generator
from redshank.simulate.types import DAY, MINUTE, SimulationConfig
from redshank.simulate.world import Account, World

_MOST_PLANTED: Final = 0.5  # of the events of a run too short for all operations
_NEWCOMERS: Final = 0.03  # of the accounts that live on
_RETURNS_SOON: Final = 0.35
_MEDIAN_VISIT: Final = {"api": 2.1, "chat": 1.6, "image": 1.5, "agent": 2.0}  # logarithms of events
_VISIT_SPREAD: Final = 0.8


@dataclass(frozen=True, slots=True)
class Plan:
    """A run before it is rendered.

    Attributes:
        visits: by start.
        own_events: events that the visits make; with `duplicates` and `malformed` exactly the lines asked for.
        late: places (in order of making) of events that arrive late.
        duplicates: places of events whose line is sent again, once for each entry.
        malformed: places of events that are preceded by a broken attempt, once for each entry.
    """

    config: SimulationConfig
    world: World
    visits: list[Visit]
    own_events: int
    late: frozenset[int]
    duplicates: dict[int, int]
    malformed: dict[int, int]


def draw_up(config: SimulationConfig, world: World | None = None) -> Plan:
    """Plan a run.

    Args:
        config: what to simulate.
        world: people from an earlier run who live on in this one and are joined by some newcomers; it is changed.
            `config.accounts` then only says how large the operations are. A fresh world when left out.

    Raises:
        InvalidSimulation: fewer accounts are asked for than the operations and their twins need.
    """
    fresh = world is None
    if world is None:
        world = World(config)
    else:
        world.live_on(config)
    duplicates = round(config.events * config.duplicate_share)
    malformed = round(config.events * config.malformed_share)
    own_events = max(1, config.events - duplicates - malformed)

    visits = _plant(world) if config.operations else []
    if fresh and len(world.accounts) > config.accounts:
        raise InvalidSimulation(
            f"the planted operations and their twins need {len(world.accounts)} accounts",
            where="accounts",
            mend=f"ask for at least {len(world.accounts)} accounts, or plant no operations",
        )
    visits = _thin(visits, round(own_events * _MOST_PLANTED), generator(config.seed, "thinning"))
    world.settle(config.accounts if fresh else round(len(world.accounts) * (1 + _NEWCOMERS)))
    visits += _ordinary_visits(world, own_events - sum(visit.size for visit in visits))
    # Equal starts keep the order of planning, which is the same in every run.
    visits.sort(key=lambda visit: visit.at)

    rng = generator(config.seed, "flaws")
    return Plan(
        config=config,
        world=world,
        visits=visits,
        own_events=own_events,
        late=frozenset(rng.sample(range(own_events), round(own_events * config.late_share))),
        duplicates=_places(rng, own_events, config.events - own_events - malformed),
        malformed=_places(rng, own_events, malformed),
    )


def _plant(world: World) -> list[Visit]:
    """All operations and twins."""
    visits: list[Visit] = []
    for operation in OPERATIONS:
        for kind, plant in (("operation", operation.plant), ("twin", operation.plant_twin)):
            planter = Planter(world, operation.name, "operation" if kind == "operation" else "twin")
            plant(planter)
            visits += planter.visits
    return visits


def _thin(visits: list[Visit], most: int, rng: Random) -> list[Visit]:
    """Leave out visits by chance until the rest makes at most so many events."""
    total = sum(visit.size for visit in visits)
    if total <= most:
        return visits
    kept = list(visits)
    rng.shuffle(kept)
    while total > most:
        total -= kept.pop().size
    return kept


def _ordinary_visits(world: World, budget: int) -> list[Visit]:
    """Visits of ordinary accounts that make exactly `budget` events: one for each, then by activity."""
    config, calendar = world.config, world.calendar
    rng = generator(config.seed, "ordinary")
    people = [account for account in world.accounts if account.ordinary]
    visits: list[Visit] = []
    left = budget

    def add(account: Account, at: float, script: behaviour.Script, least: int) -> None:
        nonlocal left
        wanted = least + int(rng.lognormvariate(_MEDIAN_VISIT[account.surfaces[0]], _VISIT_SPREAD))
        size = min(wanted, left)
        if size:
            visits.append(Visit(at, size, account, script))
            left -= size

    for account in rng.sample(people, len(people)):
        newcomer = config.start <= account.created_at < config.end
        if newcomer and not account.sign_up_planned:
            add(account, account.created_at, behaviour.first_visit, 3)
            continue
        bills = account.plan != "free" and rng.random() < config.days / 30
        after = account.created_at + 30 * MINUTE if newcomer else None
        at = calendar.moment(rng, account.country.zone, account.rhythm, after)
        add(account, at, behaviour.billing_visit if bills else behaviour.visit, 1)
        if not left:
            return visits

    steps = list(accumulate(account.activity for account in people))
    while left and people:
        for account in rng.choices(people, cum_weights=steps, k=1 + left // 20):
            after = account.created_at + 30 * MINUTE if account.created_at > config.start else None
            at = calendar.moment(rng, account.country.zone, account.rhythm, after)
            add(account, at, behaviour.visit, 1)
            while left and rng.random() < _RETURNS_SOON:
                at += min(rng.lognormvariate(8.2, 0.9), 0.2 * DAY)
                if at < config.end:
                    add(account, at, behaviour.visit, 1)
    return visits


def _places(rng: Random, events: int, count: int) -> dict[int, int]:
    """So many places among the events, with repetition, each with how often it was drawn."""
    drawn: dict[int, int] = {}
    for _ in range(count):
        place = rng.randrange(events)
        drawn[place] = drawn.get(place, 0) + 1
    return drawn
