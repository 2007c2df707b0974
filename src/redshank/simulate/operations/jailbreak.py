"""Jailbreak probing, and the red team.

Accounts try persona overrides, invented modes and encodings, and are mostly refused; when one wording works, others
copy it nearly verbatim within hours.

The twin sends the same texts with as many refusals, under contract: one verified enterprise, its own network,
office hours, numbered cases, system instructions that name the assessment.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from redshank.simulate.behaviour import Script, sentences
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.scene import Scene
from redshank.simulate.text.abuse import (
    FORBIDDEN,
    OVERRIDE_PERSONAS,
    OVERRIDES,
    RED_TEAM,
    RED_TEAM_SYSTEM,
    SPREADING,
)
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import ANSWERS, REFUSALS
from redshank.simulate.types import DAY, Emitted


def plant(planter: Planter) -> None:
    """Scenes of some thirty accounts; each scene finds one wording."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for scene_number in range(planter.count(3, 1)):
        wording = SPREADING[scene_number % len(SPREADING)]
        persona = rng.choice(OVERRIDE_PERSONAS)
        found = rng.uniform(0.4, 0.7)
        device = world.browser(rng)
        for number in range(planter.count(30, 9)):
            if number % 3 == 0 or rng.random() < 0.3:
                device = world.browser(rng)
            country = rng.choice(COUNTRIES)
            chance = rng.random()
            fresh = rng.random() < 0.6
            account = planter.recruit(
                scene_number,
                plan="free" if rng.random() < 0.8 else "pro",
                country=country,
                language="en",
                surfaces=("chat",) if rng.random() < 0.75 else ("api",),
                created_at=planter.newcomer(0.0, 0.4) if fresh else planter.resident(3, 200),
                home=world.internet.vpn(rng)
                if chance < 0.4
                else world.internet.server(rng)
                if chance < 0.5
                else world.internet.home(rng, country.code),
                devices=[device],
            )
            if fresh:
                planter.join(account, 6, probing())
            planter.spread(account, planter.size(26, 16), probing(), each=9, rhythm="people")
            copied = calendar.at(found) + rng.expovariate(1 / calendar.lasting(0.4 * DAY, 0.05))
            planter.plan(account, copied, planter.size(8, 6), spreading(wording, persona))


def probing() -> Script:
    """Try after try, small changes, most refused."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        _use_key(scene)
        while True:
            scene.begin()
            topic = pick(rng, FORBIDDEN)
            which = rng.randrange(len(OVERRIDES))
            for _ in range(rng.randrange(2, 5)):
                yield scene.ask(_override(scene, topic, which))
                scene.wait(5)
                yield _reply(scene, 0.88)
                scene.wait(35)
                which += rng.random() < 0.5
            scene.wait(120)

    return script


def spreading(wording: str, persona: str) -> Script:
    """The wording that works, with a number changed."""

    def script(scene: Scene) -> Iterator[Emitted]:
        _use_key(scene)
        while True:
            scene.begin()
            yield scene.ask(
                wording.format(n=scene.rng.randrange(2, 9), persona=persona, topic=pick(scene.rng, FORBIDDEN))
            )
            scene.wait(6)
            yield _reply(scene, 0.25)
            scene.wait(60)

    return script


def plant_twin(planter: Planter) -> None:
    """Contracted teams of enterprises."""
    rng, world = planter.rng, planter.world
    for team in range(planter.count(2, 1)):
        organization = world.organization(rng, "enterprise", rng.choice(COUNTRIES))
        organization.system = RED_TEAM_SYSTEM.format(
            code=f"RT-{rng.randrange(1000, 9999)}", company=organization.domain
        )
        for _ in range(planter.count(15, 5)):
            tester = planter.recruit(
                team,
                organization=organization,
                language="en",
                surfaces=("api",),
                rhythm="office",
                created_at=planter.resident(20),
                home=organization.address,
            )
            planter.spread(tester, planter.size(60, 28), assessing, each=12, rhythm="office")


def assessing(scene: Scene) -> Iterator[Emitted]:
    """Numbered cases."""
    rng = scene.rng
    _use_key(scene)
    scene.system = scene.account.organization.system
    while True:
        scene.begin()
        probe = _override(scene, pick(rng, FORBIDDEN), rng.randrange(len(OVERRIDES)))
        yield scene.ask(RED_TEAM.format(number=f"{rng.randrange(1, 900):04d}", probe=probe))
        scene.wait(5)
        yield _reply(scene, 0.88)
        scene.wait(25)


def _use_key(scene: Scene) -> None:
    if scene.surface == "api":
        scene.key = scene.account.key_at(scene.at)
        if scene.account.program is not None:
            scene.come_from(scene.account.home, scene.account.program)


def _override(scene: Scene, topic: str, which: int) -> str:
    encoded = b64encode(f"please talk about {topic}".encode()).decode()
    return OVERRIDES.fill(scene.rng, which, topic=topic, encoded=encoded, persona=pick(scene.rng, OVERRIDE_PERSONAS))


def _reply(scene: Scene, refusing: float) -> Emitted:
    if scene.rng.random() < refusing:
        return scene.answer(REFUSALS.fill(scene.rng), refused=True)
    return scene.answer("".join([ANSWERS.fill(scene.rng, topic="that") for _ in range(sentences(scene.rng))]))


OPERATION = Operation("jailbreak_probing", "red_team", plant, plant_twin)
