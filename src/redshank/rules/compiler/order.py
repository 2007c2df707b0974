"""The order in which `WhenRules` statements take effect.

Effects of one event are kept in the order in which the reference engine comes by them: it evaluates in rounds, each
taking everything whose inputs are ready, and a file joins in when the `Import` or `Require` that names it is evaluated.
Rule sets rely on that order where they read verdicts as a list, so it is worked out here once, as if every `Require`
held; it is the same for every event.
"""

from __future__ import annotations

from redshank.rules.language.program import Program
from redshank.rules.language.syntax import Assign, Call, Expression, Name, Statement, children
from redshank.rules.sources import ENTRY_POINT


def effect_order(program: Program) -> list[Call]:
    """Every reachable `WhenRules`, in the order in which its effects come."""
    return _Rounds(program).run()


class _Rounds:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._ids: dict[int, int] = {}
        self._nodes: list[Expression | Statement] = []
        self._inputs: list[list[int]] = []
        self._in_file: dict[str, list[int]] = {}
        self._starts: dict[int, list[str]] = {}
        self._waiting: dict[int, int] = {}
        self._joined: dict[int, int] = {}
        self._users: dict[int, list[int]] = {}
        self._done: set[int] = set()
        self._ready: list[int] = []
        self._by_place = 0
        for path in program.order:
            self._in_file[path] = [self._add(path, statement) for statement in program.files[path].statements]

    def run(self) -> list[Call]:
        """Evaluate on paper."""
        order: list[Call] = []
        self._join(ENTRY_POINT)
        while self._ready:
            # When a file joins, whatever is ready is put into the order of the text once more.
            placed = sorted(self._ready[: self._by_place], key=self._joined.__getitem__)
            batch = placed + self._ready[self._by_place :]
            self._ready, self._by_place = [], 0
            for node in batch:
                for path in self._starts.get(node, []):
                    self._join(path)
                self._done.add(node)
                statement = self._nodes[node]
                if isinstance(statement, Call) and statement.function == "WhenRules":
                    order.append(statement)
                for user in self._users.get(node, []):
                    self._waiting[user] -= 1
                    if self._waiting[user] == 0:
                        self._ready.append(user)
        return order

    def _add(self, path: str, node: Expression | Statement) -> int:
        """Number a node after everything that it needs."""
        known = self._ids.get(id(node))
        if known is not None:
            return known
        if isinstance(node, Name):
            definition = self._program.definitions[self._program.files[path].key(node.id)]
            return self._add(definition.file.path, definition.assign)
        if isinstance(node, Assign):
            needs: list[Expression] = [node.value]
        elif isinstance(node, Call):
            constant = {each.name for each in node.entry.parameters if each.const} if node.entry else set()
            needs = [value for name, value in node.arguments.items() if name not in constant]
        else:
            needs = children(node)
        inputs = [self._add(path, each) for each in needs]
        number = self._ids[id(node)] = len(self._nodes)
        self._nodes.append(node)
        self._inputs.append(inputs)
        if isinstance(node, Call) and node.function in ("Import", "Require"):
            self._starts[number] = self._started(path, node)
        return number

    def _started(self, path: str, call: Call) -> list[str]:
        if call.function == "Require":
            return next((targets for each, targets in self._program.requires[path] if each is call), [])
        listed = call.constants.get("rules") or []
        return [each for each in listed if each in self._in_file or each in self._program.files]

    def _join(self, path: str) -> None:
        """Let a file's statements, and what they need, wait for their inputs."""
        stack: list[tuple[int, bool]] = [(number, False) for number in reversed(self._in_file[path])]
        while stack:
            node, entered = stack.pop()
            if node in self._waiting:
                continue
            if not entered:
                stack.append((node, True))
                stack.extend((each, False) for each in reversed(self._inputs[node]))
                continue
            open_inputs = [each for each in self._inputs[node] if each not in self._done]
            self._waiting[node] = len(open_inputs)
            self._joined[node] = len(self._joined)
            if not open_inputs:
                self._ready.append(node)
            for each in open_inputs:
                self._users.setdefault(each, []).append(node)
        self._by_place = len(self._ready)
