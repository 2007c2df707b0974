"""Which files run for an event: some always, others only where a `Require` says so."""

from __future__ import annotations

from dataclasses import dataclass

from redshank.rules.language.program import Program
from redshank.rules.language.syntax import Call, Literal
from redshank.rules.sources import ENTRY_POINT


@dataclass(frozen=True, slots=True)
class Activation:
    """When files run.

    Attributes:
        always: files that run for every event, imports first.
        groups: files that run for some, in an order in which whatever can start a file comes before it; files that can
            start each other in a circle share a group.
        starts: path -> the conditional files that run once it is started: itself and what it imports.
    """

    always: list[str]
    groups: list[list[str]]
    starts: dict[str, list[str]]


def is_unconditional(call: Call) -> bool:
    """Whether a `Require` has no condition and one file."""
    condition = call.arguments.get("require_if")
    constant = condition is None or (isinstance(condition, Literal) and condition.value is True)
    return constant and isinstance(call.arguments.get("rule"), Literal)


def plan(program: Program) -> Activation:
    """Work out which files run when."""
    always = _closure(program, [ENTRY_POINT], unconditional=True)
    reached = _closure(program, [ENTRY_POINT], unconditional=False)
    conditional = [path for path in program.order if path in reached and path not in always]
    members = set(conditional)
    starts = {path: [each for each in _imported(program, path) if each in members] for path in conditional}
    edges: dict[str, list[str]] = {path: [] for path in conditional}
    for path in conditional:
        for imported in program.imports[path]:
            if imported in members:
                edges[path].append(imported)
        for _, targets in program.requires[path]:
            for target in targets:
                for started in starts.get(target, []):
                    if started != path:
                        edges[started].append(path)
    order = {path: index for index, path in enumerate(program.order)}
    groups = [sorted(group, key=order.__getitem__) for group in _components(conditional, edges)]
    return Activation([path for path in program.order if path in always], groups, starts)


def _closure(program: Program, roots: list[str], *, unconditional: bool) -> set[str]:
    seen: set[str] = set()
    stack = list(roots)
    while stack:
        path = stack.pop()
        if path in seen:
            continue
        seen.add(path)
        stack.extend(program.imports[path])
        for call, targets in program.requires[path]:
            if not unconditional or is_unconditional(call):
                stack.extend(targets)
    return seen


def _imported(program: Program, path: str) -> list[str]:
    """A file and everything that it imports, directly or not; imports first."""
    seen: set[str] = set()
    stack = [path]
    while stack:
        current = stack.pop()
        if current not in seen:
            seen.add(current)
            stack.extend(program.imports[current])
    return [each for each in program.order if each in seen]


def _components(nodes: list[str], edges: dict[str, list[str]]) -> list[list[str]]:
    """Strongly connected components, those that others depend on first (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    result: list[list[str]] = []
    for root in nodes:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            for after in rest:
                if after not in index:
                    index[after] = low[after] = len(index)
                    stack.append(after)
                    on_stack.add(after)
                    work.append((after, iter(edges[after])))
                    break
                if after in on_stack:
                    low[node] = min(low[node], index[after])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group: list[str] = []
                    while not group or group[-1] != node:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    result.append(group)
    return result
