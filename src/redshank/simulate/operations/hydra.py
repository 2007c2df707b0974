"""The low-and-slow hydra, and cron jobs from one tutorial.

One actor spreads one job over many aged accounts, each far below every per-account limit, from ordinary networks
and different devices. Together they show the same rare wording, the same client signature, text that goes on from
account to account, an even pace over the whole day, sign-ups in a row, shared cards.

The twins run a nightly script from the same tutorial: equal wording and client, on the hour, each with own data,
card and organisation.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script
from redshank.simulate.networks import COUNTRIES
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.randomness import generator
from redshank.simulate.scene import Scene
from redshank.simulate.text.abuse import HYDRA_PARTS, HYDRA_SYSTEM, TUTORIAL, TUTORIAL_SYSTEM
from redshank.simulate.text.english import ANSWERS
from redshank.simulate.types import DAY, HOUR, MINUTE, Emitted

_CLIENTS = ("python-httpx/0.27.2 h11", "aiohttp/3.9.5 cchardet", "okhttp/4.12.0 brotli")
_TUTORIAL_CLIENT = "marram-python/2.1.0 nightly"


def plant(planter: Planter) -> None:
    """Hydras of some hundred accounts; each account has a few requests a day at most."""
    rng, world, calendar = planter.rng, planter.world, planter.calendar
    for hydra in range(planter.count(2, 1)):
        client = _CLIENTS[hydra % len(_CLIENTS)]
        system = HYDRA_SYSTEM.format(letter="KMRTV"[hydra % 5])
        cards = [world.card(rng, rng.choice(COUNTRIES).code) for _ in range(planter.count(8, 2))]
        prepared = planter.resident(45, 70)
        heads = []
        for _ in range(planter.count(110, 16)):
            pays = rng.random() < 0.3
            heads.append(
                planter.recruit(
                    hydra,
                    plan="pro" if pays else "free",
                    language="en",
                    surfaces=("api",),
                    rhythm="machine",
                    created_at=prepared,
                    verified=True,
                    program=world.program(rng, client),
                    card=rng.choice(cards) if pays else None,
                )
            )
            prepared += rng.uniform(4, 40) * MINUTE
        pieces = round(len(heads) * planter.size(32, 9))
        job = world.config.seed * 10 + hydra
        for piece in range(pieces):
            at = calendar.at((piece + rng.uniform(0.1, 0.9)) / pieces)
            planter.plan(rng.choice(heads), at, 2, stitching(job, piece, system))


def stitching(job: int, piece: int, system: str) -> Script:
    """One piece of the job, going on from the piece before it, which another account wrote."""

    def script(scene: Scene) -> Iterator[Emitted]:
        account = scene.account
        assert account.program is not None
        scene.surface = "api"
        scene.key = account.key
        scene.system = system
        scene.come_from(account.home, account.program)
        scene.max_tokens = 512
        while True:
            scene.begin()
            yield scene.ask(f"Go on after: {_piece(job, piece - 1)}")
            scene.wait(5)
            yield scene.answer(_piece(job, piece), output_tokens=60 + scene.rng.randrange(120))
            scene.wait(HOUR)

    return script


def _piece(job: int, piece: int) -> str:
    """The text of a piece; the same for whoever writes or quotes it."""
    rng = generator(job, "piece", piece)
    return " ".join(HYDRA_PARTS.fill(rng) for _ in range(2))


def plant_twin(planter: Planter) -> None:
    """Unrelated people, each with a script at an hour of the night."""
    rng, world = planter.rng, planter.world
    for user in range(planter.count(120, 14)):
        account = planter.recruit(
            user,
            plan="free" if rng.random() < 0.6 else "pro",
            language="en",
            surfaces=("api",),
            rhythm="machine",
            created_at=planter.resident(10, 600),
            program=world.program(rng, _TUTORIAL_CLIENT),
        )
        for at in _nights(planter, account.country.zone):
            planter.plan(account, at, 2 if rng.random() < 0.7 else 4, reporting)


def _nights(planter: Planter, zone: float) -> list[float]:
    """The same hour of every night; in a run shorter than a day, a few times on the hour."""
    rng, config = planter.rng, planter.world.config
    if config.span < 2 * DAY:
        return [config.start + rng.randrange(1, 4) * config.span / 5 + rng.uniform(0, 3) for _ in range(2)]
    midnight = config.start - (config.start + zone * HOUR) % DAY
    hour = rng.randrange(1, 6) * HOUR
    days = [day for day in range(1, int(config.days)) if rng.random() < 0.95]
    most = planter.size(24, 8)
    return [midnight + day * DAY + hour + rng.uniform(0, 3) for day in days[:most]]


def reporting(scene: Scene) -> Iterator[Emitted]:
    """The morning report."""
    rng, account = scene.rng, scene.account
    assert account.program is not None
    scene.surface = "api"
    scene.key = account.key
    scene.system = TUTORIAL_SYSTEM
    scene.come_from(account.home, account.program)
    while True:
        scene.begin()
        yield scene.ask(TUTORIAL.fill(rng, day=f"day {int(scene.at // DAY) % 365}"))
        scene.wait(4)
        yield scene.answer(
            "".join([ANSWERS.fill(rng, topic="the report") for _ in range(2)]), output_tokens=40 + rng.randrange(80)
        )
        scene.wait(5)


OPERATION = Operation("low_and_slow_hydra", "cron_users", plant, plant_twin)
