"""Who lives on the platform: accounts, organisations, keys, devices and cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate
from math import exp, inf
from random import Random
from typing import Any, Final

import msgspec

from redshank.simulate.calendar import Calendar
from redshank.simulate.networks import COUNTRIES, COUNTRY_WEIGHTS, Address, Country, Internet
from redshank.simulate.randomness import generator, opaque_id
from redshank.simulate.text import hostile, names
from redshank.simulate.text.compose import pick
from redshank.simulate.text.english import SYSTEMS, TOPICS
from redshank.simulate.types import DAY, HOUR, Membership, Plan, Rhythm, SimulationConfig, Surface

_ENCODER: Final = msgspec.json.Encoder()
_COUNTRY_STEPS: Final = tuple(accumulate(COUNTRY_WEIGHTS))
_MAILBOX_STEPS: Final = tuple(accumulate(names.MAILBOX_WEIGHTS))
_INTERESTS: Final = tuple(TOPICS)
_PLANS: Final[tuple[Plan, ...]] = ("free", "pro", "team", "enterprise")
_PLAN_STEPS: Final = (70, 91, 97, 100)
_NEW_SHARE: Final = 0.42  # of the accounts, sign up within a run of 30 days
_LAST_STRETCH: Final = 2 * HOUR
_LAST_SHARE: Final = 0.05
_LONGEST_HISTORY: Final = 700 * DAY
_SHARED_HOUSEHOLD: Final = 0.06
_SHARED_DEVICE: Final = 0.01
_SHARED_CARD: Final = 0.4  # of the households with two paid accounts


def rfc3339(at: float) -> str:
    """A moment as RFC 3339 in UTC with milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser or a program on a machine, as its fingerprint sees it."""

    id: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Card:
    """A payment card."""

    fingerprint: str
    bin: str
    country: str


@dataclass(slots=True, eq=False)
class Organization:
    """Who pays: a company, a university or a lone person.

    Attributes:
        address: the office's or campus's address, none for a lone person.
        system: the system instructions of its own applications.
        servers: where its programs run.
    """

    id: str
    domain: str
    plan: Plan
    country: Country
    address: Address | None = None
    system: str = ""
    servers: list[Address] = field(default_factory=list)
    card: Card | None = None
    raw: msgspec.Raw = field(default_factory=lambda: msgspec.Raw(b"{}"))


@dataclass(slots=True, eq=False)
class Account:
    """One account with everything that stays the same about it.

    Attributes:
        surfaces: products it uses, with the usual one first.
        interests: what its prompts are about.
        activity: weight among ordinary accounts when visits are given out; heavy-tailed.
        ordinary: it gets ordinary visits (an account that only acts for an operation does not).
        next_key: when the key is rotated, and the key from then on.
        sign_up_planned: an operation or a twin has planned how it signs up.
        passes_end_users: its API traffic names the customer's own users.
        membership: what it is in truth; never read by what makes events.
    """

    id: str
    created_at: float
    plan: Plan
    organization: Organization
    country: Country
    email: str
    verified: bool
    phone: str | None
    language: str
    rhythm: Rhythm
    surfaces: tuple[Surface, ...]
    interests: tuple[str, ...]
    home: Address
    devices: list[Device]
    activity: float
    ordinary: bool = True
    passes_end_users: bool = False
    card: Card | None = None
    program: Device | None = None
    key: str | None = None
    next_key: tuple[float, str] | None = None
    sign_up_planned: bool = False
    membership: Membership | None = None
    _raw: msgspec.Raw | None = None

    def key_at(self, at: float) -> str | None:
        """The key in use at a moment."""
        return self.key if self.next_key is None or at < self.next_key[0] else self.next_key[1]

    @property
    def raw(self) -> msgspec.Raw:
        """The account as it stands in every event, encoded once."""
        if self._raw is None:
            shape: dict[str, Any] = {
                "id": self.id,
                "created_at": rfc3339(self.created_at),
                "plan": self.plan,
                "email": self.email,
                "email_domain": self.email.rpartition("@")[2],
                "country": self.country.code,
                "verified": self.verified,
            }
            if self.phone is not None:
                shape["phone"] = self.phone
            self._raw = msgspec.Raw(_ENCODER.encode(shape))
        return self._raw


class World:
    """The population of one run and the means to add to it.

    Args:
        config: seed, span and shares.
    """

    def __init__(self, config: SimulationConfig) -> None:
        self.config = config
        self.internet = Internet(config.seed)
        self.accounts: list[Account] = []
        self.calendar = Calendar(config.seed, config.start, config.span)
        self._rng = generator(config.seed, "population")
        self._companies: list[Organization] = []
        self._all_new = False
        self._soft_end = _soft_end(config)
        self._universities = {code: f"{name}.example" for code, name in self._university_names()}

    def live_on(self, config: SimulationConfig) -> None:
        """Go on into another run: everybody stays, and whoever is added signs up within it."""
        self.config = config
        self.calendar = Calendar(config.seed, config.start, config.span)
        self._rng = generator(config.seed, "population")
        self._soft_end = _soft_end(config)
        self._all_new = True

    def within(self, at: float) -> float:
        """A moment pressed into the run: what would happen after its end happens shortly before, in the same order."""
        soft = self._soft_end
        if at <= soft:
            return at
        room = self.config.end - soft
        return soft + room * (1 - exp(-(at - soft) / room))

    def settle(self, count: int) -> None:
        """Add ordinary accounts until there are `count`."""
        rng = self._rng
        while len(self.accounts) < count:
            if self.accounts and rng.random() < _SHARED_HOUSEHOLD:
                self._move_in(rng, self.accounts[int(rng.random() * len(self.accounts))])
            else:
                self.add(rng)

    def add(self, rng: Random, **given: Any) -> Account:
        """One more account; whatever is not given is drawn as for an ordinary one.

        Args:
            rng: where the chance comes from.
            given: attributes of `Account` that must not be left to chance.
        """
        plan: Plan = given.pop("plan", None) or _PLANS[_step(rng, _PLAN_STEPS)]
        organization: Organization | None = given.pop("organization", None)
        if organization is None and plan in ("team", "enterprise"):
            organization = self._some_company(rng, plan)
        country: Country = given.pop("country", None) or (
            organization.country if organization and rng.random() < 0.9 else COUNTRIES[_step(rng, _COUNTRY_STEPS)]
        )
        if organization is None:
            organization = self.organization(rng, plan, country, domain="")
        else:
            plan = organization.plan
        at_work = plan in ("team", "enterprise")
        surfaces: tuple[Surface, ...] = given.pop("surfaces", None) or _some_surfaces(rng, plan)
        home: Address = given.pop("home", None) or (
            organization.address
            if at_work and organization.address and rng.random() < 0.7
            else self.internet.home(rng, country.code)
        )
        account = Account(
            id=opaque_id("acc", rng),
            created_at=given.pop("created_at", None) or self.some_sign_up(rng, country),
            plan=plan,
            organization=organization,
            country=country,
            email=given.pop("email", None) or self.some_email(rng, organization, country),
            verified=given.pop("verified", at_work or rng.random() < (0.93 if plan == "pro" else 0.78)),
            phone=given.pop("phone", self.some_phone(rng, country) if rng.random() < 0.4 else None),
            language=given.pop("language", None)
            or country.languages[_step(rng, tuple(accumulate(country.language_weights)))],
            rhythm=given.pop("rhythm", None) or _some_rhythm(rng, at_work, surfaces),
            surfaces=surfaces,
            interests=given.pop("interests", None) or tuple(rng.sample(_INTERESTS, 2)),
            home=home,
            devices=given.pop("devices", None) or [self.browser(rng) for _ in range(1 + (rng.random() < 0.4))],
            activity=given.pop("activity", None)
            or rng.lognormvariate(0, 1.1) * (1.0, 2.0, 3.0, 5.0)[_PLANS.index(plan)],
            passes_end_users=given.pop("passes_end_users", at_work and rng.random() < 0.5),
            **given,
        )
        if account.card is None and plan != "free":
            account.card = organization.card or self.card(rng, country.code)
        if "api" in surfaces:
            account.key = account.key or opaque_id("key", rng)
            account.program = account.program or self.program(rng)
        if not organization.servers:
            organization.servers = [self.internet.server(rng) if rng.random() < 0.7 else account.home]
        if rng.random() < self.config.hostile_share:
            self._turn_hostile(rng, account)
        self.accounts.append(account)
        return account

    def organization(self, rng: Random, plan: Plan, country: Country, domain: str | None = None) -> Organization:
        """One more organisation; an empty domain makes it a lone person's."""
        name = f"{pick(rng, names.COMPANY_FIRST)}{pick(rng, names.COMPANY_SECOND)}" if domain is None else domain
        identifier = opaque_id("org", rng)
        if domain == "":
            return Organization(
                identifier,
                "",
                plan,
                country,
                system=self.some_system(rng, name) if rng.random() < 0.5 else "",
                raw=_encoded_id(identifier),
            )
        return Organization(
            id=identifier,
            domain=domain or f"{name}.example",
            plan=plan,
            country=country,
            address=self.internet.office(rng, country.code),
            system=self.some_system(rng, name),
            servers=[self.internet.server(rng)],
            card=self.card(rng, country.code),
            raw=_encoded_id(identifier),
        )

    def some_system(self, rng: Random, company: str = "our company") -> str:
        """System instructions of an application."""
        return SYSTEMS.fill(rng, company=company.capitalize() or "our team")

    def browser(self, rng: Random) -> Device:
        """A person's browser on an own device."""
        return Device(opaque_id("dev", rng), pick(rng, names.BROWSERS))

    def program(self, rng: Random, user_agent: str | None = None) -> Device:
        """An API client on an own host."""
        return Device(opaque_id("dev", rng), user_agent or pick(rng, names.LIBRARIES))

    def card(self, rng: Random, country: str, bin_range: str | None = None) -> Card:
        """A payment card; issuers have a few ranges a country."""
        if bin_range is None:
            bin_range = f"9{(ord(country[0]) * 7 + ord(country[1])) % 100:02d}{rng.randrange(6) * 137 % 1000:03d}"
        return Card(opaque_id("card", rng), bin_range, country)

    def some_sign_up(self, rng: Random, country: Country) -> float:
        """When an account was made: years back for most, within the run for the rest."""
        span = self.config.span
        new_share = _NEW_SHARE * min(1.0, 0.08 + span / (30 * DAY))
        if self._all_new or rng.random() < new_share:
            return self.calendar.moment(rng, country.zone, "people")
        return self.config.start - min(rng.expovariate(1 / (150 * DAY)), _LONGEST_HISTORY) - rng.random() * DAY

    def some_email(self, rng: Random, organization: Organization, country: Country) -> str:
        """An ordinary address: a company's, a university's, an own domain's, a provider's, a throw-away one."""
        given, family = pick(rng, names.GIVEN), pick(rng, names.FAMILY)
        if organization.domain:
            return f"{given}.{family}@{organization.domain}"
        chance = rng.random()
        if chance < 0.05:
            return f"{given[0]}{family}{rng.randrange(10, 99)}@{self._universities[country.code]}"
        if chance < 0.07:
            return f"{given}@{pick(rng, names.COMPANY_FIRST)}{pick(rng, names.COMPANY_SECOND)}.example"
        if chance < 0.10:
            return f"{given}{rng.randrange(10_000)}@{pick(rng, names.THROWAWAY)}"
        domain = names.MAILBOXES[_step(rng, _MAILBOX_STEPS)]
        style = int(rng.random() * 5)
        local = (
            f"{given}.{family}",
            f"{given}{family}",
            f"{given}{rng.randrange(60, 2010)}",
            f"{given[0]}.{family}{rng.randrange(100)}",
            f"{given}+{pick(rng, ('ai', 'apps', 'news'))}.{family}",
        )[style]
        return f"{local}@{domain}"

    def university(self, country: str) -> str:
        """The mail domain of the country's university."""
        return self._universities[country]

    @staticmethod
    def some_phone(rng: Random, country: Country) -> str:
        """A number of the right form for the country's dialling code."""
        return f"{country.dialling}555{rng.randrange(10**6):06d}"

    def _some_company(self, rng: Random, plan: Plan) -> Organization:
        """An existing company with room, or a new one: sizes are heavy-tailed by preferential joining."""
        fitting = self._companies
        if fitting and rng.random() < 0.86:
            for _ in range(4):
                company = fitting[int(rng.random() * len(fitting))]
                if company.plan == plan:
                    return company
        company = self.organization(rng, plan, COUNTRIES[_step(rng, _COUNTRY_STEPS)])
        self._companies.append(company)
        return company

    def _move_in(self, rng: Random, other: Account) -> None:
        """Somebody of the same household or flat: the same address, rarely even the same device."""
        if other.membership is not None or not other.ordinary:
            self.add(rng)
            return
        given: dict[str, Any] = {"home": other.home, "country": other.country}
        if rng.random() < _SHARED_DEVICE / _SHARED_HOUSEHOLD:
            given["devices"] = [other.devices[0]]
        plan: Plan = "free" if rng.random() < 0.75 else "pro"
        if plan == "pro" and other.plan == "pro" and rng.random() < _SHARED_CARD:
            given["card"] = other.card
        self.add(rng, plan=plan, **given)

    def _turn_hostile(self, rng: Random, account: Account) -> None:
        """Put a string into a field the account controls that harms a careless reader."""
        if rng.random() < 0.5:
            account.devices = [Device(account.devices[0].id, pick(rng, hostile.USER_AGENTS))]
        else:
            local, _, domain = account.email.rpartition("@")
            account.email = f"{pick(rng, hostile.LOCAL_PARTS).format(local=local)}@{domain}"

    def _university_names(self) -> list[tuple[str, str]]:
        rng = generator(self.config.seed, "universities")
        towns = rng.sample(names.COMPANY_FIRST, len(COUNTRIES))
        return [(country.code, f"uni-{town}") for country, town in zip(COUNTRIES, towns, strict=True)]


