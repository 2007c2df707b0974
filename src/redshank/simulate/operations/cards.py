"""Card testing, and failing cards.

Fresh accounts on a few devices try many different cards with small amounts within minutes, most of one issuer range
and most declined, and are dropped.

The twins are declined as well: subscribers whose own card fails again and again, and the customers of a bank that
has a bad day, one card each.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import PRICES, Script, visit
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.scene import Scene
from redshank.simulate.types import HOUR, MINUTE, Emitted


def plant(planter: Planter) -> None:
    """Crews of eight accounts on two devices, each crew with one bought list of cards."""
    rng, world = planter.rng, planter.world
    for crew in range(planter.count(8, 1)):
        devices = [world.browser(rng) for _ in range(2)]
        issuer, country = rng.sample(COUNTRIES, 2)
        bin_range = world.card(rng, issuer.code).bin
        moment = planter.newcomer(0.05, 0.85)
        for number in range(planter.count(8, 4)):
            account = planter.recruit(
                crew,
                plan="free",
                country=country,
                surfaces=("chat",),
                created_at=moment,
                verified=rng.random() < 0.4,
                phone=None,
                home=world.internet.vpn(rng) if rng.random() < 0.6 else world.internet.server(rng),
                devices=[devices[number % 2]],
            )
            planter.join(account, planter.size(34, 20), testing(issuer.code, bin_range))
            moment += rng.uniform(5 * MINUTE, planter.calendar.lasting(5 * HOUR, 0.02) + 6 * MINUTE)


def testing(issuer: str, bin_range: str) -> Script:
    """Card after card."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        while True:
            card = scene.world.card(rng, issuer, bin_range if rng.random() < 0.75 else None)
            yield scene.pay(card, rng.choice((1.0, 1.0, 2.0, 5.0)), "approved" if rng.random() < 0.14 else "declined")
            scene.wait(11)

    return script


def plant_twin(planter: Planter) -> None:
    """Subscribers with one failing card, and one bank's bad day."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for subscriber in range(planter.count(80, 6)):
        account = planter.recruit(
            subscriber, ordinary=True, plan="pro", surfaces=("chat",), created_at=planter.resident()
        )
        planter.spread(account, rng.randrange(4, 9), failing, each=4, rhythm="people")
    outage = calendar.at(rng.uniform(0.3, 0.7))
    country = rng.choice(COUNTRIES)
    bin_range = world.card(rng, country.code).bin
    for _ in range(planter.count(120, 15)):
        card = world.card(rng, country.code, bin_range)
        account = planter.recruit(
            planter.count(80, 6),
            ordinary=True,
            plan="pro",
            country=country,
            surfaces=("chat",),
            created_at=planter.resident(),
            card=card,
        )
        planter.plan(account, outage + rng.uniform(0, calendar.lasting(3 * HOUR, 0.05)), 1, declined)
        planter.plan(account, outage + calendar.lasting(rng.uniform(4, 30) * HOUR, 0.2), 1, approved)
        planter.spread(account, planter.size(6, 4), visit, each=5, rhythm="people")


def failing(scene: Scene) -> Iterator[Emitted]:
    """The own card, some more times, then the other own card; then use."""
    account, rng = scene.account, scene.rng
    assert account.card is not None
    for _ in range(rng.randrange(2, 5)):
        yield scene.pay(account.card, PRICES["pro"], "declined")
        scene.wait(4 * MINUTE)
    yield scene.pay(scene.world.card(rng, account.country.code), PRICES["pro"], "approved")
    scene.wait(5 * MINUTE)
    yield from visit(scene)


def declined(scene: Scene) -> Iterator[Emitted]:
    """The bank says no."""
    while True:
        assert scene.account.card is not None
        yield scene.pay(scene.account.card, PRICES["pro"], "declined")
        scene.wait(HOUR)


def approved(scene: Scene) -> Iterator[Emitted]:
    """The bank is back."""
    while True:
        assert scene.account.card is not None
        yield scene.pay(scene.account.card, PRICES["pro"], "approved")
        scene.wait(HOUR)


OPERATION = Operation("card_testing", "failing_cards", plant, plant_twin)
