"""The type checker: gives every expression its type, and says where values don't fit.

An Optional narrows inside one `X != None and ...` or `X == None or ...`, from left to right, for a plain name.
"""

from __future__ import annotations

from typing import Final

from redshank.rules.functions.signatures import ANY, NONE, TypeExpr
from redshank.rules.language import typesystem
from redshank.rules.language.program import Definition, Program
from redshank.rules.language.syntax import (
    Annotation,
    Assign,
    Attribute,
    Binary,
    BoolOp,
    Call,
    Compare,
    Expression,
    FormatString,
    ListLiteral,
    Literal,
    Name,
    Place,
    RuleFile,
    Unary,
)
from redshank.rules.language.typesystem import BOOL, FLOAT, INT, LIST_OF_ANY, NUMBER, PRINTABLE, STR, show

_INTS: Final = (INT, INT, INT)
_NUMBERS: Final = (NUMBER, NUMBER, FLOAT)
_ARITHMETIC: Final[dict[str, tuple[tuple[TypeExpr, TypeExpr, TypeExpr], ...]]] = {
    "+": ((STR, STR, STR), _INTS, _NUMBERS),
    "-": (_INTS, _NUMBERS),
    "*": (_INTS, _NUMBERS, (STR, INT, STR), (INT, STR, STR)),
    "/": (_NUMBERS,),
    "//": (_INTS, _NUMBERS),
    "%": (_INTS, _NUMBERS),
    "**": (_INTS, _NUMBERS),
    "<<": (_INTS,),
    ">>": (_INTS,),
    "|": (_INTS,),
    "^": (_INTS,),
    "&": (_INTS,),
}
_COMPARISON: Final[dict[str, tuple[tuple[TypeExpr, TypeExpr, TypeExpr], ...]]] = {
    "==": ((ANY, ANY, BOOL),),
    "!=": ((ANY, ANY, BOOL),),
    **dict.fromkeys(("<", "<=", ">", ">="), ((NUMBER, NUMBER, BOOL),)),
    **dict.fromkeys(("in", "not in"), ((STR, STR, BOOL), (ANY, LIST_OF_ANY, BOOL))),
}


def check_types(program: Program) -> None:
    """Check the types of every file, imports first."""
    for path in program.order:
        file = program.files[path]
        checker = _Checker(program, file)
        for statement in file.statements:
            if isinstance(statement, Assign):
                checker.assign(statement)
            else:
                checker.check(statement)


