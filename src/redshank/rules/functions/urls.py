"""Links inside a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import ParseResult, urlparse, urlunparse

from redshank.rules.functions.registry import rule_function

_LINK: Final = re.compile(r"https?://[^/\s][^\s)>]+")
"""A link ends at white space, and at `)` or `>` because of Markdown."""
_PLAIN_HOST: Final = re.compile(r"https?://([A-Za-z0-9.-]+)(?::[0-9]*)?(?=[/?#]|\Z)")


@rule_function("StringExtractDomains(s: str) -> list[str]", family="String")
def string_extract_domains(s: str) -> list[str]:
    """Hosts of the `http://` and `https://` links in `s`, as written, sorted, each once, without ports.

    What can't be parsed as a link is left out. Never fails.

    Example:
        Links = StringExtractDomains(s=Prompt)
    """
    if "://" not in s:
        return []
    hosts = set()
    for link in _LINK.findall(s):
        plain = _PLAIN_HOST.match(link)
        if plain is not None:
            hosts.add(plain[1])
            continue
        parsed = _parse(link)
        if parsed is not None and parsed.netloc:
            hosts.add(_host(parsed.netloc))
    return sorted(hosts)


@rule_function("StringExtractURLs(s: str) -> list[str]", family="String")
def string_extract_urls(s: str) -> list[str]:
    """The `http://` and `https://` links in `s`, sorted, each once; empty queries and fragments are dropped.

    A link ends at white space, `)` or `>`. What can't be parsed as a link is left out. Never fails.

    Example:
        Shortened = RegexMatchMap(pattern='^https?://bit\\\\.ly/', target=StringExtractURLs(s=Prompt))
    """
    if "://" not in s:
        return []
    return sorted({urlunparse(parsed) for parsed in _links(s) if parsed.netloc})


def _links(text: str) -> Iterator[ParseResult]:
    for link in _LINK.findall(text):
        parsed = _parse(link)
        if parsed is not None:
            yield parsed


def _parse(link: str) -> ParseResult | None:
    try:
        return urlparse(link)
    except ValueError:
        return None


def _host(netloc: str) -> str:
    """The netloc without its port; an IPv6 address keeps its brackets."""
    if netloc.startswith("["):
        end = netloc.find("]")
        if end != -1:
            return netloc[: end + 1]
    return netloc.partition(":")[0]
