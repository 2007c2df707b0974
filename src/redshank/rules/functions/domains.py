"""Domain names."""

from __future__ import annotations

from redshank.rules.functions.registry import Silently, rule_function
from redshank.rules.functions.suffixes import chop, prepare, public_suffix


@rule_function("DomainTld(domain: str) -> str", family="DNS", check=prepare)
def domain_tld(domain: str) -> str:
    """Public suffix of a domain name or URL, in lower case: `co.uk` of `www.example.co.uk`.

    Private suffixes count: `github.io` is one. A name that is itself a suffix is its own. Fails silently where there
    is no host in it, or no rule of the Public Suffix List for it, as for an IP address.

    Example:
        CheapTld = Rule(when_all=[DomainTld(domain=LinkDomain) in ['xyz', 'top']], description='cheap domain')
    """
    suffix = public_suffix(domain)
    if suffix is None:
        raise Silently
    return suffix


@rule_function("DomainChopper(urls: list[str], fld: ConstExpr[bool] = False) -> list[str]", family="DNS", check=prepare)
def domain_chopper(urls: list[str], fld: bool) -> list[str]:
    """Each domain name cut to what can be registered: `example.co.uk` of `www.example.co.uk`.

    A name that is itself a public suffix gives the empty string. Fails silently as a whole if one of them has no
    public suffix. Without `fld=True` there is nothing it is asked for, and the list is empty, as in the reference
    engine.

    Example:
        LinkOwners = DomainChopper(urls=StringExtractDomains(s=Prompt), fld=True)
    """
    if not fld:
        return []
    chopped = []
    for url in urls:
        name = chop(url)
        if name is None:
            raise Silently
        chopped.append(name)
    return chopped
