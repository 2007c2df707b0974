"""Values that may be missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redshank.rules.functions.registry import Failure, Silently, rule_function


@rule_function(
    "ResolveOptional(optional_value: Optional[_T], default_value: Optional[_T] = None,"
    " should_report_error: ConstExpr[bool] = False) -> _T",
    family="Engine",
    bind=True,
    reports=True,
)
def resolve_optional(should_report_error: bool) -> Callable[[Any, Any], Any]:
    """`optional_value`, or `default_value` where it is missing, failed or None.

    Fails if both are: with an error if `should_report_error`, else silently.

    Example:
        PhoneOrEmpty = ResolveOptional(optional_value=Phone, default_value='')
    """

    def resolve(value: Any, default: Any) -> Any:
        if value is not None:
            return value
        if default is not None:
            return default
        if should_report_error:
            raise Failure("`optional_value` is missing and there is no `default_value`")
        raise Silently

    return resolve
