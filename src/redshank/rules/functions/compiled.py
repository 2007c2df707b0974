"""Functions whose meaning the compiler itself carries: documentation and signatures stand here, behaviour there.

They see what a plain function can't: names, files, annotations, failed arguments, labels and the effects of an event.
"""

from __future__ import annotations

from redshank.rules.functions.registry import rule_function


@rule_function(
    "Import(rules: ConstExpr[list[str]]) -> None", family="Engine", compiled=True, statement="statement", content=False
)
def import_() -> None:
    """Run other rule files and make their names visible in this one.

    Paths are relative to the root of the set, sorted, without doubles; files can't import each other in a circle.
    Names that an imported file itself imported stay hidden.

    Example:
        Import(rules=['models/base.sml', 'models/content.sml'])
    """


@rule_function(
    "Require(rule: str, require_if: bool = True) -> None",
    family="Engine",
    compiled=True,
    statement="statement",
    content=False,
)
def require() -> None:
    """Run another rule file, where `require_if` holds.

    `rule` is a path or an f-string over features. A condition that is false or failed, a failed path, and a path that
    matches no file all do nothing, without an error.

    Example:
        Require(rule=f'actions/{ActionName}.sml', require_if=Plan == 'free')
    """


@rule_function(
    "JsonData(path: ConstExpr[str], required: bool = True, coerce_type: bool = True) -> Any",
    family="Engine",
    compiled=True,
    dynamic=True,
    reports=True,
)
def json_data() -> None:
    """The value at a JSON path of the event, in the type that the assignment is annotated with.

    The first match counts. With `coerce_type` a value of a near type is turned into the wanted one. Where the value
    is missing or null: an Optional gives None; `required=False` fails silently; else the value fails with an error. A
    value of the wrong type fails with an error.

    Example:
        Plan: str = JsonData(path='$.account.plan')
        Phone: Optional[str] = JsonData(path='$.account.phone', required=False)
    """


@rule_function("Entity(type: ConstExpr[str], id: _T) -> Entity[_T]", family="Entity", compiled=True)
def entity() -> None:
    """An entity of type `type` whose id is `id`.

    Fails only where `id` does. Two entities are equal when type and id are.

    Example:
        EmailDomainEntity = Entity(type='EmailDomain', id=EmailDomain(email=Email))
    """


@rule_function(
    "EntityJson(type: ConstExpr[str], path: ConstExpr[str], required: bool = True, coerce_type: bool = True)"
    " -> Entity[_T]",
    family="Entity",
    compiled=True,
    dynamic=True,
    reports=True,
)
def entity_json() -> None:
    """An entity whose id stands at a JSON path of the event.

    Fails as `JsonData` does. The annotation says the type of the id.

    Example:
        AccountId: Entity[str] = EntityJson(type='Account', path='$.account.id')
    """


@rule_function(
    "Rule(when_all: list[bool], description: str, policy: ConstExpr[Optional[str]] = None,"
    " severity: ConstExpr[Optional[str]] = None, owner: ConstExpr[Optional[str]] = None,"
    " expires: ConstExpr[Optional[str]] = None, mode: ConstExpr[str] = 'live') -> RuleT",
    family="Engine",
    compiled=True,
)
def rule() -> None:
    """A rule that holds when every condition does; it must be assigned to a name without a leading `_`.

    A failed condition, or a failed name in its description, makes the rule failed: neither held nor not. `policy`,
    `severity`, `owner` and `expires` (a date) describe it. A rule in mode 'shadow' is evaluated and recorded; its
    effects are recorded and never applied.

    Example:
        NewAccountLinks = Rule(
          when_all=[AccountAge < TimeDelta(hours=1), ListLength(list=Links) > 2],
          description=f'{AccountId} posts links in its first hour',
          policy='spam/links', severity='low', mode='shadow',
        )
    """


@rule_function(
    "WhenRules(rules_any: list[RuleT], then: list[EffectBase]) -> None",
    family="Engine",
    compiled=True,
    statement="statement",
)
def when_rules() -> None:
    """Ask for the effects of `then` if any of the rules held.

    Failed rules and failed effects are left out one by one.

    Example:
        WhenRules(rules_any=[NewAccountLinks], then=[DeclareVerdict(verdict='review')])
    """


@rule_function("DeclareVerdict(verdict: str) -> EffectBase", family="Engine", compiled=True, pure=False)
def declare_verdict() -> None:
    """A verdict for the event; all verdicts are kept, in order.

    Example:
        WhenRules(rules_any=[CardTesting], then=[DeclareVerdict(verdict='block')])
    """


_LABEL_CHANGE = (
    "(entity: Entity[Any], label: ConstExpr[str], delay_action_by: Optional[TimeDeltaT] = None,"
    " apply_if: Optional[RuleT] = None, expires_after: Optional[TimeDeltaT] = None) -> EffectBase"
)


@rule_function("LabelAdd" + _LABEL_CHANGE, family="Engine", compiled=True, pure=False)
def label_add() -> None:
    """Put a label on an entity, with the fired rules as its reasons.

    The label must be declared for the entity's type. It expires `expires_after` after the event's window time. A
    manual state that has not expired blocks it. An `apply_if` that is false or failed suppresses it: recorded, not
    applied.

    Example:
        WhenRules(rules_any=[Farm], then=[LabelAdd(entity=AccountId, label='farmed', expires_after=TimeDelta(days=7))])
    """


@rule_function("LabelRemove" + _LABEL_CHANGE, family="Engine", compiled=True, pure=False)
def label_remove() -> None:
    """Take a label off an entity; the same conditions hold as for `LabelAdd`, which wins within one event.

    Example:
        WhenRules(rules_any=[Verified], then=[LabelRemove(entity=AccountId, label='unverified')])
    """


@rule_function(
    "HasLabel(entity: Entity[Any], label: ConstExpr[str], manual: Optional[bool] = None,"
    " status: ConstExpr[str] = 'added', min_label_age: Optional[TimeDeltaT] = None,"
    " error_on_empty: bool = False) -> bool",
    family="Engine",
    compiled=True,
    reads="labels",
    reports=True,
    content=False,
)
def has_label() -> None:
    """Whether an entity has a label, as of the event.

    `status` is 'added' or 'removed'; `manual` asks for one set by a person (True) or by a rule (False). With
    `min_label_age` the oldest reason that has not expired must be older than that. An expired label counts as absent,
    and an absent one as removed by a rule. Labels are read as of the event's window time, so a replay gives the same
    answer. Fails with an error if `error_on_empty` and the entity has no label at all.

    Example:
        Repeat = Rule(when_all=[HasLabel(entity=AccountId, label='jailbreaker')], description='again')
    """
