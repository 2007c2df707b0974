"""Mail exchangers of domains: the one function that asks the network.

It may take at most a second, remembers answers, and stops asking for a while when no server answers, so that a broken
network slows a few events and not all. What it answered is recorded with the decision; a replay may be answered
otherwise.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Final

from redshank.rules.functions.registry import Failure, Silently, rule_function

if TYPE_CHECKING:
    import dns.resolver

_ATTEMPT_S: Final = 0.25
_LOOKUP_S: Final = 0.5
"""Most time for one question, of which there are two."""
_REMEMBERED: Final = 1_000
_FAILURES: Final = 3
_PAUSE_S: Final = 30.0


class MailExchangers:
    """Asks name servers for the addresses of mail exchangers.

    Args:
        nameservers: whom to ask; None means the machine's own.
        port: where they listen.
    """

    def __init__(self, nameservers: list[str] | None = None, port: int = 53) -> None:
        self._nameservers = nameservers
        self._port = port
        self._resolver: dns.resolver.Resolver | None = None
        self._failures = 0
        self._paused_until = 0.0

    def address(self, domain: str) -> str:
        """The first address of the best exchanger of `domain`, in the order of text.

        Raises:
            Silently: there is none, or nobody answers.
            Failure: `domain` can't be a domain name.
        """
        import dns.exception
        import dns.resolver

        if time.monotonic() < self._paused_until:
            raise Silently
        try:
            exchanger = min((record.preference, record.exchange.to_text()) for record in self._ask(domain, "MX"))[1]
            address: str = min(record.to_text() for record in self._ask(exchanger, "A"))
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN, dns.resolver.YXDOMAIN):
            self._failures = 0
            raise Silently from None
        except (
            dns.exception.Timeout,
            dns.resolver.NoNameservers,
            dns.resolver.NoResolverConfiguration,
            OSError,
        ):
            self._failures += 1
            if self._failures >= _FAILURES:
                self._failures = 0
                self._paused_until = time.monotonic() + _PAUSE_S
            raise Silently from None
        except (dns.exception.DNSException, UnicodeError):
            raise Failure("`domain` can't be a domain name") from None
        self._failures = 0
        return address

    def _ask(self, name: str, kind: str) -> dns.resolver.Answer:
        import dns.resolver

        if self._resolver is None:
            resolver = dns.resolver.Resolver(configure=self._nameservers is None)
            if self._nameservers is not None:
                resolver.nameservers = list(self._nameservers)
                resolver.port = self._port
            resolver.cache = dns.resolver.LRUCache(_REMEMBERED)
            resolver.timeout = _ATTEMPT_S
            resolver.lifetime = _LOOKUP_S
            self._resolver = resolver
        return self._resolver.resolve(name, kind)


@cache
def _exchangers() -> MailExchangers:
    return MailExchangers()


@rule_function("MXLookup(domain: str) -> str", family="Email", reads="network", reports=True)
def mx_lookup(domain: str) -> str:
    """IPv4 address of the mail exchanger of a domain: the best exchanger, its first address in the order of text.

    Asks the network: takes at most a second, and remembers answers. Fails silently where there is no exchanger, or
    nobody answers; after three such failures in a row it stops asking for half a minute. Fails with an error if
    `domain` can't be a domain name.

    Example:
        SharedMail = Rule(when_all=[MXLookup(domain=EmailDom) in KnownBadExchangers], description='bad exchanger')
    """
    return _exchangers().address(domain)
