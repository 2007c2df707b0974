"""Which addresses webhooks may go to: an address that leads into the own network would make us a door to it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Final
from urllib.parse import urlsplit

from redshank.enforcement.errors import AddressRefused

LONGEST_URL: Final = 2000
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_url(url: str, *, private: bool) -> tuple[str, int]:
    """Refuse what is no plain http(s) address, and literal private addresses.

    Args:
        private: addresses of private networks are allowed.

    Returns:
        Host and port.

    Raises:
        AddressRefused: with the reason.
    """
    if len(url) > LONGEST_URL or not url.isascii() or any(character <= " " for character in url):
        raise AddressRefused("the address is over-long or has characters that no address has", where="url")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("the address can't be read", where="url") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressRefused("an address begins with https:// and names a host", where="url")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("the address holds a user or a password", where="url", mend="use the signature instead")
    if parts.scheme == "http" and not private:
        raise AddressRefused("webhooks go over https", where="url", mend="use https://")
    host = parts.hostname
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        _check(literal, private=private)
    return host, port or (443 if parts.scheme == "https" else 80)


async def resolve(host: str, port: int, *, private: bool) -> str:
    """The address to connect to, looked up once and checked: connecting to the name would look it up again.

    Raises:
        AddressRefused: an address of the name is private.
        OSError: the name can't be looked up.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        _check(address, private=private)
    return str(addresses[0])


def _check(address: Address, *, private: bool) -> None:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            address = inner
    if address.is_multicast or address.is_unspecified:
        raise AddressRefused("the address is no single machine's", where="url")
    if not private and (not address.is_global or address.is_reserved):
        raise AddressRefused(
            "the address lies in a private network", where="url", mend="set webhook_private_addresses to allow it"
        )
