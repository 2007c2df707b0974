"""Distillation across many accounts, and the evaluation team.

A group copies a model: many accounts of seemingly unrelated people walk through ever new items inside a few
scaffolds that ask for full reasoning, evenly over day and night, with long outputs, from hosting networks. A few
cards pay for them.

The twin is one verified enterprise that evaluates models: scaffolds and long outputs too, but the same items again
for every model, in bursts after releases, under one organisation.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.randomness import generator
from redshank.simulate.scene import TEXT_MODELS, Scene
from redshank.simulate.text.abuse import EVALUATION, ITEMS, SCAFFOLDS, WORKED
from redshank.simulate.types import DAY, Emitted


def plant(planter: Planter) -> None:
    """Groups of some thirty accounts that share scaffolds and cards."""
    rng, world = planter.rng, planter.world
    for group in range(planter.count(3, 1)):
        scaffolds = tuple(rng.sample(SCAFFOLDS, 2))
        programs = [world.program(rng).user_agent for _ in range(2)]
        cards = [world.card(rng, rng.choice(COUNTRIES).code) for _ in range(planter.count(5, 2))]
        for _ in range(planter.count(30, 8)):
            fresh = rng.random() < 0.5
            account = planter.recruit(
                group,
                plan="pro",
                surfaces=("api",),
                rhythm="machine",
                created_at=planter.newcomer(0.0, 0.3) if fresh else planter.resident(2, 60),
                home=world.internet.server(rng),
                program=world.program(rng, rng.choice(programs)),
                card=rng.choice(cards),
            )
            script = copying(scaffolds)
            if fresh:
                planter.join(account, 4, script)
            planter.spread(account, planter.size(210, 60), script, each=12, rhythm="machine")


def copying(scaffolds: tuple[str, ...]) -> Script:
    """Ever new items, never one twice, each with its full reasoning."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        _at_work(scene)
        scene.model = "marram-large"
        scene.temperature = 1.0
        while True:
            scene.begin()
            item = _item(rng.getrandbits(48))
            yield scene.ask(rng.choice(scaffolds).format(number=rng.randrange(100_000, 1_000_000), item=item))
            scene.wait(14)
            yield scene.answer(
                "".join([WORKED.fill(rng) for _ in range(7)]), output_tokens=1200 + int(rng.expovariate(1 / 900))
            )
            scene.wait(75)

    return script


def plant_twin(planter: Planter) -> None:
    """Enterprises with a benchmark of sixty items."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for company in range(planter.count(2, 1)):
        organization = world.organization(rng, "enterprise", rng.choice(COUNTRIES))
        releases = [calendar.at(share) for share in (0.15, 0.45, 0.8)]
        for member in range(planter.count(20, 5)):
            account = planter.recruit(
                company, organization=organization, surfaces=("api",), rhythm="office", created_at=planter.resident(60)
            )
            for release, at in enumerate(releases):
                begin = at + calendar.lasting(rng.uniform(0, 2) * DAY, 0.05)
                planter.plan(account, begin, planter.size(70, 24), benchmarking(company, member, release))


def benchmarking(suite: int, member: int, release: int) -> Script:
    """The member's part of the suite, on each model in turn."""

    def script(scene: Scene) -> Iterator[Emitted]:
        _at_work(scene)
        scene.temperature = 0.0
        place = 0
        while True:
            number = place % 12 + 12 * (member % 5)
            scene.model = TEXT_MODELS[(place // 12 + release) % len(TEXT_MODELS)]
            scene.begin()
            yield scene.ask(EVALUATION.format(suite=f"B{suite + 3}", number=number, item=_item(suite * 1000 + number)))
            scene.wait(10)
            yield scene.answer(
                "".join([WORKED.fill(scene.rng) for _ in range(6)]),
                output_tokens=900 + int(scene.rng.expovariate(1 / 700)),
            )
            scene.wait(4)
            place += 1

    return script


def _at_work(scene: Scene) -> None:
    """From the account's server, with its key."""
    account = scene.account
    assert account.program is not None
    scene.surface = "api"
    scene.key = account.key_at(scene.at)
    scene.come_from(account.home, account.program)
    scene.max_tokens = 4096


def _item(number: int) -> str:
    """The item with a number; the same number is the same item."""
    rng = generator(number, "item")
    a, b, c = (str(rng.randrange(2, high)) for high in (98, 60, 900))
    return ITEMS.fill(rng, a=a, b=b, c=c)


OPERATION = Operation("distillation", "evaluation_team", plant, plant_twin)
