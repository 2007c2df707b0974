"""What ordinary accounts do on a visit. A script yields events without end; the plan says how many are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from redshank.simulate.randomness import opaque_id
from redshank.simulate.scene import Scene
from redshank.simulate.text import english
from redshank.simulate.text.compose import pick
from redshank.simulate.text.hostile import END_USERS
from redshank.simulate.text.talk import Talk, hostile_prompt, odd_prompt
from redshank.simulate.text.toolbox import TASKS, ordinary_use
from redshank.simulate.types import Emitted, Surface

Script = Callable[[Scene], Iterator[Emitted]]

PRICES: Final = {"free": 5.0, "pro": 20.0, "team": 125.0, "enterprise": 2400.0}
_MAX_TOKENS: Final = (256, 512, 1024, 1024, 2048, 4096)
_BENIGN_REFUSAL: Final = 0.012
_ODD: Final = 0.002  # of the conversations begin with something that looks worse than it is
_REPORTED: Final = 0.003  # of the ordinary conversations are reported by somebody, rightly or not
_DECLINED: Final = 0.045
_DISPUTED: Final = 0.004
_AWAY: Final = 0.08  # share of visits from another network than the usual one
_OVER_VPN: Final = 0.03
_FRESH_LOGIN: Final = 0.5  # of the visits begin with a login; the others go on in an open session
_CHANGES: Final = ("more contrast", "less detail", "warmer", "wider view", "without text", "at dusk")
_MIME: Final = ("application/pdf", "text/csv", "image/png", "image/jpeg", "text/plain", "application/zip")
_FLAGS: Final = ("restricted-1", "restricted-2")
_FLAGGED: Final = 0.0015  # of the uploads: the platform's own systems matched a restricted class


def visit(scene: Scene) -> Iterator[Emitted]:
    """One ordinary visit on one of the account's products."""
    surfaces = scene.account.surfaces
    scene.surface = surfaces[0] if len(surfaces) == 1 or scene.rng.random() < 0.75 else surfaces[1]
    arrive(scene)
    if scene.surface != "api" and scene.rng.random() < _FRESH_LOGIN:
        yield scene.log_in()
        scene.wait(15)
    yield from USES[scene.surface](scene)


def first_visit(scene: Scene) -> Iterator[Emitted]:
    """Sign up, log in or make a key, pay for a paid plan, then use the product."""
    arrive(scene)
    yield from enrolling(scene)
    if scene.account.card is not None:
        scene.wait(90)
        yield from paying(scene)
    yield from USES[scene.surface](scene)


def billing_visit(scene: Scene) -> Iterator[Emitted]:
    """The monthly charge, tried again when it fails; then ordinary use."""
    arrive(scene)
    yield from paying(scene)
    scene.wait(300)
    yield from USES[scene.surface](scene)


def enrolling(scene: Scene) -> Iterator[Emitted]:
    """Sign up from where the scene stands, then a login, or a key for the API."""
    key = scene.account.key_at(scene.at) if scene.surface == "api" else None
    scene.key = None
    yield scene.sign_up()
    scene.wait(40)
    scene.key = key
    yield scene.log_in() if key is None else scene.make_key()
    scene.wait(60)


def arrive(scene: Scene) -> None:
    """Come from the usual network and device, now and then from elsewhere; programs come from their server."""
    account, rng = scene.account, scene.rng
    if scene.surface == "api" and account.program is not None:
        scene.key = account.key_at(scene.at)
        servers = account.organization.servers
        scene.come_from(servers[int(rng.random() * len(servers))], account.program)
        scene.system = account.organization.system
        scene.model = some_model(rng)
        scene.max_tokens = _MAX_TOKENS[int(rng.random() * len(_MAX_TOKENS))]
        return
    device = account.devices[int(rng.random() * len(account.devices))]
    chance = rng.random()
    if chance < _AWAY:
        scene.come_from(scene.world.internet.home(rng, account.country.code), device)
    elif chance < _AWAY + _OVER_VPN:
        scene.come_from(scene.world.internet.vpn(rng), device)
    else:
        scene.come_from(account.home, device)
    if scene.surface != "image":
        scene.model = some_model(rng)


def some_model(rng: Random) -> str:
    """A text model, the small one most often."""
    chance = rng.random()
    return "marram-small" if chance < 0.55 else "marram-large" if chance < 0.9 else "marram-code"


def sentences(rng: Random) -> int:
    """How many sentences an answer has: mostly two to five."""
    return 1 + int(rng.random() * 3) + (rng.random() < 0.25) * 3


def heavy_tokens(rng: Random) -> int:
    """How many tokens an answer costs: log-normal with a median of 180 and a long tail."""
    return 8 + int(rng.lognormvariate(5.1, 1.0))


