"""Lists."""

from __future__ import annotations

from typing import Any

from redshank.rules.functions.registry import Failure, Silently, rule_function


@rule_function("ListLength(list: list[Any]) -> int", family="Engine", content=False, inline="len({list})")
def list_length(items: list[Any]) -> int:
    """Number of members of a list.

    Never fails.

    Example:
        ManyTools = Rule(when_all=[ListLength(list=Tools) > 10], description='many tools')
    """
    return len(items)


@rule_function("ListRead(list: list[Any], index: int = 0) -> str", family="Engine")
def list_read(items: list[Any], index: int) -> str:
    """The member at `index`, as a string; 0 is the first, -1 the last.

    Fails silently where the list is too short.

    Example:
        FirstTool = ListRead(list=Tools)
    """
    try:
        return str(items[index])
    except IndexError:
        raise Silently from None


@rule_function("ListSort(list: list[Any], reverse: bool = False) -> list[Any]", family="Engine", reports=True)
def list_sort(items: list[Any], reverse: bool) -> list[Any]:
    """The members in order, smallest first, or largest first with `reverse`; equal ones keep their order.

    Strings are ordered by code point. Fails with an error if two members have no order between them.

    Example:
        Canonical = StringJoin(s=',', iterable=ListSort(list=Tools))
    """
    try:
        return sorted(items, reverse=reverse)
    except TypeError:
        raise Failure("`list` holds values that have no order between them") from None
