"""`WhenRules`: which effects, for which rules; built only where a rule fired."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from redshank.rules.compiler.lower import Lowering
from redshank.rules.compiler.unit import Unit
from redshank.rules.compiler.values import Val, absorbed, none_of
from redshank.rules.language.program import Definition
from redshank.rules.language.special import entity_type
from redshank.rules.language.syntax import Call

_STATUS: Final = {"LabelAdd": "ADDED", "LabelRemove": "REMOVED"}


@dataclass(slots=True, eq=False)
class EffectPlan:
    """One effect as written; `shared` once a second `WhenRules` names it: then it collects the rules of all of them."""

    call: Call
    vals: dict[str, Val]
    kind: str | None
    uses: int = 0
    name: str = ""

    @property
    def shared(self) -> bool:
        """Whether more than one `WhenRules` asks for this very effect."""
        return self.uses > 1 and self.call.function in _STATUS


@dataclass(slots=True)
class WhenPlan:
    """One `WhenRules`: rules as (name, value, whether it is in shadow), and effects."""

    path: str
    call: Call
    rules: list[tuple[str, Val, bool]] = field(default_factory=list)
    effects: list[EffectPlan] = field(default_factory=list)


def plan_effect(lowering: Lowering, call: Call) -> EffectPlan:
    """Evaluate an effect's arguments, which happens in any case; the effect itself is made when a rule fired."""
    assert call.entry is not None
    vals: dict[str, Val] = {}
    for parameter in call.entry.parameters:
        node = call.arguments.get(parameter.name)
        if parameter.const:
            vals[parameter.name] = lowering.unit.constant_val(call.constants[parameter.name])
        elif node is None:
            vals[parameter.name] = lowering.unit.constant_val(parameter.default)
        else:
            val = lowering.unit.store(lowering.value(node), lowering.failed(node.type))
            vals[parameter.name] = absorbed(val) if parameter.type.is_optional else val
    entity = call.arguments.get("entity")
    kind = None if entity is None else entity_type(lowering.program, lowering.file, entity)
    return EffectPlan(call, vals, kind)


def rule_name(definition: Definition | None) -> str | None:
    """The rule that a definition assigns, if it does."""
    if definition is None or not isinstance(definition.assign.value, Call):
        return None
    return definition.name if definition.assign.value.function == "Rule" else None


def emit_when(unit: Unit, plan: WhenPlan) -> None:
    """The code of one `WhenRules`."""
    live = [(name, val) for name, val, shadow in plan.rules if not shadow]
    hidden = [(name, val) for name, val, shadow in plan.rules if shadow]
    if not plan.rules or not plan.effects:
        return
    needs_names = any(effect.call.function != "DeclareVerdict" for effect in plan.effects)
    if not hidden:
        with unit.block(f"if {' or '.join(val.code for _, val in live)}:"):
            if needs_names:
                unit.line(f"who = {_names(live, certain=True)}")
            for effect in plan.effects:
                _emit_effect(unit, effect, "False")
        return
    unit.line(f"who = {_names(live)}")
    unit.line("hid = not who")
    unit.line(f"if hid: who = {_names(hidden)}")
    with unit.block("if who:"):
        for effect in plan.effects:
            _emit_effect(unit, effect, "hid")


def emit_shared_heads(unit: Unit, plans: list[WhenPlan]) -> None:
    """Before any effect: what shared effects collect."""
    for effect in _shared(plans):
        effect.name = unit.name("x")
        unit.line(f"{effect.name}_who = []; {effect.name}_at = []; {effect.name}_live = False")


def emit_shared_tails(unit: Unit, plans: list[WhenPlan]) -> None:
    """After all effects: each mention of a shared effect names every rule that asked for it."""
    for effect in _shared(plans):
        with unit.block(f"if {effect.name}_at:"):
            change = _label_change(effect, f"tuple({effect.name}_who)", f"not {effect.name}_live")
            unit.line(f"change = {change}")
            unit.line(f"for at in {effect.name}_at: requests[at] = change")


def _shared(plans: list[WhenPlan]) -> list[EffectPlan]:
    return list({id(effect): effect for plan in plans for effect in plan.effects if effect.shared}.values())


def _names(rules: list[tuple[str, Val]], *, certain: bool = False) -> str:
    """Names of those that held; `certain` that one did."""
    if not rules:
        return "[]"
    if len(rules) == 1:
        name, val = rules[0]
        return f"[{name!r}]" if certain else f"([{name!r}] if {val.code} else [])"
    pairs = ", ".join(f"({name!r}, {val.code})" for name, val in rules)
    return f"[name for name, held in ({pairs},) if held]"


def _emit_effect(unit: Unit, effect: EffectPlan, hid: str) -> None:
    fails = tuple(dict.fromkeys(test for val in effect.vals.values() for test in val.fails))
    conditions = [none_of(fails)] if fails else []
    apply_if = effect.vals.get("apply_if")
    function = effect.call.function
    if apply_if is not None and function not in _STATUS and "apply_if" in effect.call.arguments:
        conditions.append(f"{apply_if.code} is True")
    before = f"if {' and '.join(conditions)}: " if conditions else ""
    if function == "DeclareVerdict":
        target = "verdicts" if hid == "False" else "(shadow_verdicts if hid else verdicts)"
        unit.line(f"{before}{target}.append({effect.vals['verdict'].code})")
    elif function in _STATUS:
        if effect.shared:
            live = "True" if hid == "False" else f"{effect.name}_live or not hid"
            steps = (
                f"{effect.name}_who.extend(who)",
                f"{effect.name}_at.append(len(requests))",
                "requests.append(None)",
                f"{effect.name}_live = {live}",
            )
            unit.line(before + "; ".join(steps))
        else:
            unit.line(f"{before}requests.append({_label_change(effect, 'tuple(who)', hid)})")
    else:
        unit.line(f"{before}effects.append({_effect(effect, hid)})")


def _label_change(effect: EffectPlan, who: str, hid: str) -> str:
    vals = effect.vals
    suppressed = hid
    if "apply_if" in effect.call.arguments:
        suppressed = f"{vals['apply_if'].code} is not True" + ("" if hid == "False" else f" or {hid}")
    expires = vals["expires_after"]
    if expires.constant:
        until = "None" if expires.value is None else f"now + {expires.code}"
    else:
        until = f"(None if {expires.code} is None else now + {expires.code})"
    delay = vals["delay_action_by"]
    wait = f"({delay.code} or 0.0)"
    status = _STATUS[effect.call.function]
    return (
        f"LabelChange({effect.kind!r}, {vals['entity'].code}, {effect.call.constants['label']!r}, {status}, {who},"
        f" {until}, {suppressed}, {vals['apply_if'].code}, {wait})"
    )


def _effect(effect: EffectPlan, hid: str) -> str:
    assert effect.call.entry is not None
    entity = effect.vals.get("entity")
    params = ", ".join(
        f"{name!r}: {val.code}" for name, val in effect.vals.items() if name not in ("entity", "apply_if")
    )
    code = "None" if entity is None else entity.code
    kind = repr(effect.kind) if effect.kind is not None else "None"
    if entity is not None and entity.none and not entity.constant:
        kind = f"(None if {code} is None else {kind})"
    return f"Effect({effect.call.entry.effect!r}, {kind}, {code}, {{{params}}}, tuple(sorted(who)), {hid})"
