"""Ban evasion, and the customer who signs up again.

Somebody harasses until the account is shut, and is back within days under a new address: the same device or card,
mostly the same network, a variation of the old name, the same behaviour.

The twin also opens a second account with the same device and card, after a change of employer or a lost mailbox.
There was no abuse before and none after.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import sentences, visit
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.scene import Scene
from redshank.simulate.text import names
from redshank.simulate.text.abuse import HARASSING
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import ANSWERS, REFUSALS
from redshank.simulate.types import DAY, HOUR, Emitted
from redshank.simulate.world import Account


def plant(planter: Planter) -> None:
    """Each actor has three to five accounts, one after the other."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for actor in range(planter.count(25, 2)):
        country = rng.choice(COUNTRIES)
        home, device, card = world.internet.home(rng, country.code), world.browser(rng), world.card(rng, country.code)
        stem = f"{pick(rng, names.GIVEN)}{pick(rng, names.FAMILY)}"
        moment = planter.newcomer(0.02, 0.25)
        for life in range(rng.randrange(3, 6)):
            pays = rng.random() < 0.4
            account = planter.recruit(
                actor,
                plan="pro" if pays else "free",
                country=country,
                language="en",
                surfaces=("chat",),
                created_at=moment,
                email=f"{stem}{'.' * (life % 2)}{rng.randrange(100)}@{pick(rng, names.MAILBOXES)}",
                home=home if rng.random() < 0.8 else world.internet.vpn(rng),
                devices=[device if pays is False or rng.random() < 0.6 else world.browser(rng)],
                card=card if pays else None,
            )
            lasts = calendar.lasting(rng.uniform(2, 5) * DAY, 0.12)
            planter.join(account, planter.size(8, 6), harassing)
            for share in (0.3, 0.6):
                planter.plan(account, moment + share * lasts, planter.size(8, 5), harassing)
            for _ in range(rng.randrange(1, 4)):
                planter.plan(account, moment + rng.uniform(0.5, 1.0) * lasts, 1, being_reported)
            moment += lasts + calendar.lasting(rng.uniform(2, 40) * HOUR, 0.04)
            if moment >= world.config.end:
                break


def harassing(scene: Scene) -> Iterator[Emitted]:
    """Cruel texts about real people; half are refused."""
    rng = scene.rng
    while True:
        scene.begin()
        for _ in range(rng.randrange(1, 4)):
            yield scene.ask(HARASSING.fill(rng))
            scene.wait(5)
            if rng.random() < 0.5:
                yield scene.answer(REFUSALS.fill(rng), refused=True)
            else:
                yield scene.answer("".join([ANSWERS.fill(rng, topic="the message") for _ in range(sentences(rng))]))
            scene.wait(45)
        scene.wait(200)


def being_reported(scene: Scene) -> Iterator[Emitted]:
    """Somebody has had enough."""
    while True:
        yield scene.report("harassment")
        scene.wait(HOUR)


def plant_twin(planter: Planter) -> None:
    """An old account falls silent, a new one goes on in its place."""
    rng, calendar = planter.rng, planter.calendar
    for customer in range(planter.count(60, 5)):
        old = planter.recruit(
            customer, plan=rng.choice(("free", "pro")), surfaces=("chat",), created_at=planter.resident()
        )
        change = calendar.at(rng.uniform(0.3, 0.7))
        planter.bill(old, calendar.at(rng.uniform(0.02, 0.28)))
        for _ in range(2):
            planter.plan(old, calendar.at(rng.uniform(0.02, 0.28)), planter.size(6, 4), visit)
        new = planter.recruit(
            customer,
            plan="pro",
            country=old.country,
            language=old.language,
            surfaces=("chat",),
            interests=old.interests,
            created_at=change,
            email=_new_email(planter, old),
            home=old.home,
            devices=old.devices,
            card=old.card,
        )
        planter.join(new, planter.size(6, 5), visit)
        planter.spread(new, planter.size(10, 6), visit, each=6, rhythm="people")


def _new_email(planter: Planter, old: Account) -> str:
    """A new employer's address or another mailbox, under the same name."""
    rng = planter.rng
    local = old.email.partition("@")[0].split("+")[0]
    if rng.random() < 0.5:
        return f"{local}@{pick(rng, names.COMPANY_FIRST)}{pick(rng, names.COMPANY_SECOND)}.example"
    return f"{local}{rng.randrange(10, 99)}@{pick(rng, names.MAILBOXES)}"


OPERATION = Operation("ban_evasion", "returning_customer", plant, plant_twin)
