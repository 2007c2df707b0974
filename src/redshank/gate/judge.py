"""Judge one event: rules, standing, actions, and the row of the log that records it all."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, cast
from uuid import UUID

import msgspec

from redshank.enforcement.engine import StandingTable, Wanted, plan, strongest_verdict
from redshank.enforcement.types import SEVERITIES, Action, Consequences, Decision, Message, Standing, Subject, Verdict
from redshank.events.outcome import (
    ActionRecord,
    ContentRecord,
    EffectRecord,
    ErrorRecord,
    FiredRecord,
    LabelRecord,
    OutcomeRecord,
    StandingRecord,
    encode_content,
    encode_outcome,
)
from redshank.events.types import LabelFact, LogRow, ReceivedEvent
from redshank.kernel.ids import format_id, new_uuid
from redshank.rules.action_number import action_number
from redshank.rules.engine import Engine, EngineState, RuleSet
from redshank.rules.types import EventError, Outcome, RuleEvent, RuleInfo

_LONGEST_ID: Final = 256
_LONGEST_SURFACE: Final = 32
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_sha256 = hashlib.sha256
_blake2b = hashlib.blake2b
_noise = random.Random().getrandbits  # noqa: S311 - tells ids apart, keeps no secret


@dataclass(slots=True)
class Judged:
    """An event with everything that is to be written about it."""

    row: LogRow
    verdict: Verdict
    labels: list[LabelFact]
    decision: Decision | None
    actions: list[Action]


class Picker:
    """Takes certain features out of all, in one step of C where they are all there."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._all = itemgetter(*names) if len(names) > 1 else None

    def values(self, features: dict[str, Any]) -> tuple[Any, ...]:
        """Their values, None for one that was not reached."""
        if self._all is not None:
            try:
                return cast("tuple[Any, ...]", self._all(features))
            except KeyError:  # a file was left out by its `Require`
                pass
        return tuple([features.get(name) for name in self.names])

    def of(self, features: dict[str, Any]) -> dict[str, Any]:
        """Them by name."""
        return dict(zip(self.names, self.values(features), strict=True))


@dataclass(slots=True)
class Privacy:
    """Where each of a rule set's features belongs, worked out once.

    Attributes:
        shown: features of the record that stays; rules are not among them, as their names say what held.
        content: features that go when content goes.
        rules: names of the rules.
    """

    shown: Picker
    content: tuple[str, ...]
    rules: Picker
    templates: dict[str, str]
    constants: str
    known_reasons: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, rule_set: RuleSet) -> Privacy:
        """Read it off the features' and rules' declarations."""
        features = rule_set.features
        private = {name for name, info in features.items() if info.content or info.secret}
        rules = tuple(rule.name for rule in rule_set.rules)
        return cls(
            shown=Picker(tuple(name for name in features if name not in private and name not in rules)),
            content=tuple(name for name, info in features.items() if info.content and not info.secret),
            rules=Picker(rules),
            templates={
                rule.name: rule.description
                for rule in rule_set.rules
                if private.intersection(_PLACEHOLDER.findall(rule.description))
            },
            constants="\n".join(rule_set.sources.files.values()),
        )

    def is_constant(self, text: str) -> bool:
        """Whether a text stands word for word in the rule files, so that it can't be anyone's content."""
        known = self.known_reasons.get(text)
        if known is None:
            if len(self.known_reasons) > 1000:
                self.known_reasons.clear()
            known = self.known_reasons[text] = text in self.constants
        return known


