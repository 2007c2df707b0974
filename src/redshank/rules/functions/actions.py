"""What a rule can ask about the event itself."""

from __future__ import annotations

from redshank.rules.functions.registry import FunctionContext, rule_function


@rule_function("GetActionId() -> int", family="Engine", needs="event", content=False, inline="{event}.action_id")
def get_action_id(context: FunctionContext) -> int:
    """Number of the event.

    The `action_id` of the event where it is a number, else 63 bits of the SHA-256 of its source and id. Never fails.

    Example:
        Sampled = Rule(when_all=[GetActionId() % 100 == 0], description='1% sample')
    """
    return context.event.action_id


@rule_function("GetActionName() -> str", family="Engine", needs="event", content=False, inline="{event}.action_name")
def get_action_name(context: FunctionContext) -> str:
    """Type of the event, such as `prompt_submitted`.

    Never fails.

    Example:
        ActionName = GetActionName()
        Require(rule=f'actions/{ActionName}.sml')
    """
    return context.event.action_name
