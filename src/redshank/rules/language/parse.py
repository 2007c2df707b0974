"""Text to tree: Python's own parser reads the file, and everything outside the language's grammar is refused here.

Nothing of the file is ever executed. Whatever the text, the outcome is a tree or diagnostics: deep nesting, huge
input, null bytes and lone surrogates included.
"""

from __future__ import annotations

import ast
import warnings
from typing import Final, NoReturn

from redshank.rules.language import syntax
from redshank.rules.language.syntax import Annotation, Assign, Call, Expression, Name, Place, RuleFile, Statement
from redshank.rules.sources import MAX_FILE_BYTES
from redshank.rules.types import Diagnostic, Span

MAX_DEPTH: Final = 100

_BINARY: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
}
_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
# Python 3.11 reads an f-string from its beginning for each of its fields: this much takes some two seconds.
_MOST_FIELD_WORK: Final = 5_000_000_000
_SUBSET: Final = "the rules language is a small subset of Python: names, literals, operators and calls by keyword"


class _Refused(Exception):
    """One statement is outside the grammar."""

    def __init__(self, code: str, message: str, place: Place, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.place = place
        self.hint = hint


def parse_file(path: str, text: str, found: list[Diagnostic]) -> RuleFile:
    """Parse one file; whatever is wrong is appended to `found`, and the statements that are right are returned."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    file = RuleFile(path, text, [])
    module = _python_tree(path, text, found)
    if module is not None:
        reader = _Reader(text)
        for node in module.body:
            try:
                file.statements.append(reader.statement(node))
            except _Refused as refused:
                found.append(Diagnostic(refused.code, refused.message, file.span(refused.place), refused.hint))
    return file


def _python_tree(path: str, text: str, found: list[Diagnostic]) -> ast.Module | None:
    def refuse(code: str, message: str, line: int = 1, column: int = 1, hint: str = "") -> None:
        found.append(Diagnostic(code, message, Span(path, line, column, line, column + 1), hint))

    if len(text) > MAX_FILE_BYTES:
        refuse("too-large", f"the file has more than {MAX_FILE_BYTES >> 20} Mi characters", hint="split it")
        return None
    if text.count("{") * len(text) > _MOST_FIELD_WORK:
        refuse("too-large", "the file has too many fields in f-strings for its length", hint="split it")
        return None
    if "\0" in text:
        before = text[: text.index("\0")]
        line = before.count("\n") + 1
        refuse("syntax", "a null byte", line, len(before) - before.rfind("\n"), "remove it")
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        message = (error.msg or "invalid syntax").splitlines()[0]
        refuse("syntax", message, max(error.lineno or 1, 1), max(error.offset or 1, 1))
    except (RecursionError, MemoryError, OverflowError):
        refuse("too-deep", "the file nests too deep", hint=f"at most {MAX_DEPTH} levels")
    except ValueError:
        refuse("syntax", "the file holds characters that are not text", hint="save it as UTF-8")
    return None


class _Reader:
    """Turns Python's tree of one file into ours."""

    def __init__(self, text: str) -> None:
        self._ascii = text.isascii()
        self._lines = [] if self._ascii else text.split("\n")
        self._depth = 0

    def statement(self, node: ast.stmt) -> Statement:
        self._depth = 0
        match node:
            case ast.Assign(targets=targets, value=value):
                if len(targets) != 1:
                    self._refuse("several-targets", "an assignment has one target", node)
                return self._assign(node, targets[0], None, value)
            case ast.AnnAssign(target=target, annotation=annotation, value=value, simple=simple):
                if not simple:
                    self._refuse("bad-target", "only a name can carry an annotation", node)
                if value is None:
                    self._refuse("no-value", "an assignment needs a value", node, "write `Name: type = value`")
                return self._assign(node, target, annotation, value)
            case ast.Expr(value=ast.Call() as call):
                return self._call(call)
            case ast.Expr():
                self._refuse("bare-expression", "only a call can stand alone", node, "assign it: `Name = ...`")
        self._refuse("unexpected-node", f"`{type(node).__name__}` is not part of the language", node, _SUBSET)

    def _assign(self, node: ast.stmt, target: ast.expr, annotation: ast.expr | None, value: ast.expr) -> Assign:
        if not isinstance(target, ast.Name):
            self._refuse("bad-target", "only a name can be assigned to", target, "write `Name = value`")
        read = self._expression(value)
        noted = None if annotation is None else self._annotation(annotation)
        literal = (syntax.Literal, syntax.ListLiteral, syntax.FormatString)
        if noted is not None and noted.name == "ExtractLiteral" and not isinstance(read, literal):
            self._refuse("not-a-literal", "`ExtractLiteral` takes a literal or an f-string", value)
        assign = Assign(self._place(node), target.id, self._place(target), noted, read)
        if isinstance(read, Call):
            read.owner = assign
        return assign

    def _expression(self, node: ast.expr) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse("too-deep", f"the expression nests deeper than {MAX_DEPTH} levels", node)
        read = self._read(node)
        self._depth -= 1
        return read

    def _read(self, node: ast.expr) -> Expression:
        place = self._place(node)
        match node:
            case ast.Name(id=identifier):
                return Name(place, identifier)
            case ast.Constant(value=value):
                if isinstance(value, str | int | float | bool) or value is None:
                    return syntax.Literal(place, value)
                self._refuse("unexpected-constant", f"a `{type(value).__name__}` is not part of the language", node)
            case ast.Call():
                return self._call(node)
            case ast.List(elts=items):
                return syntax.ListLiteral(place, [self._expression(item) for item in items])
            case ast.JoinedStr(values=values):
                return syntax.FormatString(place, [self._part(value, node) for value in values])
            case ast.BinOp(left=left, op=op, right=right):
                symbol = _BINARY.get(type(op))
                if symbol is None:
                    self._refuse("unexpected-operator", f"operator `{type(op).__name__}` is not supported", node)
                return syntax.Binary(place, symbol, self._expression(left), self._expression(right))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return syntax.Unary(place, "not", self._expression(operand))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return syntax.Unary(place, "-", self._expression(operand))
            case ast.UnaryOp(op=op):
                self._refuse("unexpected-operator", f"unary operator `{type(op).__name__}` is not supported", node)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self._compare(node, left, ops, comparators)
            case ast.BoolOp(op=op, values=values):
                operands = [self._expression(value) for value in values]
                return syntax.BoolOp(place, "and" if isinstance(op, ast.And) else "or", operands)
            case ast.Attribute():
                return syntax.Attribute(place, node.attr)
        self._refuse("unexpected-node", f"`{type(node).__name__}` is not part of the language", node, _SUBSET)

    def _compare(
        self, node: ast.expr, left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr]
    ) -> syntax.Compare:
        if len(ops) != 1:
            self._refuse(
                "chained-comparison", "a comparison has two sides", node, "write `a < b and b < c` for `a < b < c`"
            )
        symbol = _COMPARISONS.get(type(ops[0]))
        if symbol is None:
            self._refuse("unexpected-operator", f"comparison `{type(ops[0]).__name__}` is not supported", node)
        return syntax.Compare(self._place(node), symbol, self._expression(left), self._expression(comparators[0]))

    def _call(self, node: ast.Call) -> Call:
        if node.args:
            self._refuse("positional-argument", "arguments are passed by keyword", node.args[0], "write `name=value`")
        if not isinstance(node.func, ast.Name):
            self._refuse("not-a-function", "only a function's name can be called", node.func)
        arguments: dict[str, Expression] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                self._refuse("positional-argument", "`**` is not part of the language", keyword.value)
            if keyword.arg in arguments:
                self._refuse("repeated-argument", f"argument `{keyword.arg}` is passed twice", keyword.value)
            arguments[keyword.arg] = self._expression(keyword.value)
        return Call(self._place(node), node.func.id, arguments)

    def _part(self, node: ast.expr, whole: ast.JoinedStr) -> str | Name:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.FormattedValue(value=ast.Name(id=identifier), conversion=-1, format_spec=None):
                return Name(self._place(whole), identifier)
            case ast.FormattedValue(value=ast.Name()):
                self._refuse("bad-f-string", "an f-string takes no format spec", whole, "write `{Name}` alone")
        self._refuse("bad-f-string", "an f-string interpolates names only", whole, "assign the value to a name first")

    def _annotation(self, node: ast.expr, depth: int = 0) -> Annotation:
        place = self._place(node)
        if depth > 10:
            self._refuse("bad-annotation", "the annotation nests too deep", node)
        match node:
            case ast.Name(id=identifier):
                return Annotation(place, identifier)
            case ast.Constant(value=None):
                return Annotation(place, "None")
            case ast.Subscript(value=ast.Name(id=identifier), slice=ast.Tuple(elts=items)):
                if not all(isinstance(item, ast.Name) for item in items):
                    self._refuse("bad-annotation", "only names can stand in this list of types", node)
                return Annotation(place, identifier, [self._annotation(item) for item in items], subscripted=True)
            case ast.Subscript(value=ast.Name(id=identifier), slice=item):
                return Annotation(place, identifier, [self._annotation(item, depth + 1)], subscripted=True)
            case ast.BinOp(op=ast.BitOr()):
                members = self._members(node)
                name = "Optional" if any(member.name == "None" for member in members) else "Union"
                return Annotation(place, name, members, subscripted=True)
        self._refuse("bad-annotation", "an annotation is a type such as `str`, `List[str]` or `int | None`", node)

    def _members(self, node: ast.expr) -> list[Annotation]:
        members: list[Annotation] = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            members.append(self._annotation(node.right, 1))
            node = node.left
            if len(members) > 20:
                self._refuse("bad-annotation", "the annotation has too many members", node)
        members.append(self._annotation(node, 1))
        return members[::-1]

    def _place(self, node: ast.AST) -> Place:
        # Every statement and expression that Python's parser makes has a whole place.
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        end_line = getattr(node, "end_lineno", None) or line
        end_column = getattr(node, "end_col_offset", None) or column
        if not self._ascii:
            column, end_column = self._characters(line, column), self._characters(end_line, end_column)
        return line, column + 1, end_line, end_column + 1

    def _characters(self, line: int, column: int) -> int:
        """Python counts columns in bytes of UTF-8; people count characters."""
        return len(self._lines[line - 1].encode("utf-8", "surrogatepass")[:column].decode("utf-8", "replace"))

    def _refuse(self, code: str, message: str, node: ast.AST, hint: str = "") -> NoReturn:
        raise _Refused(code, message, self._place(node), hint)
