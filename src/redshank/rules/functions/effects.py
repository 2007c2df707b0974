"""Effects: the actions that rules can ask for. Each names an action of the registry of actions."""

from __future__ import annotations

from redshank.rules.functions.registry import rule_effect

block = rule_effect(
    "Block(entity: Optional[Entity[Any]] = None, reason: str = '', apply_if: Optional[RuleT] = None) -> EffectBase",
    action="block",
    doc="""Refuse this request.

    `entity` says on whose account it is held; `reason` is shown to people, never to the caller.

    Example:
        WhenRules(rules_any=[CardTesting], then=[Block(entity=AccountId, reason='card testing')])
    """,
)

throttle = rule_effect(
    "Throttle(entity: Entity[Any], per_minute: ConstExpr[int],"
    " expires_after: Optional[TimeDeltaT] = None, apply_if: Optional[RuleT] = None) -> EffectBase",
    action="throttle",
    doc="""Allow an entity at most `per_minute` requests a minute, for an hour unless `expires_after` says otherwise.

    Example:
        WhenRules(rules_any=[Burst], then=[Throttle(entity=ApiKeyId, per_minute=30)])
    """,
)

challenge = rule_effect(
    "Challenge(entity: Entity[Any], kind: ConstExpr[str] = 'verification',"
    " expires_after: Optional[TimeDeltaT] = None, apply_if: Optional[RuleT] = None) -> EffectBase",
    action="challenge",
    doc="""Ask whoever is behind an entity to prove something first, such as a phone number or a card.

    Example:
        WhenRules(rules_any=[Farm], then=[Challenge(entity=AccountId, kind='phone')])
    """,
)

suspend = rule_effect(
    "Suspend(entity: Entity[Any], expires_after: Optional[TimeDeltaT] = None,"
    " apply_if: Optional[RuleT] = None) -> EffectBase",
    action="suspend",
    doc="""Suspend an entity; without `expires_after` until a person lifts it.

    Example:
        WhenRules(rules_any=[Evasion], then=[Suspend(entity=AccountId, expires_after=TimeDelta(days=3))])
    """,
)

queue = rule_effect(
    "Queue(queue: ConstExpr[str], entity: Optional[Entity[Any]] = None, priority: ConstExpr[int] = 0,"
    " apply_if: Optional[RuleT] = None) -> EffectBase",
    action="queue",
    doc="""Put the event, or an entity, before people in a review queue; a higher `priority` comes first.

    Example:
        WhenRules(rules_any=[Scam], then=[Queue(queue='scams', entity=AccountId, priority=5)])
    """,
)

notify = rule_effect(
    "Notify(entity: Entity[Any], template: ConstExpr[str], apply_if: Optional[RuleT] = None) -> EffectBase",
    action="notify",
    doc="""Send an entity the notice of that template.

    Example:
        WhenRules(rules_any=[KeyLeaked], then=[Notify(entity=AccountId, template='key_leaked')])
    """,
)
