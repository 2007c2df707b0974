"""Key theft and resale, and the team that rotates its keys and travels.

A customer's key leaks. It is tried from a network it has never used, then sold: many clients in many countries use
it at the same time, with other libraries, topics and languages, at all hours and at a multiple of the owner's
volume, while the owner's own traffic goes on. The owner is a victim.

The twin's keys change too, and its people turn up in new countries, but one after the other, with their own
programs, system instructions and topics.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script, arrive, calling, exchange, some_model
from redshank.simulate.networks import COUNTRIES, Address
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.randomness import opaque_id
from redshank.simulate.scene import Scene
from redshank.simulate.text.abuse import TRIES
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import TOPICS
from redshank.simulate.text.talk import Talk
from redshank.simulate.types import DAY, HOUR, Emitted
from redshank.simulate.world import Account, Device


def plant(planter: Planter) -> None:
    """Each victim's key has one life of abuse."""
    rng, calendar = planter.rng, planter.calendar
    for theft in range(planter.count(20, 2)):
        owner = planter.recruit(
            theft,
            "victim",
            ordinary=True,
            plan=rng.choice(("pro", "team")),
            surfaces=("api",),
            rhythm="office",
            created_at=planter.resident(60),
            activity=8.0,
        )
        leak = calendar.at(rng.uniform(0.15, 0.6))
        for _ in range(rng.randrange(1, 3)):
            planter.plan(
                owner,
                leak + rng.uniform(0, 0.02) * calendar.span,
                rng.randrange(2, 5),
                trying(planter.world.internet.vpn(rng)),
            )
        sale = leak + calendar.lasting(rng.uniform(2, 20) * HOUR, 0.05)
        shut = sale + calendar.lasting(rng.uniform(2, 5) * DAY, 0.25)
        buyers = [_buyer(planter) for _ in range(rng.randrange(10, 24))]
        left = planter.size(420, 130)
        while left > 0:
            share = min(left, rng.randrange(3, 11))
            planter.plan(owner, rng.uniform(sale, shut), share, rng.choice(buyers))
            left -= share


def trying(address: Address) -> Script:
    """Does the key work?"""

    def script(scene: Scene) -> Iterator[Emitted]:
        scene.come_from(address, scene.world.program(scene.rng, "curl/8.5.0"))
        scene.key = scene.account.key
        scene.max_tokens = 5
        while True:
            scene.begin()
            yield scene.ask(pick(scene.rng, TRIES))
            scene.wait(0.5)
            yield scene.answer("ok", output_tokens=1 + scene.rng.randrange(4))
            scene.wait(20)

    return script


def _buyer(planter: Planter) -> Script:
    """One customer of the thief."""
    rng, world = planter.rng, planter.world
    country = rng.choice(COUNTRIES)
    address = world.internet.server(rng) if rng.random() < 0.4 else world.internet.home(rng, country.code)
    return with_key_of_another(
        address, world.program(rng), country.languages[0], (pick(rng, tuple(TOPICS)),), rng.random() < 0.5
    )


def with_key_of_another(
    address: Address, program: Device, language: str, interests: tuple[str, ...], large: bool
) -> Script:
    """Whatever the buyer wants, on the owner's bill."""

    def script(scene: Scene) -> Iterator[Emitted]:
        scene.come_from(address, program)
        scene.key = scene.account.key
        scene.model = "marram-large" if large else some_model(scene.rng)
        scene.max_tokens = 2048
        while True:
            scene.begin()
            talk = Talk(scene.rng, language, interests)
            yield from exchange(scene, talk, opening=True)
            while scene.rng.random() < 0.5:
                scene.wait(25)
                yield from exchange(scene, talk)
            scene.wait(40)

    return script


def plant_twin(planter: Planter) -> None:
    """Companies that rotate keys in the first half and travel in the second."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for company in range(planter.count(12, 1)):
        organization = world.organization(rng, "team", rng.choice(COUNTRIES))
        change = calendar.at(rng.uniform(0.2, 0.4))
        for _ in range(planter.count(7, 4)):
            member = planter.recruit(
                company,
                ordinary=True,
                organization=organization,
                surfaces=("api",),
                rhythm="office",
                created_at=planter.resident(),
                activity=2.0,
            )
            member.next_key = (change + rng.uniform(0, 0.01) * calendar.span, opaque_id("key", rng))
            planter.plan(member, member.next_key[0], 3, rotating)
            if rng.random() < 0.7:
                _travel(planter, member)


def _travel(planter: Planter, member: Account) -> None:
    """Three countries, one after the other."""
    rng, calendar = planter.rng, planter.calendar
    begin = rng.uniform(0.45, 0.55)
    for leg, country in enumerate(rng.sample(COUNTRIES, 3)):
        hotel = planter.world.internet.home(rng, country.code)
        for _ in range(2):
            at = calendar.at(begin + 0.13 * leg + rng.uniform(0, 0.11))
            planter.plan(member, at, planter.size(8, 5), abroad(hotel))


def rotating(scene: Scene) -> Iterator[Emitted]:
    """Make the new key, then go on with it."""
    arrive(scene)
    yield scene.make_key()
    scene.wait(60)
    yield from calling(scene)


def abroad(address: Address) -> Script:
    """The usual work with the usual program from a hotel."""

    def script(scene: Scene) -> Iterator[Emitted]:
        scene.surface = "api"
        arrive(scene)
        scene.come_from(address, scene.account.program or scene.account.devices[0])
        yield from calling(scene)

    return script


OPERATION = Operation("key_theft", "key_rotation_and_travel", plant, plant_twin)
