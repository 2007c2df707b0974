"""Names and files: what is defined where, who imports whom, and whether a name that is read can be seen there."""

from __future__ import annotations

import fnmatch
from collections import defaultdict
from itertools import chain

from redshank.rules.language.program import Definition, Program, did_you_mean, one_step, statements
from redshank.rules.language.syntax import (
    Assign,
    Call,
    FormatString,
    ListLiteral,
    Literal,
    Name,
    Place,
    RuleFile,
    Statement,
    value_of,
    walk,
)


def collect_definitions(program: Program) -> None:
    """Find what every name means; a name is assigned once in the set, a local one once in its file."""
    places: dict[str, list[tuple[RuleFile, Assign]]] = defaultdict(list)
    for file, statement in statements(program):
        if isinstance(statement, Assign):
            places[file.key(statement.target)].append((file, statement))
    for key, found in places.items():
        file, assign = found[0]
        program.definitions[key] = Definition(key, file, assign)
        for other, again in found[1:]:
            first = f"{file.path}:{assign.place[0]}"
            where = "its file" if assign.is_local else "the whole rule set"
            program.error(
                other,
                again.target_place,
                "duplicate-name",
                f"`{again.target}` is assigned twice: a name is unique in {where}",
                f"it is first assigned in {first}",
            )


def link_files(program: Program) -> None:
    """Resolve `Import` and `Require`, and put the files in an order in which imports come first."""
    for path, file in program.files.items():
        program.imports[path] = []
        program.requires[path] = []
        for statement in file.statements:
            if isinstance(statement, Call) and statement.function == "Import":
                _link_import(program, file, statement)
            elif isinstance(statement, Call) and statement.function == "Require":
                _link_require(program, file, statement)
    program.order = _order(program)


def _link_import(program: Program, file: RuleFile, call: Call) -> None:
    argument = call.arguments.get("rules")
    if argument is None:
        return
    listed = one_step(program, file, argument)
    if not isinstance(listed, ListLiteral):
        return
    paths: list[str] = []
    for item in listed.items:
        if not isinstance(item, Literal) or not isinstance(item.value, str):
            return
        if item.value not in program.files:
            hint = did_you_mean(program, item.value, program.files)
            program.error(file, item.place, "unknown-file", f"there is no file `{item.value}` to import", hint)
        if item.value in paths:
            program.error(file, item.place, "duplicate-import", f"`{item.value}` is imported twice")
        paths.append(item.value)
    if paths != sorted(paths):
        wanted = ", ".join(repr(path) for path in sorted(paths))
        program.error(file, argument.place, "unsorted-import", "imports are not sorted", f"write [{wanted}]")
    program.imports[file.path].extend(path for path in paths if path in program.files)


def _link_require(program: Program, file: RuleFile, call: Call) -> None:
    argument = call.arguments.get("rule")
    if argument is None:
        return
    if isinstance(argument, Literal) and isinstance(argument.value, str):
        if argument.value not in program.files:
            hint = did_you_mean(program, argument.value, program.files)
            program.error(file, argument.place, "unknown-file", f"there is no file `{argument.value}`", hint)
            return
        matched = [argument.value]
    elif isinstance(argument, FormatString):
        pattern = "".join(part if isinstance(part, str) else "*" for part in argument.parts)
        matched = sorted(fnmatch.filter(program.files, pattern))
        if not matched:
            message = f"no file matches `{argument.template}`"
            program.error(file, argument.place, "unknown-file", message, f"looked for `{pattern}`")
            return
    else:
        program.error(
            file,
            argument.place,
            "not-a-literal",
            "the path is a string or an f-string",
            "write `Require(rule='a.sml')` or `Require(rule=f'actions/{ActionName}.sml')`",
        )
        return
    program.requires[file.path].append((call, matched))


def _order(program: Program) -> list[str]:
    """Files with their imports first; a circle is an error at one of its imports, and its files follow anyhow."""
    order: list[str] = []
    state: dict[str, int] = {}
    for start in sorted(program.files):
        stack = [(start, iter(program.imports[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            path, rest = stack[-1]
            for imported in rest:
                if imported not in state:
                    state[imported] = 1
                    stack.append((imported, iter(program.imports[imported])))
                    break
                if state[imported] == 1:
                    _note_circle(program, [each for each, _ in stack], imported)
            else:
                state[path] = 2
                order.append(path)
                stack.pop()
    return order


def _note_circle(program: Program, chain: list[str], back_to: str) -> None:
    circle = [*chain[chain.index(back_to) :], back_to]
    file = program.files[chain[-1]]
    place: Place = (1, 1, 1, 2)
    for statement in file.statements:
        if isinstance(statement, Call) and statement.function == "Import":
            place = statement.place
            break
    program.error(file, place, "import-cycle", "files import each other in a circle", " -> ".join(circle))


def check_visibility(program: Program) -> None:
    """Every name that is read is defined above, or in a file imported above; every local name is read."""
    exported: dict[str, set[str]] = {path: set() for path in program.files}
    for definition in program.definitions.values():
        if not definition.assign.is_local:
            exported[definition.file.path].add(definition.name)
    for file in program.files.values():
        _check_file(program, file, exported)


def _check_file(program: Program, file: RuleFile, exported: dict[str, set[str]]) -> None:
    visible: set[str] = set()
    read: set[str] = set()
    local: dict[str, Place] = {}
    for statement in file.statements:
        if isinstance(statement, Call) and statement.function == "Import":
            for path in _imported_by(program, file, statement):
                visible |= exported[path]
        for node in walk(value_of(statement)):
            if isinstance(node, Name):
                _check_name(program, file, statement, node, visible)
                if node.id in local:
                    read.add(node.id)
        if isinstance(statement, Assign):
            visible.add(statement.target)
            if statement.is_local:
                local.setdefault(statement.target, statement.target_place)
    for name, place in local.items():
        if name not in read:
            program.error(file, place, "unused-local", f"`{name}` is never read", "delete it, or comment it out")


def _imported_by(program: Program, file: RuleFile, call: Call) -> list[str]:
    argument = call.arguments.get("rules")
    listed = None if argument is None else one_step(program, file, argument)
    if not isinstance(listed, ListLiteral):
        return []
    paths = [item.value for item in listed.items if isinstance(item, Literal) and isinstance(item.value, str)]
    return [path for path in paths if path in program.files]


def _check_name(program: Program, file: RuleFile, statement: Statement, node: Name, visible: set[str]) -> None:
    if isinstance(statement, Assign) and node.id == statement.target:
        program.error(
            file, node.place, "reads-itself", f"`{node.id}` is read in its own assignment", "use another name"
        )
        return
    if node.id in visible:
        return
    definition = program.define(file, node.id)
    if definition is None:
        others = (each.name for each in program.definitions.values() if not each.assign.is_local)
        hint = did_you_mean(program, node.id, chain(visible, others)) or (
            "a name that begins with `_` belongs to its file" if node.id.startswith("_") else "no file defines it"
        )
        program.error(file, node.place, "unknown-identifier", f"unknown name `{node.id}`", hint)
    elif definition.file.path == file.path:
        line = definition.assign.place[0]
        program.error(
            file, node.place, "unknown-identifier", f"`{node.id}` is read before line {line} assigns it", "move it up"
        )
    else:
        path = definition.file.path
        program.error(
            file,
            node.place,
            "unknown-identifier",
            f"`{node.id}` is not imported into this file",
            f"add `Import(rules=['{path}'])`",
        )
