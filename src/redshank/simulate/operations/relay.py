"""Reseller relay, and the licensed reseller.

A few pro accounts stand behind somebody's gateway: unrelated topics, languages and system instructions at all hours
from one address; the siblings share gateway, program and card and take turns, so that a conversation hops between
accounts.

The twin is as mixed and busy, as a verified enterprise that passes on its customers as end users.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script, exchange, some_model
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.randomness import opaque_id
from redshank.simulate.scene import Scene
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import TOPICS
from redshank.simulate.text.talk import Talk
from redshank.simulate.types import MINUTE, Emitted

_THREADS = 60  # long conversations of the gateway's customers in a run
_TURNS = 40


def plant(planter: Planter) -> None:
    """Gateways with half a dozen accounts behind each."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for gateway in range(planter.count(3, 1)):
        addresses = rng.choice(world.internet.hosting).neighbours(rng, rng.randrange(1, 3))
        program = world.program(rng)
        card = world.card(rng, rng.choice(COUNTRIES).code)
        step = calendar.span / _THREADS
        threads = [opaque_id("con", rng) for _ in range(_THREADS)]
        for _ in range(planter.count(6, 4)):
            account = planter.recruit(
                gateway,
                plan="pro",
                surfaces=("api",),
                rhythm="machine",
                created_at=planter.resident(3, 60),
                home=rng.choice(addresses),
                program=program,
                card=card,
            )
            script = relaying(threads, world.config.start, step)
            planter.spread(account, planter.size(520, 110), script, each=16, rhythm="machine")


def relaying(threads: list[str], start: float, step: float) -> Script:
    """Whatever the gateway's customers ask; one request in three belongs to a thread that lives on several accounts."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng, account = scene.rng, scene.account
        assert account.program is not None
        scene.surface = "api"
        scene.key = account.key
        scene.come_from(account.home, account.program)
        while True:
            country = rng.choice(COUNTRIES)
            scene.system = scene.world.some_system(rng) if rng.random() < 0.7 else ""
            scene.model = some_model(rng)
            scene.max_tokens = rng.choice((512, 1024, 2048, 4096))
            talk = Talk(rng, pick(rng, country.languages), (pick(rng, tuple(TOPICS)),))
            place = (scene.at - start) / step
            if rng.random() < 0.35 and place >= 0:
                # The thread of this stretch of time or one of the two before it.
                number = max(0, min(int(place), len(threads) - 1) - rng.randrange(3))
                scene.begin(threads[number], turn=1 + int((place - number) * _TURNS))
                yield from exchange(scene, talk)
            else:
                scene.begin()
                yield from exchange(scene, talk, opening=True)
            scene.wait(25)

    return script


def plant_twin(planter: Planter) -> None:
    """Licensed resellers with two busy servers each."""
    rng, world = planter.rng, planter.world
    for reseller in range(planter.count(3, 1)):
        organization = world.organization(rng, "enterprise", rng.choice(COUNTRIES))
        organization.servers = [world.internet.server(rng) for _ in range(2)]
        for _ in range(planter.count(4, 2)):
            account = planter.recruit(
                reseller,
                organization=organization,
                surfaces=("api",),
                rhythm="machine",
                created_at=planter.resident(90),
                passes_end_users=True,
                interests=tuple(TOPICS),
            )
            planter.spread(account, planter.size(600, 140), serving, each=20, rhythm="machine")


def serving(scene: Scene) -> Iterator[Emitted]:
    """Many customers, named one by one, under the reseller's own instructions."""
    rng, account = scene.rng, scene.account
    assert account.program is not None
    scene.surface = "api"
    scene.key = account.key
    scene.come_from(rng.choice(account.organization.servers), account.program)
    scene.system = account.organization.system
    scene.model = some_model(rng)
    scene.max_tokens = 2048
    while True:
        country = rng.choice(COUNTRIES)
        scene.end_user = opaque_id("usr", rng)
        scene.begin()
        talk = Talk(rng, pick(rng, country.languages), account.interests)
        yield from exchange(scene, talk, opening=True)
        while rng.random() < 0.4:
            scene.wait(MINUTE)
            yield from exchange(scene, talk)
        scene.wait(20)


OPERATION = Operation("reseller_relay", "licensed_reseller", plant, plant_twin)
