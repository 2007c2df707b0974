"""HTTP."""

from __future__ import annotations

from http.cookies import BaseCookie, CookieError

from redshank.rules.functions.registry import Failure, Silently, rule_function


@rule_function("ExtractCookie(header: str, key: ConstExpr[str]) -> str", family="HTTP", reports=True)
def extract_cookie(header: str, key: str) -> str:
    """Value of the cookie `key` in a `Cookie` header, as written: quotation marks stay.

    The last one counts where there are several. Fails silently where there is none or the header can't be read up to
    it, and with an error if a name in the header is not allowed.

    Example:
        DeviceCookie = ExtractCookie(header=CookieHeader, key='device')
    """
    try:
        cookies: BaseCookie[str] = BaseCookie(header)
    except CookieError:
        raise Failure("`header` holds a cookie name that is not allowed") from None
    cookie = cookies.get(key)
    if cookie is None:
        raise Silently
    return cookie.value