def chatting(scene: Scene) -> Iterator[Emitted]:
    """Conversation after conversation in the chat product."""
    rng, account = scene.rng, scene.account
    while True:
        scene.begin()
        talk = Talk(rng, account.language, account.interests)
        if rng.random() < 0.05:
            flag = pick(rng, _FLAGS) if rng.random() < _FLAGGED else None
            yield scene.upload(f"{rng.getrandbits(256):064x}", pick(rng, _MIME), int(rng.lognormvariate(12, 1.6)), flag)
            scene.wait(10)
        yield from exchange(scene, talk, opening=True)
        while rng.random() < 0.72:
            scene.wait(70)
            yield from exchange(scene, talk)
        if rng.random() < _REPORTED:
            yield scene.report(pick(rng, ("other", "spam", "harassment", "scam")))
        scene.wait(400)


def exchange(scene: Scene, talk: Talk, opening: bool = False) -> Iterator[Emitted]:
    """One prompt and its answer."""
    rng = scene.rng
    chance = rng.random()
    if chance < scene.world.config.hostile_share:
        yield scene.ask(hostile_prompt(rng))
    elif opening and chance > 1 - _ODD:
        yield scene.ask(odd_prompt(rng))
    else:
        yield scene.ask(talk.opening() if opening else talk.follow_up())
    scene.wait(6)
    if rng.random() < _BENIGN_REFUSAL:
        yield scene.answer(talk.refusal(), refused=True)
    else:
        yield scene.answer(talk.answer(sentences(rng)), output_tokens=heavy_tokens(rng))


def calling(scene: Scene) -> Iterator[Emitted]:
    """An own application on the API: many requests of one kind, some embeddings."""
    rng, account = scene.rng, scene.account
    pause = rng.lognormvariate(2.2, 1.0)
    embeddings = rng.random() < 0.12
    while True:
        scene.begin()
        talk = Talk(rng, account.language, account.interests)
        if account.passes_end_users:
            scene.end_user = (
                pick(rng, END_USERS) if rng.random() < scene.world.config.hostile_share else opaque_id("usr", rng)
            )
        if embeddings:
            scene.operation, scene.model = "embeddings", "marram-embed"
            yield scene.ask(talk.opening())
            scene.wait(0.4)
            yield scene.answer("", output_tokens=0)
        else:
            yield from exchange(scene, talk, opening=True)
            while rng.random() < 0.2:
                scene.wait(20)
                yield from exchange(scene, talk)
        scene.wait(pause)


def imagining(scene: Scene) -> Iterator[Emitted]:
    """Pictures, and variations of them."""
    rng = scene.rng
    scene.operation, scene.model = "image_generation", "marram-image"
    while True:
        scene.begin()
        text = english.IMAGES.fill(rng)
        while True:
            yield scene.request_image(text)
            scene.wait(12)
            refused = rng.random() < 2 * _BENIGN_REFUSAL
            yield scene.answer(
                english.REFUSALS.fill(rng) if refused else "", refused, output_tokens=0 if refused else 1056
            )
            scene.wait(60)
            if rng.random() < 0.5:
                break
            text = f"{text}, {pick(rng, _CHANGES)}"
        scene.wait(200)


def delegating(scene: Scene) -> Iterator[Emitted]:
    """Tasks for an agent, each with a few tool calls."""
    rng, account = scene.rng, scene.account
    while True:
        scene.begin()
        yield scene.ask(
            TASKS.fill(rng)
            if account.language == "en" or rng.random() < 0.3
            else Talk(rng, account.language, account.interests).opening()
        )
        scene.wait(4)
        yield from using_tools(scene, 1 + int(rng.random() * 4))
        talk = Talk(rng, account.language, account.interests)
        yield scene.answer(talk.answer(sentences(rng)), output_tokens=heavy_tokens(rng))
        scene.wait(240)


def using_tools(scene: Scene, count: int) -> Iterator[Emitted]:
    """So many ordinary tool calls, each with its result."""
    for _ in range(count):
        use = ordinary_use(scene.rng)
        yield scene.call_tool(use.name, use.arguments)
        scene.wait(2)
        result = use.result
        if scene.rng.random() < scene.world.config.hostile_share:
            result = f"{result} {hostile_prompt(scene.rng)}"
        yield scene.tool_result(use.name, result, use.source)
        scene.wait(3)


def paying(scene: Scene) -> Iterator[Emitted]:
    """The plan's price on the own card; a decline is tried again, then perhaps on another own card."""
    account, rng = scene.account, scene.rng
    card = account.card or scene.world.card(rng, account.country.code)
    price = PRICES[account.plan]
    while rng.random() < _DECLINED:
        yield scene.pay(card, price, "declined")
        scene.wait(200)
        if rng.random() < 0.4:
            card = scene.world.card(rng, account.country.code)
    yield scene.pay(card, price, "disputed" if rng.random() < _DISPUTED else "approved")


USES: Final[dict[Surface, Script]] = {"chat": chatting, "api": calling, "image": imagining, "agent": delegating}