class Judge:
    """The engine with everything around it that an event passes; one event at a time.

    Attributes:
        seq, window_time: of the last event judged.
        table: lasting actions in force.
    """

    def __init__(self, engine: Engine, table: StandingTable, *, seq: int, window_time: float) -> None:
        self.engine = engine
        self.table = table
        self.seq = seq
        self.window_time = window_time
        self.failures = 0
        self._use(engine.rule_set)

    def swap(self, rule_set: RuleSet, warmed: EngineState) -> None:
        """Judge by another rule set from the next event on; windows that are new come from `warmed`."""
        self.engine.swap(rule_set, warmed)
        self._use(rule_set)

    def _use(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self._privacy = Privacy.of(rule_set)
        self._rules: dict[str, RuleInfo] = {rule.name: rule for rule in rule_set.rules}
        self._fired = {
            rule.name: FiredRecord(rule.name, rule.description, rule.mode == "shadow", rule.policy, rule.severity)
            for rule in rule_set.rules
            if "{" not in rule.description
        }

    def judge(self, event: ReceivedEvent, key: bytes, received_at: float) -> Judged:
        """Give the event its place in the log, and judge it there.

        Args:
            key: what a retry is recognised by.
            received_at: seconds since the epoch; window time follows it and never runs backwards.
        """
        self.seq = seq = self.seq + 1
        self.window_time = at = max(self.window_time, received_at)
        occurred_at = event.occurred_at if event.occurred_at is not None else received_at
        uuid = event_uuid(received_at, seq)
        outcome = self._run(
            RuleEvent(action_number(event.source, event.id), event.type, occurred_at, at, seq, event.data)
        )
        wanted = self._wanted(outcome)
        named: list[Subject] = [(kind, bounded(identifier)) for kind, identifier in outcome.entities.values()]
        new, standing_actions = (
            plan(wanted, decision=uuid, at=at, table=self.table, new_id=new_uuid) if wanted else ([], [])
        )
        standing = self.table.weightiest(named, at)
        verdict = strongest_verdict(outcome.verdicts, wanted, standing)
        record = OutcomeRecord(
            features={},
            entities=outcome.entities,
            verdict=verdict,
            labels=[
                LabelRecord(
                    change.entity_type, change.entity_id, change.label, change.status.name, change.reasons,
                    change.expires_at, change.suppressed, change.apply_if, change.delay,
                )
                for change in outcome.label_changes
            ],
            effects=[self._effect_record(effect) for effect in outcome.effects],
            errors=[ErrorRecord(error.feature, error.message) for error in outcome.errors],
            shadow_verdicts=outcome.shadow_verdicts,
            actions=[_action_record(action, False) for action in new]
            + [_action_record(action, True) for action in standing_actions],
            standing=_standing_record(standing),
        )  # fmt: skip
        content = self._part_content(outcome, record, event)
        rule_set = self.rule_set.version
        live: list[str] = []
        shadow: list[str] = []
        for fired in outcome.fired:
            (shadow if fired.shadow else live).append(fired.name)
        row = LogRow(
            seq=seq,
            uuid=uuid,
            key=key,
            received_at=received_at,
            window_time=at,
            occurred_at=occurred_at,
            source=event.source,
            id=event.id,
            type=event.type,
            surface=surface_of(event.data),
            subjects=tuple(sorted({f"{kind}/{identifier}" for kind, identifier in named})),
            rule_set=rule_set,
            verdicts=tuple(outcome.verdicts),
            rules=tuple(live),
            shadow_rules=tuple(shadow),
            outcome=encode_outcome(record),
            content=encode_content(content),
        )
        labels = [
            LabelFact(
                seq, at + change.delay, change.entity_type, bounded(change.entity_id), change.label, change.status.name,
                change.reasons, change.expires_at, uuid, rule_set,
            )
            for change in outcome.label_changes
            if not change.suppressed
        ]  # fmt: skip
        decision = self._decision(row, new, verdict, event) if new else None
        return Judged(row, verdict, labels, decision, new)

    def _run(self, event: RuleEvent) -> Outcome:
        """The rules' answer. A fault inside the engine is recorded as the event's error: the event is never lost."""
        try:
            return self.engine.judge(event)
        except Exception as error:
            self.failures += 1
            return failed_outcome(error)

    def _wanted(self, outcome: Outcome) -> list[Wanted]:
        return [
            Wanted(
                effect.type,
                None if effect.entity_type is None else (effect.entity_type, bounded(effect.entity_id or "")),
                self._shown_params(effect.params),
                effect.rules,
            )
            for effect in outcome.effects
            if not effect.shadow
        ]

    def _shown_params(self, params: dict[str, Any]) -> dict[str, Any]:
        """Parameters without a reason that was made from someone's content."""
        reason = params.get("reason")
        if reason and not self._privacy.is_constant(str(reason)):
            return {**params, "reason": ""}
        return params

    def _effect_record(self, effect: Any) -> EffectRecord:
        return EffectRecord(
            effect.type,
            effect.rules,
            effect.entity_type,
            None if effect.entity_id is None else bounded(effect.entity_id),
            self._shown_params(effect.params),
            effect.shadow,
        )

    def _part_content(self, outcome: Outcome, record: OutcomeRecord, event: ReceivedEvent) -> ContentRecord:
        """Move what holds content out of the record that stays."""
        privacy = self._privacy
        features = outcome.features
        record.features = privacy.shown.of(features)
        rules = privacy.rules.values(features)
        if None in rules:
            record.failed = [name for name, value in zip(privacy.rules.names, rules, strict=True) if value is None]
        private = {name: value for name in privacy.content if (value := features.get(name)) is not None}
        descriptions: dict[str, str] = {}
        for rule in outcome.fired:
            constant = self._fired.get(rule.name)
            if constant is not None:
                record.fired.append(constant)
                continue
            info = self._rules[rule.name]
            template = privacy.templates.get(rule.name)
            if template is not None:
                descriptions[rule.name] = rule.description
            shown = rule.description if template is None else template
            record.fired.append(FiredRecord(rule.name, shown, rule.shadow, info.policy, info.severity))
        return ContentRecord(msgspec.Raw(event.raw), private, descriptions, outcome.reads)

    def _decision(self, row: LogRow, actions: list[Action], verdict: Verdict, event: ReceivedEvent) -> Decision:
        names = sorted({name for action in actions for name in action.rules})
        infos = [self._rules[name] for name in names if name in self._rules]
        severities = [info.severity for info in infos if info.severity in SEVERITIES]
        return Decision(
            uuid=row.uuid,
            seq=row.seq,
            at=row.received_at,
            rules=tuple(names),
            rule_set=row.rule_set,
            policies=tuple(sorted({info.policy for info in infos if info.policy})),
            severity=max(severities, key=SEVERITIES.index, default=None),
            verdict=verdict,
            evidence=_sha256(event.raw).digest(),
        )


def consequences_of(batch: list[Judged], *, label_messages: bool) -> Consequences:
    """What a batch leads to beside its rows in the log.

    Args:
        label_messages: some endpoint wants to be told of labels.
    """
    result = Consequences()
    for judged in batch:
        if judged.decision is not None:
            result.decisions.append(judged.decision)
            result.actions += judged.actions
            result.messages += [_action_message(action, judged) for action in judged.actions]
        if label_messages:
            result.messages += [label_message(fact) for fact in judged.labels]
    return result


def _action_message(action: Action, judged: Judged) -> Message:
    assert judged.decision is not None, "an action follows from a decision"
    return Message(
        "action.created",
        format_id("act", action.id),
        action.at,
        {
            "action": {
                "id": format_id("act", action.id),
                "type": action.type,
                "subject": None if action.subject is None else {"type": action.subject[0], "id": action.subject[1]},
                "params": action.params,
                "until": action.until,
            },
            "decision": {
                "id": format_id("dec", action.decision),
                "event_id": format_id("evt", action.decision),
                "rules": list(judged.decision.rules),
                "policies": list(judged.decision.policies),
                "severity": judged.decision.severity,
                "verdict": judged.decision.verdict,
                "rule_set": judged.decision.rule_set,
            },
        },
    )


def label_message(fact: LabelFact) -> Message:
    """What endpoints are told about a label."""
    return Message(
        "label.changed",
        f"{fact.entity_type}/{fact.entity_id}/{fact.label}",
        fact.at,
        {
            "subject": {"type": fact.entity_type, "id": fact.entity_id},
            "label": fact.label,
            "status": fact.status,
            "reasons": list(fact.reasons),
            "expires_at": fact.expires_at,
            "event_id": None if fact.event is None else format_id("evt", fact.event),
        },
    )


def event_key(source: str, id: str) -> bytes:
    """16 bytes that name an event: BLAKE2b over source, NUL and id."""
    return _blake2b(f"{source}\0{id}".encode(), digest_size=16).digest()


def event_uuid(received_at: float, seq: int) -> UUID:
    """A UUIDv7 whose milliseconds are the arrival's, and that sorts by seq within one millisecond."""
    milliseconds = int(received_at * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (seq & 0xFFF) << 64 | 0x2 << 62 | _noise(62))


def bounded(identifier: str | int) -> str:
    """An id as it is indexed: one that is over-long, or that the database can't hold, stands as its SHA-256."""
    if not isinstance(identifier, str):
        return str(identifier)
    if len(identifier) <= _LONGEST_ID and "\0" not in identifier:
        return identifier
    return f"sha256:{_sha256(identifier.encode()).hexdigest()}"


def surface_of(data: dict[str, Any]) -> str:
    """The surface that the event names, or nothing."""
    surface = data.get("surface")
    return surface if type(surface) is str and len(surface) <= _LONGEST_SURFACE else ""


def failed_outcome(error: Exception) -> Outcome:
    """What is recorded when the engine itself failed on an event."""
    return Outcome({}, {}, [], [], [], [], [EventError("", f"the engine failed: {type(error).__name__}")])


def _action_record(action: Action, standing: bool) -> ActionRecord:
    return ActionRecord(
        format_id("act", action.id),
        action.type,
        None if action.subject is None else f"{action.subject[0]}/{action.subject[1]}",
        action.params,
        action.until,
        action.rules,
        standing,
    )


def _standing_record(standing: Standing | None) -> StandingRecord | None:
    if standing is None:
        return None
    return StandingRecord(f"{standing.subject[0]}/{standing.subject[1]}", standing.state, standing.until)
