"""Addresses of electronic mail."""

from __future__ import annotations

from redshank.rules.functions.registry import Silently, rule_function
from redshank.rules.functions.suffixes import chop, prepare


@rule_function("EmailLocalPart(email: str) -> str", family="Email")
def email_local_part(email: str) -> str:
    """What stands before the last `@`, as written; may be empty.

    Fails silently where there is no `@`.

    Example:
        Digits = RegexMatch(pattern='[0-9]{4,}$', target=EmailLocalPart(email=Email))
    """
    local, at, _ = email.rpartition("@")
    if not at:
        raise Silently
    return local


@rule_function("EmailDomain(email: str) -> str", family="Email", check=prepare)
def email_domain(email: str) -> str:
    """The domain after the last `@`, in lower case, cut to what can be registered: `example.co.uk`.

    A domain without a public suffix, or which is one, stays whole. Fails silently where there is no `@` or nothing
    after it.

    Example:
        Disposable = Rule(when_all=[EmailDomain(email=Email) in DisposableDomains], description='disposable')
    """
    _, at, domain = email.rpartition("@")
    if not at or not domain:
        raise Silently
    domain = domain.lower()
    return chop(domain) or domain


@rule_function("EmailSubdomain(email: str) -> str", family="Email")
def email_subdomain(email: str) -> str:
    """The whole domain after the last `@`, in lower case, subdomains included.

    Fails silently where there is no `@` or nothing after it.

    Example:
        Campus = StringEndsWith(s=EmailSubdomain(email=Email), end='.edu')
    """
    _, at, domain = email.rpartition("@")
    if not at or not domain:
        raise Silently
    return domain.lower()
