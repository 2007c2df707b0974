"""Addresses of the Internet Protocol."""

from __future__ import annotations

import ipaddress
from typing import Final

from redshank.rules.functions.registry import Failure, rule_function

_OCTETS: Final = frozenset(str(octet) for octet in range(256))


@rule_function("IpNetwork(ip: str) -> str", family="IP", reports=True)
def ip_network(ip: str) -> str:
    """An IPv4 address with its last number set to 0, or an IPv6 address written out in full without leading zeros.

    `10.1.2.3` gives `10.1.2.0`; `2001:db8::1` gives `2001:db8:0:0:0:0:0:1`. Fails with an error if `ip` is neither; a
    scope, a mask, leading zeros in IPv4 and white space are not allowed.

    Example:
        Net = Entity(type='Network', id=IpNetwork(ip=Ip))
    """
    parts = ip.split(".")
    if len(parts) == 4 and _OCTETS.issuperset(parts):
        return ip[: -len(parts[3])] + "0"
    if ":" in ip and "%" not in ip:
        try:
            groups = ipaddress.IPv6Address(ip).exploded.split(":")
        except ipaddress.AddressValueError:
            raise Failure("`ip` is not an IP address") from None
        return ":".join(group.lstrip("0") or "0" for group in groups)
    raise Failure("`ip` is not an IP address")
