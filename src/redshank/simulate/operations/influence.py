"""Influence operation, and the agency.

Separate accounts write comments in the voices of invented locals on one contested question, with a few recurring
talking points, in several languages, in the working hours of one far time zone, with images to match and agents
that post.

The twin also writes posts by the dozen and lets agents post them, for many clients' products, in the brands' names,
under one organisation.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script, sentences
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.scene import Scene
from redshank.simulate.text import names
from redshank.simulate.text.abuse import CAMPAIGNS, ISSUES, OPINION_IMAGES, OPINIONS, POINTS, VOICES
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import ANSWERS, REFUSALS
from redshank.simulate.types import Emitted, Surface

_PRODUCTS: tuple[tuple[Surface, ...], ...] = (("chat", "image"), ("chat",), ("agent", "chat"))


def plant(planter: Planter) -> None:
    """Teams of two dozen accounts with three talking points each."""
    rng, world = planter.rng, planter.world
    for team in range(planter.count(3, 1)):
        issue = ISSUES[team % len(ISSUES)]
        points = rng.sample(POINTS, 3)
        desk = rng.choice(COUNTRIES)
        for member in range(planter.count(25, 7)):
            fresh = rng.random() < 0.5
            account = planter.recruit(
                team,
                plan="pro" if rng.random() < 0.35 else "free",
                surfaces=_PRODUCTS[member % len(_PRODUCTS)],
                created_at=planter.newcomer(0.0, 0.25) if fresh else planter.resident(2, 90),
                home=world.internet.vpn(rng) if rng.random() < 0.55 else world.internet.home(rng, desk.code),
            )
            script = stirring(issue, points)
            if fresh:
                planter.join(account, 4, script)
            planter.spread(account, planter.size(52, 30), script, each=8, rhythm="office", zone=desk.zone)


def stirring(issue: str, points: list[str]) -> Script:
    """Comments, images and posts that say the same in many voices."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        while True:
            scene.begin()
            point = pick(rng, points)
            if scene.account.surfaces == ("chat", "image") and rng.random() < 0.3:
                yield from _picture(scene, OPINION_IMAGES.fill(rng, issue=issue, point=point))
                continue
            scene.surface = scene.account.surfaces[0]
            yield scene.ask(OPINIONS.fill(rng, issue=issue, point=point, voice=pick(rng, VOICES)))
            scene.wait(5)
            if rng.random() < 0.06:
                yield scene.answer(REFUSALS.fill(rng), refused=True)
            else:
                yield from _posting(scene, "forum", f"As {pick(rng, VOICES)} I say: {point}.", rng.randrange(1, 4))
            scene.wait(70)

    return script


def plant_twin(planter: Planter) -> None:
    """Agencies of a dozen people with a dozen clients."""
    rng, world = planter.rng, planter.world
    for agency in range(planter.count(5, 1)):
        organization = world.organization(rng, "team", rng.choice(COUNTRIES))
        clients = [f"{pick(rng, names.COMPANY_FIRST)} {pick(rng, names.COMPANY_SECOND)}".title() for _ in range(12)]
        for member in range(planter.count(12, 5)):
            account = planter.recruit(
                agency,
                organization=organization,
                surfaces=_PRODUCTS[member % len(_PRODUCTS)],
                rhythm="office",
                created_at=planter.resident(),
            )
            planter.spread(account, planter.size(50, 28), promoting(clients), each=8, rhythm="office")


def promoting(clients: list[str]) -> Script:
    """Posts in the names of brands."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        while True:
            scene.begin()
            client = pick(rng, clients)
            if scene.account.surfaces == ("chat", "image") and rng.random() < 0.3:
                yield from _picture(scene, f"Product photo for {client}, clean background, soft light")
                continue
            scene.surface = scene.account.surfaces[0]
            yield scene.ask(CAMPAIGNS.fill(rng, client=client))
            scene.wait(5)
            yield from _posting(
                scene, client.lower().replace(" ", "-"), f"Advertisement. New from {client}.", rng.randrange(1, 4)
            )
            scene.wait(90)

    return script


def _posting(scene: Scene, channel: str, text: str, posts: int) -> Iterator[Emitted]:
    """The answer; an agent posts it first."""
    rng = scene.rng
    if scene.surface == "agent":
        for number in range(posts):
            yield scene.call_tool("social.post", {"channel": channel, "text": f"{text} ({number + 1})"})
            scene.wait(2)
            yield scene.tool_result("social.post", "posted")
            scene.wait(3)
    yield scene.answer(
        "".join([ANSWERS.fill(rng, topic="the posts") for _ in range(sentences(rng))]),
        output_tokens=300 + rng.randrange(700),
    )


def _picture(scene: Scene, text: str) -> Iterator[Emitted]:
    scene.surface = "image"
    scene.operation, model = "image_generation", scene.model
    scene.model = "marram-image"
    yield scene.request_image(text)
    scene.wait(12)
    yield scene.answer("", output_tokens=1056)
    scene.operation, scene.model = "chat", model
    scene.surface = scene.account.surfaces[0]
    scene.wait(60)


OPERATION = Operation("influence_operation", "agency", plant, plant_twin)
