"""Windows over time and signals: signatures and documentation; the compiler joins them to their state.

The exact definition of every window stands in docs/explanation/windows.md.
"""

from __future__ import annotations

from redshank.rules.functions.registry import rule_function

_KEYED = "by: list[Any], within: ConstExpr[TimeDeltaT], where: bool = True"
_OPTIONS = "including_current: ConstExpr[bool] = False, name: ConstExpr[str] = ''"


@rule_function(f"Count({_KEYED}, {_OPTIONS}) -> int", family="Windows", compiled=True, reads="windows", content=False)
def count() -> None:
    """How many earlier events with the same `by` had `where` true within the last `within`.

    The current event is left out unless `including_current`. A value of `by` that failed or is None makes the window
    fail silently and adds nothing; a `where` that is false or failed still reads the window and adds nothing.

    Example:
        SignupsOfIp = Count(by=[Ip], within=TimeDelta(hours=1), where=ActionName == 'account_created')
    """


@rule_function(
    f"Sum({_KEYED}, value: float, {_OPTIONS}) -> float",
    family="Windows",
    compiled=True,
    reads="windows",
    content=False,
)
def sum_() -> None:
    """Sum of `value` over the events that `Count` would count; 0.0 where there are none.

    The sum is exact, rounded once, so it does not depend on the order. A `value` that failed adds nothing; it never
    makes the window fail. Fails as `Count` does.

    Example:
        Tokens1h = Sum(by=[AccountId], value=TotalTokens, within=TimeDelta(hours=1))
    """


@rule_function(
    f"Distinct({_KEYED}, value: _T, {_OPTIONS}) -> int",
    family="Windows",
    compiled=True,
    reads="windows",
    content=False,
)
def distinct() -> None:
    """How many different values of `value` there are among the events that `Count` would count.

    Exact up to 1,024 different values, then a sketch with about 1.6 % standard error. A `value` that failed adds
    nothing. Fails as `Count` does.

    Example:
        AccountsOfDevice = Distinct(by=[DeviceId], value=AccountId, within=TimeDelta(days=1))
    """


@rule_function(f"First({_KEYED}, value: _T, {_OPTIONS}) -> _T", family="Windows", compiled=True, reads="windows")
def first() -> None:
    """The oldest `value` among the events that `Count` would count.

    Fails silently where there is none, and as `Count` does. A `value` that failed adds nothing.

    Example:
        FirstCountry = First(by=[SessionId], value=Country, within=TimeDelta(hours=12))
    """


@rule_function(f"Last({_KEYED}, value: _T, {_OPTIONS}) -> _T", family="Windows", compiled=True, reads="windows")
def last() -> None:
    """The newest `value` among the events that `Count` would count.

    Fails silently where there is none, and as `Count` does. A `value` that failed adds nothing.

    Example:
        LastCountry = Last(by=[AccountId], value=Country, within=TimeDelta(days=30))
        Travelled = Rule(when_all=[LastCountry != Country], description='another country')
    """


@rule_function(f"Rate({_KEYED}, {_OPTIONS}) -> float", family="Windows", compiled=True, reads="windows", content=False)
def rate() -> None:
    """Events a second: what `Count` counts, divided by `within` in seconds.

    Fails as `Count` does.

    Example:
        Fast = Rule(when_all=[Rate(by=[ApiKeyId], within=TimeDelta(minutes=1)) > 5.0], description='five a second')
    """


@rule_function(
    "Sequence(steps: list[bool], by: list[Any], within: ConstExpr[TimeDeltaT],"
    " including_current: ConstExpr[bool] = False, name: ConstExpr[str] = '') -> bool",
    family="Windows",
    compiled=True,
    reads="windows",
    content=False,
)
def sequence() -> None:
    """Whether events with the same `by` met the steps one after the other, all of them within the last `within`.

    Each step needs an event of its own, in the order of the log; other events may lie between. A step that failed
    counts as not met. Fails as `Count` does.

    Example:
        KeyThenBurst = Sequence(
          steps=[ActionName == 'api_key_created', Country != HomeCountry, Tokens > 10000],
          by=[AccountId], within=TimeDelta(hours=1), including_current=True,
        )
    """


@rule_function(
    "Signal(name: ConstExpr[str], target: str) -> Optional[float]",
    family="Signals",
    compiled=True,
    reads="signals",
    content=False,
)
def signal() -> None:
    """Score of `target` by the named detector, between 0 and 1; None where the detector has no answer.

    The detector's version is recorded with the outcome. An unknown name refuses the rule set. Fails silently where
    `target` failed.

    Example:
        Jailbreak = Signal(name='jailbreak', target=Prompt)
        Probing = Rule(when_all=[Jailbreak != None and Jailbreak > 0.8], description='jailbreak')
    """
