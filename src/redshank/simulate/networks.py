"""Addresses and network numbers that exist nowhere: providers, hosting companies, campuses, offices and VPNs."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from redshank.simulate.randomness import generator

# 240.0.0.0/4 is reserved and never routed, 2001:db8::/32 is for documentation, AS numbers from 4.2e9 are private.
_FIRST_NUMBER: Final = 4_200_000_000
_FIRST_BLOCK: Final = 240 << 24
_BLOCK: Final = 1 << 16


class Country(NamedTuple):
    """A country that accounts come from.

    Attributes:
        code: ISO 3166 alpha-2.
        weight: among sign-ups.
        zone: hours ahead of UTC; one for the whole country.
        languages: ISO 639-1, the usual one first.
        language_weights: among its accounts.
    """

    code: str
    weight: float
    zone: float
    languages: tuple[str, ...]
    language_weights: tuple[float, ...]
    dialling: str
    currency: str


COUNTRIES: Final = (
    Country("US", 23, -5, ("en", "es"), (90, 10), "+1", "USD"),
    Country("GB", 7, 0, ("en",), (1,), "+44", "GBP"),
    Country("IN", 11, 5.5, ("en", "hi"), (70, 30), "+91", "INR"),
    Country("DE", 7, 1, ("de", "en"), (75, 25), "+49", "EUR"),
    Country("FR", 5, 1, ("fr", "en"), (80, 20), "+33", "EUR"),
    Country("BR", 7, -3, ("pt", "en"), (88, 12), "+55", "BRL"),
    Country("ES", 4, 1, ("es", "en"), (82, 18), "+34", "EUR"),
    Country("MX", 4, -6, ("es", "en"), (85, 15), "+52", "MXN"),
    Country("CA", 4, -5, ("en", "fr"), (80, 20), "+1", "CAD"),
    Country("JP", 5, 9, ("ja", "en"), (88, 12), "+81", "JPY"),
    Country("ID", 4, 7, ("id", "en"), (75, 25), "+62", "IDR"),
    Country("TR", 3, 3, ("tr", "en"), (80, 20), "+90", "TRY"),
    Country("PL", 3, 1, ("pl", "en"), (75, 25), "+48", "PLN"),
    Country("PT", 1, 0, ("pt", "en"), (75, 25), "+351", "EUR"),
    Country("EG", 2, 2, ("ar", "en"), (70, 30), "+20", "EGP"),
    Country("AE", 1, 4, ("en", "ar"), (60, 40), "+971", "AED"),
    Country("NG", 2, 1, ("en",), (1,), "+234", "NGN"),
    Country("AU", 3, 10, ("en",), (1,), "+61", "AUD"),
    Country("AR", 2, -3, ("es", "en"), (85, 15), "+54", "ARS"),
    Country("NL", 2, 1, ("en", "de"), (90, 10), "+31", "EUR"),
)
COUNTRY_WEIGHTS: Final = tuple(country.weight for country in COUNTRIES)


class Address(NamedTuple):
    """Where a connection comes from."""

    ip: str
    asn: int
    hosting: bool
    country: str


@dataclass(frozen=True, slots=True)
class Network:
    """One autonomous system with one block of addresses."""

    asn: int
    country: str
    hosting: bool
    first: int

    def address(self, rng: Random, version: int = 4) -> Address:
        """One address of the network."""
        if version == 6:
            text = f"2001:db8:{self.first >> 16 & 0xFFFF:x}:{rng.getrandbits(16):x}::{rng.getrandbits(12) + 1:x}"
        else:
            text = dotted(self.first + 1 + rng.randrange(_BLOCK - 2))
        return Address(text, self.asn, self.hosting, self.country)

    def neighbours(self, rng: Random, count: int) -> list[Address]:
        """Different addresses of one /24 (several when more than 250 are asked for)."""
        base = self.first + rng.randrange(200) * 256
        step = rng.randrange(1, 250)
        return [
            Address(dotted(base + index // 250 * 256 + 2 + (step + index) % 250), self.asn, self.hosting, self.country)
            for index in range(count)
        ]


def dotted(number: int) -> str:
    """An IPv4 address from its number."""
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class Internet:
    """All networks of a run.

    Args:
        seed: the run's seed: another seed gives other numbers to the same kinds of networks.
    """

    def __init__(self, seed: int) -> None:
        rng = generator(seed, "internet")
        numbers = rng.sample(range(_FIRST_NUMBER, _FIRST_NUMBER + 60_000), 400)
        blocks = rng.sample(range(0x0B00), 400)
        made = iter(zip(numbers, blocks, strict=True))

        def network(country: str, hosting: bool) -> Network:
            number, block = next(made)
            return Network(number, country, hosting, _FIRST_BLOCK + block * _BLOCK)

        self.providers = {c.code: [network(c.code, False) for _ in range(3 + round(c.weight / 3))] for c in COUNTRIES}
        self.campuses = {c.code: network(c.code, False) for c in COUNTRIES}
        self.offices = {c.code: [network(c.code, False) for _ in range(2)] for c in COUNTRIES}
        self.hosting = [
            network(code, True) for code in ("US", "US", "US", "DE", "DE", "NL", "FR", "GB", "IN", "JP", "BR", "CA")
        ]
        self.vpns = [network(code, True) for code in ("US", "NL", "DE", "GB", "JP")]
        self._vpn_exits = [vpn.address(rng) for vpn in self.vpns for _ in range(24)]

    def home(self, rng: Random, country: str) -> Address:
        """An address of a consumer's provider, one in five IPv6."""
        return rng.choice(self.providers[country]).address(rng, 6 if rng.random() < 0.2 else 4)

    def server(self, rng: Random) -> Address:
        """An address of a hosting company."""
        return rng.choice(self.hosting).address(rng)

    def office(self, rng: Random, country: str) -> Address:
        """The one address that an office shows."""
        return rng.choice(self.offices[country]).address(rng)

    def vpn(self, rng: Random) -> Address:
        """A VPN exit that many people share."""
        return rng.choice(self._vpn_exits)
