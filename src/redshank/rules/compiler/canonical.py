"""What an expression means, as a hash that names, files and layout don't change.

A window keeps its state over a new version of the rules exactly when its definition keeps its hash.
"""

from __future__ import annotations

from hashlib import sha256

from redshank.rules.language.program import Program
from redshank.rules.language.syntax import (
    Binary,
    BoolOp,
    Call,
    Compare,
    Expression,
    FormatString,
    ListLiteral,
    Literal,
    Name,
    RuleFile,
    Unary,
)

_PARTS = ("by", "where", "value", "steps")


class Canon:
    """Hashes of expressions, each definition hashed once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[str, str] = {}

    def window(self, file: RuleFile, call: Call) -> str:
        """Hash of everything that the state of a window depends on."""
        parts = [f"{name}={self.text(file, call.arguments[name])}" for name in _PARTS if name in call.arguments]
        within, current = call.constants["within"], call.constants.get("including_current", False)
        return _hash(f"{call.function}|{within!r}|{current}|{'|'.join(parts)}")

    def text(self, file: RuleFile, node: Expression) -> str:
        """Canonical text of an expression, in a file."""
        match node:
            case Literal():
                return f"{type(node.value).__name__}:{node.value!r}"
            case Name():
                return self._name(file, node)
            case ListLiteral():
                return f"[{','.join(self.text(file, item) for item in node.items)}]"
            case FormatString():
                parts = (part if isinstance(part, str) else self._name(file, part) for part in node.parts)
                return f"f({','.join(map(repr, parts))})"
            case Binary() | Compare():
                return f"({self.text(file, node.left)} {node.op} {self.text(file, node.right)})"
            case Unary():
                return f"({node.op} {self.text(file, node.operand)})"
            case BoolOp():
                return f"({node.op}:{','.join(self.text(file, value) for value in node.values)})"
            case Call():
                arguments = (f"{name}={self.text(file, value)}" for name, value in sorted(node.arguments.items()))
                detector = self._program.signals.get(str(node.constants.get("name")))
                version = detector.info.version if node.function == "Signal" and detector is not None else ""
                return f"{node.function}{version}({','.join(arguments)}):{node.type}"
        return "?"

    def _name(self, file: RuleFile, node: Name) -> str:
        key = file.key(node.id)
        known = self._known.get(key)
        if known is None:
            definition = self._program.definitions[key]
            secret = definition.assign.annotation.name if definition.assign.annotation is not None else ""
            text = f"{self.text(definition.file, definition.assign.value)}:{definition.type}:{secret}"
            known = self._known[key] = _hash(text)
        return known


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
