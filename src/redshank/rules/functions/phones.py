"""Telephone numbers."""

from __future__ import annotations

from phone_iso3166.country import phone_country as country_of
from phone_iso3166.errors import InvalidPhone

from redshank.rules.functions.registry import Silently, rule_function


@rule_function("PhoneCountry(phone_number: str) -> str", family="Phone")
def phone_country(phone_number: str) -> str:
    """Two-letter code of the country that a number in international form belongs to, `+` or not; only digits count.

    Fails silently where the digits begin with no known prefix.

    Example:
        Elsewhere = Rule(when_all=[PhoneCountry(phone_number=Phone) != Country], description='phone from elsewhere')
    """
    try:
        country = country_of(phone_number)
    except InvalidPhone:
        raise Silently from None
    if not country:
        raise Silently
    return country


@rule_function("PhonePrefix(phone_number: str) -> str", family="Phone")
def phone_prefix(phone_number: str) -> str:
    """The number without its last four characters: roughly one block of a thousand numbers.

    Fails silently where nothing is left.

    Example:
        Block = Entity(type='PhoneBlock', id=PhonePrefix(phone_number=Phone))
    """
    prefix = phone_number[:-4]
    if not prefix:
        raise Silently
    return prefix
