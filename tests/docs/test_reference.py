"""What the documentation says is what the code does."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from redshank.bootstrap.settings import Settings
from redshank.cli.docs.commands import visible_commands
from redshank.cli.docs.errors import error_classes
from redshank.cli.docs.markdown import prose
from redshank.cli.docs.metrics import declared_metrics
from redshank.cli.docs.pages import GENERATED, render
from redshank.rules.functions.registry import default_functions

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RULES = ROOT / "src/redshank/rules"
REDSHANK = str(Path(sys.executable).parent / "redshank")
PAGES = sorted(DOCS.rglob("*.md"))


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return render()


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_generated_pages_are_up_to_date(name: str, generated: dict[str, str]) -> None:
    committed = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert committed == generated[name], "run `redshank docs build`"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_function_is_documented_with_an_example() -> None:
    missing = [f.name for f in default_functions() if len(f.summary) < 10 or "Example:" not in f.doc]
    assert missing == []


def test_every_error_says_when_it_comes() -> None:
    assert [error.code for error in error_classes() if not prose(error.__doc__)] == []


def test_every_diagnostic_of_the_rules_compiler_is_documented() -> None:
    sources = [*(RULES / "language").rglob("*.py"), *(RULES / "compiler").rglob("*.py"), RULES / "sources.py"]
    constants = {
        argument.value
        for file in sources
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    codes = {text for text in constants if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", text)} - {"utf-8", "utf-8-sig"}
    page = (DOCS / "reference/diagnostics.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE)) == codes


def test_error_codes_are_unique_and_plain() -> None:
    codes = [error.code for error in error_classes()]
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code) for code in codes)
    assert sorted(set(codes)) == codes


def test_every_metric_says_what_it_counts() -> None:
    metrics = declared_metrics()
    assert metrics
    assert [metric._name for metric in metrics if len(metric._documentation) < 10] == []


def test_every_command_says_what_it_does() -> None:
    commands = dict(visible_commands())
    assert commands
    assert [name for name, command in commands.items() if not command.help] == []
    silent = [
        f"{name} {parameter.name}"
        for name, command in commands.items()
        for parameter in command.params
        if parameter.name != "help" and not getattr(parameter, "hidden", False) and not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_every_event_type_and_field_is_documented() -> None:
    printed = subprocess.run([REDSHANK, "simulate", "schema"], capture_output=True, text=True, check=True).stdout
    schema = json.loads(printed)
    text = (DOCS / "reference/events.md").read_text(encoding="utf-8")
    types = schema["properties"]["type"]["enum"]
    assert len(types) > 5
    assert [name for name in types if f"| `{name}` |" not in text] == []
    described = [branch["then"]["properties"]["data"]["properties"] for branch in schema["allOf"]]
    paths = {f"{name}.{inner}" for data in described for name in data for inner in data[name].get("properties", {})}
    assert len(paths) > 30
    assert [
        path for path in sorted(paths) if f"`{path}" not in text and f"`.{path.partition('.')[2]}`" not in text
    ] == []


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.match(r"[a-z0-9-]+", line).group() for line in project["dependencies"]}  # type: ignore[union-attr]
    text = (DOCS / "decisions/0003-dependencies.md").read_text()
    named = {
        name.strip() for line in re.findall(r"^\| ([a-z0-9, -]+) \|", text, re.MULTILINE) for name in line.split(",")
    }
    assert named == needed


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert dead == []


def test_every_page_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    pending = [DOCS / "index.md"]
    while pending:
        page = pending.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in re.findall(r"\]\(([^)#\s]+\.md)", page.read_text(encoding="utf-8")):
            pending.append((page.parent / target).resolve())
    assert {page for page in PAGES if "decisions" not in page.parts} <= reached


def anchors(file: Path) -> set[str]:
    """The anchors that headings of a page give."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
