"""Romance-scam ring, and the novelist and the shy.

Accounts of a ring court many targets in the voice of a few invented characters, from few devices on one network in
shift hours that don't fit the countries they give; after some days they turn to money, and targets report them.

The twins write about love too: a novelist keeps two characters over many chapters, shy people polish messages. One
account each, no reports.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script, sentences
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.scene import Scene
from redshank.simulate.text import names
from redshank.simulate.text.abuse import ASKING, COURTING, DATING, NOVEL, PERSONAS, TARGETS
from redshank.simulate.text.compose import Phrases, pick
from redshank.simulate.text.english import ANSWERS, REFUSALS
from redshank.simulate.types import HOUR, Emitted


def plant(planter: Planter) -> None:
    """Rings of a dozen accounts on four devices."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for ring in range(planter.count(4, 1)):
        office = rng.choice(COUNTRIES)
        addresses = rng.choice(world.internet.providers[office.code]).neighbours(rng, 2)
        devices = [world.browser(rng) for _ in range(4)]
        personas = rng.sample(PERSONAS, 2)
        for _ in range(planter.count(14, 5)):
            account = planter.recruit(
                ring,
                plan="pro" if rng.random() < 0.4 else "free",
                surfaces=("chat",),
                created_at=planter.newcomer(0.0, 0.3) if rng.random() < 0.5 else planter.resident(1, 30),
                home=rng.choice(addresses) if rng.random() < 0.8 else world.internet.vpn(rng),
                devices=[rng.choice(devices)],
            )
            targets = rng.sample(TARGETS, rng.randrange(5, 10))
            first = max(account.created_at, world.config.start)
            if account.created_at >= world.config.start:
                planter.join(account, 4, courting(personas, targets, 0.0))
            turn = first + (world.config.end - first) * rng.uniform(0.25, 0.5)
            left = planter.size(56, 34)
            while left > 0:
                share = min(left, rng.randrange(4, 9))
                at = calendar.moment(rng, office.zone, "office", first + 0.2 * HOUR)
                planter.plan(account, at, share, courting(personas, targets, 0.6 if at > turn else 0.02))
                left -= share
            for _ in range(rng.randrange(0, 3)):
                planter.plan(account, turn + rng.uniform(0.1, 0.9) * (world.config.end - turn), 1, being_reported)


def courting(personas: list[str], targets: list[str], asking: float) -> Script:
    """Affection for one name after the other; then money, with a given frequency."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        while True:
            scene.begin()
            persona, target = pick(rng, personas), pick(rng, targets)
            for _ in range(rng.randrange(1, 4)):
                phrases = ASKING if rng.random() < asking else COURTING
                yield scene.ask(phrases.fill(rng, persona=persona, target=target, signature=persona.split(",")[0]))
                scene.wait(6)
                yield _reply(scene, 0.12 if phrases is ASKING else 0.01)
                scene.wait(90)
            scene.wait(120)

    return script


def being_reported(scene: Scene) -> Iterator[Emitted]:
    """A target, or somebody who loves them, reports the account."""
    while True:
        yield scene.report("scam")
        scene.wait(HOUR)


def plant_twin(planter: Planter) -> None:
    """Novelists and shy people, each alone."""
    rng = planter.rng
    for writer in range(planter.count(60, 6)):
        account = planter.recruit(
            writer,
            ordinary=True,
            plan="pro" if rng.random() < 0.5 else "free",
            language="en",
            surfaces=("chat",),
            interests=("writing",),
            created_at=planter.resident(),
        )
        script = writing(NOVEL if writer % 3 else DATING, pick(rng, names.GIVEN).capitalize(), pick(rng, TARGETS))
        planter.spread(account, planter.size(40, 20), script, each=7, rhythm="people")


def writing(phrases: Phrases, hero: str, heroine: str) -> Script:
    """Work on the same book, or the same shyness."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        while True:
            scene.begin()
            chapter = str(rng.randrange(1, 30))
            for _ in range(rng.randrange(1, 5)):
                yield scene.ask(phrases.fill(rng, chapter=chapter, hero=hero, heroine=heroine))
                scene.wait(8)
                yield _reply(scene, 0.01)
                scene.wait(150)
            scene.wait(400)

    return script


def _reply(scene: Scene, refusing: float) -> Emitted:
    if scene.rng.random() < refusing:
        return scene.answer(REFUSALS.fill(scene.rng), refused=True)
    return scene.answer("".join([ANSWERS.fill(scene.rng, topic="the letter") for _ in range(sentences(scene.rng))]))


OPERATION = Operation("romance_scam", "novelist_and_shy", plant, plant_twin)
