"""Public suffixes of domain names, from the snapshot of the Public Suffix List that `tldextract` carries.

Private suffixes (`github.io`) count. Nothing is ever fetched, so a rule means the same on every machine with the same
lock file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

_SCHEMES: Final = ("//", "http://", "https://")
_PLAIN_NAME: Final = re.compile(r"[a-z0-9.-]+")
_MAX_CACHED: Final = 253
"""Longest domain name there can be; longer strings are looked at and not remembered."""


class _Node:
    """A label in the tree of suffixes, read from the right."""

    __slots__ = ("children", "excepted", "is_suffix")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.excepted: str | None = None
        self.is_suffix = False


@cache
def _tree() -> _Node:
    import tldextract

    extractor = tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True, include_psl_private_domains=True
    )
    root = _Node()
    for suffix in extractor.tlds:
        _add(root, suffix)
        if not suffix.isascii():
            _add(root, ".".join(_punycode(label) for label in suffix.split(".")))
    return root


def _add(root: _Node, suffix: str) -> None:
    node = root
    for label in reversed(suffix.split(".")):
        if label.startswith("!"):
            node.excepted = label[1:]
            break
        node = node.children.setdefault(label, _Node())
    node.is_suffix = True


def _punycode(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def prepare(_known: Mapping[str, Any]) -> None:
    """Read the list when rules that need it are compiled, so that no event has to wait for it."""
    _tree()


def public_suffix(address: str) -> str | None:
    """The public suffix of a domain name or URL, in lower case: `co.uk` of `www.example.co.uk`.

    A name that is itself a suffix is its own. None where there is no host, or no rule for it.
    """
    return _remembered(address) if len(address) <= _MAX_CACHED else _public_suffix(address)


def _public_suffix(address: str) -> str | None:
    host = _host(address)
    if not host:
        return None
    labels = host.rstrip(".").split(".")
    node: _Node | None = _tree()
    length = 0
    for depth, label in enumerate(reversed(labels), start=1):
        assert node is not None
        if label == node.excepted:
            break
        node = node.children.get(label) or node.children.get("*")
        if node is None:
            break
        if node.is_suffix:
            length = depth
    if length == 0:
        return None
    return host if length == len(labels) else ".".join(labels[-length:])


_remembered = lru_cache(maxsize=16_384)(_public_suffix)


def _host(address: str) -> str | None:
    lowered = address.lower()
    if _PLAIN_NAME.fullmatch(lowered):
        return lowered
    try:
        return urlsplit(address if address.startswith(_SCHEMES) else f"https://{address}").hostname
    except ValueError:
        return None


def chop(address: str) -> str | None:
    """`address` cut to its public suffix and the label before it, by the length of the suffix; None without one.

    Only the suffix is normalised: the label before it keeps its case. A bare suffix gives the empty string.
    """
    return _chopped(address) if len(address) <= _MAX_CACHED else _chop(address)


def _chop(address: str) -> str | None:
    suffix = _public_suffix(address)
    if not suffix:
        return None
    if suffix == address:
        return ""
    before = address[: -(len(suffix) + 1)]
    return f"{before.rpartition('.')[2]}.{suffix}"


_chopped = lru_cache(maxsize=16_384)(_chop)
