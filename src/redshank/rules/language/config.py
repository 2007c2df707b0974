"""The labels that a rule set declares in `config.yaml` and `config/*.yaml`.

labels:
  likely_spammer:
    valid_for: [User]
    connotation: negative
    description: likely spam account
"""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from typing import Any, Final

import yaml

from redshank.rules.sources import is_config
from redshank.rules.types import Diagnostic, Sources, Span
from redshank.signals.service import Declaration

CONNOTATIONS: Final = ("positive", "negative", "neutral")
MAX_NODES: Final = 100_000


@dataclass(frozen=True, slots=True)
class DeclaredLabel:
    """A label that rules may set and read.

    Attributes:
        name: as rules name it.
        valid_for: types of entities that can carry it.
        connotation: positive, negative or neutral.
        description: what it means, for people.
        span: where it is declared.
    """

    name: str
    valid_for: tuple[str, ...]
    connotation: str
    description: str
    span: Span


class _TooManyNodes(yaml.YAMLError):
    pass


class _Loader(yaml.SafeLoader):
    """Safe YAML that remembers the line of each mapping's keys and refuses aliases (which can grow without bound)."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _TooManyNodes("too many values")
        if self.check_event(yaml.events.AliasEvent):
            raise _TooManyNodes("aliases are not supported")
        return super().compose_node(parent, index)


def load_yaml(text: str) -> tuple[Any, dict[str, int]]:
    """Load a YAML document under limits.

    Returns:
        The value, and the line of each key two levels down as `"outer.inner"`.

    Raises:
        yaml.YAMLError: it can't be read.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[str, int] = {}
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                lines[str(key.value)] = key.start_mark.line + 1
                if isinstance(value, yaml.MappingNode):
                    for inner, _ in value.value:
                        lines[f"{key.value}.{inner.value}"] = inner.start_mark.line + 1
        return (None if node is None else loader.construct_document(node)), lines
    except (RecursionError, ValueError) as error:
        raise _TooManyNodes("the document can't be read") from error
    finally:
        loader.dispose()


@dataclass(frozen=True, slots=True)
class Configuration:
    """What `config.yaml` and `config/*.yaml` say.

    Attributes:
        labels: declared labels, by name.
        signals: what each file says under `signals`.
    """

    labels: dict[str, DeclaredLabel]
    signals: list[Declaration]


def read_configuration(sources: Sources, found: list[Diagnostic]) -> Configuration:
    """Read the configuration of a rule set; whatever is wrong with it is appended to `found`."""
    configuration = Configuration({}, [])
    for path in sorted(filter(is_config, sources.files)):
        if not path.endswith(".test.yaml"):
            _read_file(path, sources.files[path], configuration, found)
    return configuration


def _read_file(path: str, text: str, configuration: Configuration, found: list[Diagnostic]) -> None:
    labels = configuration.labels

    def refuse(message: str, line: int = 1, hint: str = "") -> None:
        found.append(Diagnostic("bad-config", message, Span(path, line, 1, line, 2), hint))

    try:
        document, lines = load_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        refuse("the configuration is not valid YAML", mark.line + 1 if mark else 1, getattr(error, "problem", "") or "")
        return
    if document is None:
        return
    if not isinstance(document, dict):
        refuse("the configuration is not a mapping", hint="start with `labels:`")
        return
    if document.get("signals") is not None:
        configuration.signals.append(Declaration(path, document["signals"], lines))
    declared = document.get("labels")
    if declared is None:
        return
    if not isinstance(declared, dict):
        refuse("`labels` is not a mapping", lines.get("labels", 1), "write `labels:` and one name a line")
        return
    for name, body in declared.items():
        line = lines.get(f"labels.{name}", lines.get("labels", 1))
        if not isinstance(name, str):
            refuse(f"label {reprlib.repr(name)} is not a string", line, "put it in quotes")
            continue
        if name in labels:
            refuse(f"label `{name}` is declared twice", line, f"it is also declared in {labels[name].span.path}")
            continue
        label = _label(name, {} if body is None else body, Span(path, line, 1, line, len(name) + 1), refuse)
        if label is not None:
            labels[name] = label


def _label(name: str, body: Any, span: Span, refuse: Any) -> DeclaredLabel | None:
    if not isinstance(body, dict):
        refuse(f"label `{name}` is not a mapping", span.line, "give it `valid_for`, `connotation`, `description`")
        return None
    valid_for = body.get("valid_for", [])
    if not isinstance(valid_for, list) or not all(isinstance(each, str) for each in valid_for):
        refuse(f"`valid_for` of label `{name}` is not a list of entity types", span.line, "such as `[User, Ip]`")
        return None
    connotation = body.get("connotation", "neutral")
    if connotation not in CONNOTATIONS:
        refuse(f"`connotation` of label `{name}` is none of {', '.join(CONNOTATIONS)}", span.line)
        return None
    description = body.get("description", "")
    if not isinstance(description, str):
        refuse(f"`description` of label `{name}` is not a string", span.line)
        return None
    return DeclaredLabel(name, tuple(valid_for), connotation, description, span)
