"""Free-tier farming, and the classroom.

A crew scripts sign-ups in runs, seconds to minutes apart, and works off each account's allowance at once. What
gives it away is the number of accounts behind one device and what they do in their first hour: no pauses, long
outputs, then nothing. Crews differ in the mail they use (throw-away, tagged mailboxes, plain) and in how they
spread addresses.

The twin is a course: dozens of students sign up from one campus address within a lecture, each with an own device
and a university mailbox, at human pace, and come back from home in later weeks.
"""

from __future__ import annotations

from collections.abc import Iterator

from redshank.simulate.behaviour import Script, exchange, visit
from redshank.simulate.networks import COUNTRIES, Address, Country
from redshank.simulate.operations.base import Operation, Planter
from redshank.simulate.scene import Scene
from redshank.simulate.text import names
from redshank.simulate.text.abuse import BULK
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import ANSWERS
from redshank.simulate.text.talk import Talk
from redshank.simulate.types import DAY, HOUR, MINUTE, Emitted
from redshank.simulate.world import Device

_RUN = 15  # accounts signed up in one run
_STYLES = ("throwaway", "tagged", "careful")


def plant(planter: Planter) -> None:
    """Crews of a hundred accounts each."""
    rng, world = planter.rng, planter.world
    for crew in range(planter.count(3, 1)):
        style = _STYLES[crew % len(_STYLES)]
        country = rng.choice(COUNTRIES)
        devices = [world.browser(rng) for _ in range(rng.randrange(3, 7))]
        addresses = rng.choice(world.internet.hosting).neighbours(rng, 4)
        mailbox = f"{pick(rng, names.GIVEN)}{pick(rng, names.FAMILY)}"
        moment = planter.newcomer(0.02, 0.6)
        for number in range(planter.count(100, 14)):
            if number and number % _RUN == 0:
                moment = planter.newcomer(0.02, 0.9)
            account = planter.recruit(
                crew,
                plan="free",
                country=country,
                surfaces=("chat",),
                created_at=moment,
                email=_email(planter, style, mailbox, number),
                verified=rng.random() < 0.12,
                phone=None,
                home=world.internet.home(rng, country.code) if style == "careful" else rng.choice(addresses),
                devices=[devices[number % len(devices)]],
            )
            planter.join(account, planter.size(16, 10), burning)
            moment += rng.uniform(20, 150)


def burning(scene: Scene) -> Iterator[Emitted]:
    """Long outputs, one after the other, without a person's pauses."""
    scene.model = "marram-large"
    scene.max_tokens = 4096
    while True:
        scene.begin()
        yield scene.ask(BULK.fill(scene.rng, part=str(scene.rng.randrange(400))))
        scene.wait(9)
        yield scene.answer(
            "".join([ANSWERS.fill(scene.rng, topic="the text") for _ in range(6)]),
            output_tokens=3000 + scene.rng.randrange(2500),
        )
        scene.wait(3)


def plant_twin(planter: Planter) -> None:
    """Courses with a lecture a week."""
    rng, world = planter.rng, planter.world
    for course in range(planter.count(5, 1)):
        country = rng.choice(COUNTRIES)
        campus = world.internet.campuses[country.code].address(rng)
        lecture = _lecture(planter, country)
        language = country.languages[0]
        assignment = Talk(rng, language, ("study",)).topic
        for _ in range(planter.count(60, 15)):
            student = planter.recruit(
                course,
                ordinary=True,
                plan="free",
                country=country,
                language=language,
                surfaces=("chat",),
                interests=("study", "writing"),
                created_at=lecture + rng.uniform(0, 50 * MINUTE),
                email=_student_email(planter, country),
                verified=rng.random() < 0.97,
                activity=0.4,
            )
            in_class = from_campus(campus, student.devices[0], assignment)
            planter.join(student, planter.size(12, 8), in_class)
            again = student.created_at + 7 * DAY
            if again < world.config.end and rng.random() < 0.8:
                planter.plan(student, again, planter.size(8, 5), in_class)
            planter.spread(
                student, planter.size(6, 4), visit, each=4, rhythm="people", after=student.created_at + 4 * HOUR
            )


def from_campus(campus: Address, device: Device, assignment: str) -> Script:
    """Work on the assignment in the lecture hall."""

    def script(scene: Scene) -> Iterator[Emitted]:
        scene.come_from(campus, device)
        while True:
            scene.begin()
            talk = Talk(scene.rng, scene.account.language, ("study",))
            if scene.rng.random() < 0.8:
                talk.topic = assignment
            yield from exchange(scene, talk, opening=True)
            while scene.rng.random() < 0.6:
                scene.wait(90)
                yield from exchange(scene, talk)
            scene.wait(180)

    return script


def _lecture(planter: Planter, country: Country) -> float:
    """A weekday hour early in the run."""
    at = planter.calendar.moment(planter.rng, country.zone, "office")
    return planter.world.config.start + (at - planter.world.config.start) * 0.5


def _student_email(planter: Planter, country: Country) -> str:
    rng = planter.rng
    local = f"{pick(rng, names.GIVEN)[0]}{pick(rng, names.FAMILY)}{rng.randrange(10, 99)}"
    return f"{local}@{planter.world.university(country.code)}"


def _email(planter: Planter, style: str, mailbox: str, number: int) -> str:
    rng = planter.rng
    if style == "throwaway" and rng.random() < 0.8:
        return f"{pick(rng, names.GIVEN)}{rng.randrange(10_000)}@{pick(rng, names.THROWAWAY)}"
    if style == "tagged":
        return f"{mailbox}+{number + rng.randrange(3)}{pick(rng, names.GIVEN)[:2]}@{names.MAILBOXES[0]}"
    return (
        f"{pick(rng, names.GIVEN)}{pick(rng, names.FAMILY)[:3]}{rng.randrange(100, 9999)}@{pick(rng, names.MAILBOXES)}"
    )


OPERATION = Operation("free_tier_farming", "classroom", plant, plant_twin)