def _soft_end(config: SimulationConfig) -> float:
    """From when on time is pressed together so that nothing happens after the end."""
    return inf if config.open_end else config.end - min(_LAST_STRETCH, _LAST_SHARE * config.span)


def _encoded_id(identifier: str) -> msgspec.Raw:
    return msgspec.Raw(_ENCODER.encode({"id": identifier}))


def _step(rng: Random, steps: tuple[float, ...]) -> int:
    """A place drawn by cumulative weights."""
    aim = rng.random() * steps[-1]
    for place, step in enumerate(steps):
        if aim < step:
            return place
    return len(steps) - 1


def _some_surfaces(rng: Random, plan: Plan) -> tuple[Surface, ...]:
    """Most people chat; companies call the API; agents and images are second products."""
    chance = rng.random()
    if plan in ("team", "enterprise"):
        if chance < 0.45:
            return ("api",)
        return ("chat", "agent") if chance < 0.75 else ("chat",)
    if chance < 0.10:
        return ("api",)
    if chance < 0.13:
        return ("api", "chat")
    if chance < 0.25:
        return ("image", "chat")
    if chance < 0.34:
        return ("agent", "chat")
    return ("chat", "image") if chance < 0.45 else ("chat",)


def _some_rhythm(rng: Random, at_work: bool, surfaces: tuple[Surface, ...]) -> Rhythm:
    if surfaces[0] == "api":
        return "machine" if rng.random() < 0.5 else "office"
    return "office" if at_work else "people"