class _Checker:
    def __init__(self, program: Program, file: RuleFile) -> None:
        self._program = program
        self._file = file
        self._narrowed: dict[str, TypeExpr] = {}

    def assign(self, assign: Assign) -> None:
        value = self.check(assign.value)
        if isinstance(assign.value, ListLiteral) and not assign.value.items and assign.annotation is None:
            hint = f"write `{assign.target}: List[str] = []`"
            self._error(assign.place, "untyped-list", "an empty list needs a type", hint)
        stored = value
        if assign.annotation is not None:
            stored = self._annotated(assign, assign.annotation, value)
        definition = self._program.definitions[self._file.key(assign.target)]
        if definition.assign is assign:
            definition.type = stored
        self._secrecy(definition, assign)

    def check(self, node: Expression) -> TypeExpr:
        """The type of an expression, noted on it."""
        node.type = self._type(node)
        return node.type

    def _annotated(self, assign: Assign, note: Annotation, value: TypeExpr) -> TypeExpr:
        try:
            wanted = typesystem.from_annotation(note)
        except typesystem.BadAnnotation as bad:
            self._error(bad.place, "bad-annotation", bad.message, bad.hint)
            return value
        call = assign.value
        if isinstance(call, Call) and call.entry is not None and call.entry.dynamic:
            if not typesystem.fit(wanted, _open(call.entry.signature.returns), unwrap=False).fits:
                message = f"`{call.function}` gives {show(_open(call.entry.signature.returns))}, not {show(wanted)}"
                self._error(note.place, "bad-annotation", message, "write `Entity[str]` or `Entity[int]`")
            call.type = wanted
            return wanted
        self._expect(
            assign.value,
            wanted,
            "wrong-type",
            f"`{assign.target}` is annotated {show(wanted)} and its value is {show(value)}",
        )
        return wanted

    def _secrecy(self, definition: Definition, assign: Assign) -> None:
        """Secrets taint what is computed from them, until `ExtractSecret` or a comparison lets it out."""
        note = assign.annotation.name if assign.annotation is not None and assign.annotation.subscripted else ""
        nested = assign.annotation is not None and _names_secret(assign.annotation)
        secret = note != "ExtractSecret" and (nested or self._is_secret(assign.value))
        if secret and note != "Secret":
            self._error(
                assign.place,
                "secret-leak",
                f"`{assign.target}` is computed from a secret",
                "annotate it `Secret[...]`, or `ExtractSecret[...]` to let it out",
            )
        if not secret and self._mixes_secret(assign.value):
            message = f"`{assign.target}` is computed from a secret by an operator, and so is shown and stored"
            self._program.warn(self._file, assign.place, "secret-operand", message, "annotate it `Secret[...]`")
        if definition.assign is assign:
            definition.shareable = not secret
            constant = _is_constant(assign.value)
            definition.feature = note == "ExtractLiteral" or not (assign.is_local or constant or secret)

    def _mixes_secret(self, node: Expression) -> bool:
        """Arithmetic lets secrets out, as it does in the reference engine."""
        if isinstance(node, Binary):
            return any(self._is_secret(side) or self._mixes_secret(side) for side in (node.left, node.right))
        return isinstance(node, Unary) and node.op == "-" and self._is_secret(node.operand)

    def _is_secret(self, node: Expression) -> bool:
        match node:
            case Name():
                definition = self._program.define(self._file, node.id)
                return definition is not None and not definition.shareable
            case ListLiteral():
                return any(self._is_secret(item) for item in node.items)
            case FormatString():
                return any(self._is_secret(name) for name in node.names)
            case Call():
                return any(self._is_secret(argument) for argument in node.arguments.values())
        return False

    def _type(self, node: Expression) -> TypeExpr:
        match node:
            case Name():
                return self._name(node)
            case Literal():
                return NONE if node.value is None else TypeExpr(type(node.value).__name__)
            case ListLiteral():
                return self._list(node)
            case FormatString():
                return self._format_string(node)
            case Call():
                return self._call(node)
            case Binary():
                return self._two_sided(node, _ARITHMETIC[node.op])
            case Compare():
                return self._compare(node)
            case Unary():
                return self._unary(node)
            case BoolOp():
                return self._bool_op(node)
            case Attribute():
                self._error(node.place, "attribute", "attributes are not supported", "assign the value to a name")
        return ANY

    def _name(self, node: Name) -> TypeExpr:
        key = self._file.key(node.id)
        if key in self._narrowed:
            return self._narrowed[key]
        definition = self._program.definitions.get(key)
        return ANY if definition is None else definition.type

    def _list(self, node: ListLiteral) -> TypeExpr:
        types = list(dict.fromkeys(self.check(item) for item in node.items))
        known = [type_ for type_ in types if type_ != ANY]
        if len(known) > 1:
            names = ", ".join(show(type_) for type_ in known)
            self._error(node.place, "mixed-list", "a list holds values of one type", f"this one has {names}")
            return LIST_OF_ANY
        return typesystem.list_of(known[0]) if known else LIST_OF_ANY

    def _format_string(self, node: FormatString) -> TypeExpr:
        for name in node.names:
            type_ = self.check(name)
            message = f"`{name.id}` is {show(type_)}, which can't stand in an f-string"
            self._expect(name, PRINTABLE, "wrong-type", message, "only str, int, float and bool can")
            definition = self._program.define(self._file, name.id)
            if definition is not None and not definition.shareable:
                self._error(name.place, "secret-leak", f"`{name.id}` is secret", "an f-string can't hold a secret")
        return STR

    def _unary(self, node: Unary) -> TypeExpr:
        operand = self.check(node.operand)
        if node.op == "not":
            self._expect(node.operand, BOOL, "wrong-type", f"`not` takes a bool, not {show(operand)}")
            return BOOL
        if not typesystem.fit(operand, NUMBER).fits:
            self._error(node.place, "wrong-type", f"unary `-` takes a number, not {show(operand)}")
            return ANY
        return operand

    def _bool_op(self, node: BoolOp) -> TypeExpr:
        outer = self._narrowed
        self._narrowed = dict(outer)
        for value in node.values:
            type_ = self.check(value)
            self._expect(value, BOOL, "wrong-type", f"`{node.op}` takes bools, not {show(type_)}")
            self._narrow(value, "!=" if node.op == "and" else "==")
        self._narrowed = outer
        return BOOL

    def _narrow(self, node: Expression, op: str) -> None:
        if not isinstance(node, Compare) or node.op != op:
            return
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, Name) and isinstance(other, Literal) and other.value is None:
                rest = typesystem.without_none(side.type)
                if rest is not None:
                    self._narrowed[self._file.key(side.id)] = rest
                return

    def _compare(self, node: Compare) -> TypeExpr:
        result = self._two_sided(node, _COMPARISON[node.op])
        left, right = _seen(node.left), _seen(node.right)
        if result == ANY:
            return BOOL
        if node.op in ("==", "!="):
            self._check_equality(node, left, right)
        elif node.op in ("in", "not in") and right.name == "List":
            item = right.args[0]
            forward = typesystem.fit(left, item)
            backward = typesystem.fit(item, left, unwrap=False)
            if not forward.fits and not backward.fits:
                always = "False" if node.op == "in" else "True"
                message = f"{show(left)} is never among {show(item)} values"
                self._error(node.place, "never-equal", message, f"this is always {always}")
            elif not backward.fits and forward.unwrapped is not None:
                node.left.unwrap = True
        return BOOL

    def _check_equality(self, node: Compare, left: TypeExpr, right: TypeExpr) -> None:
        if NONE in (left, right):
            other = right if left == NONE else left
            if other not in (NONE, ANY) and not other.is_optional and other.name != "Entity":
                message = f"{show(other)} is compared with None"
                self._program.warn(self._file, node.place, "none-comparison", message, "only a failed value equals it")
            return
        forward, backward = typesystem.fit(left, right), typesystem.fit(right, left)
        if not forward.fits and not backward.fits:
            always = "False" if node.op == "==" else "True"
            message = f"{show(left)} and {show(right)} can never be equal"
            self._error(node.place, "never-equal", message, f"this is always {always}")
        elif (forward.fits and forward.unwrapped is None) or (backward.fits and backward.unwrapped is None):
            return
        elif forward.unwrapped is not None:
            node.left.unwrap = True
        else:
            node.right.unwrap = True

    def _two_sided(
        self, node: Binary | Compare, transitions: tuple[tuple[TypeExpr, TypeExpr, TypeExpr], ...]
    ) -> TypeExpr:
        left, right = self.check(node.left), self.check(node.right)
        if isinstance(node, Binary) and ANY in (left, right):
            return ANY
        for wanted_left, wanted_right, result in transitions:
            fit_left, fit_right = typesystem.fit(left, wanted_left), typesystem.fit(right, wanted_right)
            if fit_left.fits and fit_right.fits:
                node.left.unwrap |= fit_left.unwrapped is not None
                node.right.unwrap |= fit_right.unwrapped is not None
                return result
        message = f"`{node.op}` has no meaning for {show(left)} and {show(right)}"
        hint = "test it with `!= None and ...` first" if left.is_optional or right.is_optional else ""
        self._error(node.place, "wrong-type", message, hint)
        return ANY

    def _call(self, call: Call) -> TypeExpr:
        types = {name: self._argument(call, name, argument) for name, argument in call.arguments.items()}
        if call.entry is None:
            return ANY
        signature = call.entry.signature
        bound: TypeExpr | None = None
        for name, given in types.items():
            parameter = signature.parameter(name)
            wanted = parameter.type if parameter is not None else signature.extra
            if wanted is None:
                continue
            if _has_variable(wanted):
                bound = self._bind(call, name, given, wanted, bound)
                continue
            message = f"argument `{name}` of `{call.function}` is {show(given)}, not {show(wanted)}"
            self._expect(call.arguments[name], wanted, "wrong-type", message)
        if call.entry.dynamic:
            return ANY
        if not _has_variable(signature.returns):
            return signature.returns
        if bound is None:
            message = f"the type of `{call.function}` can't be told from its arguments"
            self._error(call.place, "wrong-type", message)
            return ANY
        return self._substitute(call, signature.returns, bound)

    def _argument(self, call: Call, name: str, argument: Expression) -> TypeExpr:
        """The key of a window may mix types: its list is not a list that anyone sees."""
        keyed = call.entry is not None and call.entry.reads == "windows" and name == "by"
        if keyed and isinstance(argument, ListLiteral):
            for item in argument.items:
                self.check(item)
            argument.type = LIST_OF_ANY
            return LIST_OF_ANY
        return self.check(argument)

    def _bind(
        self, call: Call, name: str, given: TypeExpr, wanted: TypeExpr, bound: TypeExpr | None
    ) -> TypeExpr | None:
        """What the type variable stands for, by one more argument."""
        if wanted.is_optional:
            if given == NONE:
                return bound
            if given.name == "Entity":
                given = given.args[0]
                call.arguments[name].unwrap = True
            given = typesystem.without_none(given) or given
        if bound is not None and given != bound and ANY not in (given, bound):
            message = f"argument `{name}` of `{call.function}` is {show(given)}, and another one is {show(bound)}"
            self._error(call.arguments[name].place, "wrong-type", message, "they must have one type")
            return bound
        return given if bound in (None, ANY) else bound

    def _substitute(self, call: Call, returns: TypeExpr, bound: TypeExpr) -> TypeExpr:
        if returns.is_variable:
            return bound
        if returns.name == "Entity" and bound not in (STR, INT, ANY):
            message = f"the id of an entity is a str or an int, not {show(bound)}"
            self._error(call.arguments["id"].place, "wrong-type", message)
            return TypeExpr("Entity", (ANY,))
        return TypeExpr(
            returns.name,
            tuple(self._substitute(call, each, bound) if _has_variable(each) else each for each in returns.args),
        )

    def _expect(self, node: Expression, wanted: TypeExpr, code: str, message: str, hint: str = "") -> None:
        """Refuse a value that does not fit; note where it fits only once unwrapped."""
        fits, unwrapped = typesystem.fit(node.type, wanted)
        if not fits:
            optional = typesystem.without_none(node.type)
            if not hint and optional is not None and typesystem.fit(optional, wanted).fits:
                hint = "unwrap it with `ResolveOptional(optional_value=...)`"
            self._error(node.place, code, message, hint)
        elif unwrapped is not None:
            node.unwrap = True

    def _error(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self._program.error(self._file, place, code, message, hint)


def _seen(node: Expression) -> TypeExpr:
    """The type of a side of a comparison as its transition left it."""
    return (typesystem.unwrapped(node.type) or node.type) if node.unwrap else node.type


def _names_secret(note: Annotation) -> bool:
    return (note.subscripted and note.name == "Secret") or any(map(_names_secret, note.args))


def _has_variable(type_: TypeExpr) -> bool:
    return type_.is_variable or any(_has_variable(argument) for argument in type_.args)


def _open(type_: TypeExpr) -> TypeExpr:
    """A generic type with Any for its variable."""
    if type_.is_variable:
        return ANY
    return TypeExpr(type_.name, tuple(_open(argument) for argument in type_.args))


def _is_constant(node: Expression) -> bool:
    """Literals and lists of them are constants: not part of an outcome unless `ExtractLiteral` asks for it.

    A list in a list counts as one whatever it holds, as in the reference engine.
    """
    if isinstance(node, ListLiteral):
        return all(isinstance(item, Literal | ListLiteral) for item in node.items)
    return isinstance(node, Literal)
