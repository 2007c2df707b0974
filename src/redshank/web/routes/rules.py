"""The rule set in force, each rule with its hits, and checking a set before it is used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from redshank.bootstrap.rulesets import ActiveRules
from redshank.events import service as events
from redshank.gate.observe import Observations
from redshank.kernel.actor import Actor
from redshank.kernel.errors import InvalidInput
from redshank.rules import service
from redshank.rules.engine import RuleSet
from redshank.rules.errors import RulesNotFound, RulesRefused
from redshank.rules.library import RuleLibrary
from redshank.rules.types import Diagnostic, RuleInfo, Sources
from redshank.web.deps import ContainerDep, TxDep, require
from redshank.web.routes.actions import clean_text

router = APIRouter(tags=["rules"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]
_HOURS = 24
_CHECKED_BYTES = 2_000_000


class DiagnosticOut(BaseModel):
    """One thing wrong or doubtful in a rule set."""

    severity: str
    code: str
    message: str
    path: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    hint: str | None


class RefusedOut(BaseModel):
    """Why what stands in the folder is not in force."""

    at: datetime | None
    detail: str
    diagnostics: list[DiagnosticOut]


class RuleSummaryOut(BaseModel):
    """A rule and how often it held in the last 24 hours."""

    name: str
    mode: str
    policy: str | None
    severity: str | None
    owner: str | None
    expires: str | None
    description: str
    hits_24h: int
    shadow_hits_24h: int
    sparkline: list[int] = Field(description="hits in each of the last 24 hours, the oldest first")
    path: str
    line: int


class RulesOut(BaseModel):
    """The rule set in force."""

    rule_set: str | None
    activated_at: datetime | None
    rules: list[RuleSummaryOut]
    refused: RefusedOut | None


class FeatureOut(BaseModel):
    """A feature that a rule reads."""

    name: str
    kind: str
    type: str
    content: bool


class HitsOut(BaseModel):
    """Hits of one hour."""

    t: datetime
    hits: int
    shadow: int


class RecentOut(BaseModel):
    """An event on which the rule held."""

    event_id: str
    at: datetime
    occurred_at: datetime
    type: str
    surface: str
    subjects: list[str]
    verdicts: list[str]
    rules: list[str]
    shadow_rules: list[str]


class RuleDetailOut(RuleSummaryOut):
    """A rule with its text, what it reads, and where it held lately."""

    source: str = Field(description="text of the file that it stands in")
    end_line: int
    features: list[FeatureOut]
    series: list[HitsOut]
    recent: list[RecentOut]
    rule_set: str


class RuleSetOut(BaseModel):
    """A version with its files."""

    version: str
    stored_at: datetime
    files: dict[str, str]


class FilesIn(BaseModel):
    """A rule set as files: path relative to the root -> text."""

    files: dict[str, str] = Field(min_length=1, max_length=2000)


class CheckOut(BaseModel):
    """What a check found."""

    valid: bool
    version: str | None
    diagnostics: list[DiagnosticOut]


@router.get("/v1/rules")
async def list_rules(container: ContainerDep, tx: TxDep, _: Reader) -> RulesOut:
    """Every rule of the set in force, and why a newer set is refused."""
    active = container.get(ActiveRules)
    refused = await _refused(active, tx)
    if active.current is None:
        return RulesOut(rule_set=None, activated_at=None, rules=[], refused=refused)
    hits = container.get(Observations).hits(_HOURS)
    return RulesOut(
        rule_set=active.current.version,
        activated_at=None if active.activated_at is None else datetime.fromtimestamp(active.activated_at, UTC),
        rules=[RuleSummaryOut.model_validate(_summary(rule, hits)) for rule in active.current.rules],
        refused=refused,
    )


@router.get("/v1/rules/{name}")
async def find_rule(name: str, container: ContainerDep, tx: TxDep, _: Reader) -> RuleDetailOut:
    """One rule with its text, what it reads, its hits by the hour, and the latest events on which it held."""
    rule_set = _current(container.get(ActiveRules))
    rule = next((found for found in rule_set.rules if found.name == name), None)
    if rule is None:
        raise RulesNotFound("the set in force has no such rule", where=name[:80])
    observations = container.get(Observations)
    hits = observations.hits(_HOURS)
    live, shadow = hits.get(name, ([0] * _HOURS, [0] * _HOURS))
    first_hour = int(container.clock.now()) // 3600 - _HOURS + 1
    return RuleDetailOut.model_validate(
        _summary(rule, hits)
        | {
            "source": rule_set.sources.files.get(rule.span.path, ""),
            "end_line": rule.span.end_line,
            "features": [
                {
                    "name": info.name,
                    "kind": info.kind,
                    "type": info.type,
                    "content": info.content or info.secret,
                }
                for info in (rule_set.features.get(feature) for feature in rule.features)
                if info is not None
            ],
            "series": [
                {"t": datetime.fromtimestamp((first_hour + place) * 3600, UTC), "hits": one, "shadow": other}
                for place, (one, other) in enumerate(zip(live, shadow, strict=True))
            ],
            "recent": await events.events_of_rule(tx, name),
            "rule_set": rule_set.version,
        }
    )


@router.get("/v1/rulesets/{version}")
async def find_rule_set(version: str, tx: TxDep, _: Reader) -> RuleSetOut:
    """The files of a version that was in force."""
    stored = await service.find_rule_set(tx, clean_text(version, "version"))
    return RuleSetOut(version=stored.version, stored_at=stored.stored_at, files=stored.sources.files)


@router.post("/v1/rules/check")
async def check_rules(body: FilesIn, container: ContainerDep, _: Reader) -> CheckOut:
    """Whether files would be taken as a rule set, and what is wrong with them; nothing is kept."""
    if sum(len(path) + len(text) for path, text in body.files.items()) > _CHECKED_BYTES:
        raise InvalidInput(f"the files have more than {_CHECKED_BYTES} characters", where="files")
    try:
        found = await container.get(RuleLibrary).compile(Sources(body.files))
    except RulesRefused as error:
        return CheckOut(valid=False, version=None, diagnostics=[_diagnostic(each) for each in error.diagnostics])
    return CheckOut(valid=True, version=found.version, diagnostics=[_diagnostic(each) for each in found.warnings])


def _current(active: ActiveRules) -> RuleSet:
    if active.current is None:
        raise RulesNotFound("no rule set is in force yet")
    return active.current


def _summary(rule: RuleInfo, hits: dict[str, tuple[list[int], list[int]]]) -> dict[str, Any]:
    live, shadow = hits.get(rule.name, ([0] * _HOURS, [0] * _HOURS))
    return {
        "name": rule.name,
        "mode": rule.mode,
        "policy": rule.policy,
        "severity": rule.severity,
        "owner": rule.owner,
        "expires": rule.expires,
        "description": rule.description,
        "hits_24h": sum(live),
        "shadow_hits_24h": sum(shadow),
        "sparkline": [one + other for one, other in zip(live, shadow, strict=True)],
        "path": rule.span.path,
        "line": rule.span.line,
    }


async def _refused(active: ActiveRules, tx: TxDep) -> RefusedOut | None:
    refusal = active.refusal  # the folder may be mended while the database is asked
    if refusal is None:
        return None
    diagnostics = refusal.diagnostics if isinstance(refusal, RulesRefused) else []
    kept = await service.refusals(tx)
    return RefusedOut(
        at=kept[0].at if kept else None,
        detail=refusal.detail,
        diagnostics=[_diagnostic(each) for each in diagnostics],
    )


def _diagnostic(diagnostic: Diagnostic) -> DiagnosticOut:
    span = diagnostic.span
    return DiagnosticOut(
        severity=diagnostic.severity,
        code=diagnostic.code,
        message=diagnostic.message,
        path=span.path,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        hint=diagnostic.hint or None,
    )
