"""Compile the core of the windows: `python -m redshank.rules.windows.build`.

Needs a C compiler, and mypy with its compiler mypyc; without them Redshank runs the same source as plain Python. The
result lies beside the source, under a name that holds the source's hash.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from redshank.rules.windows import COMPILED_MODULES, compiled_name

_SETUP = (
    "from setuptools import setup",
    "from mypyc.build import mypycify",
    "options = ['--ignore-missing-imports', '--follow-imports=silent', {module!r}]",
    "setup(name='core', ext_modules=mypycify(options, opt_level='3'))",
)


def joined_source() -> str:
    """The modules of the core as one: a single compiled module needs no shared library beside it."""
    package = Path(__file__).parent
    inner = {f"redshank.rules.windows.{name}" for name in COMPILED_MODULES}
    body: list[ast.stmt] = []
    for name in COMPILED_MODULES:
        for statement in ast.parse((package / f"{name}.py").read_text()).body:
            if isinstance(statement, ast.ImportFrom) and statement.module in {"__future__", *inner}:
                continue
            body.append(statement)
    return "from __future__ import annotations\n" + ast.unparse(ast.Module(body, type_ignores=[]))


def build() -> Path | None:
    """Compile the core.

    Returns:
        The compiled module, or None where there is nothing to compile with.

    Raises:
        subprocess.CalledProcessError: the compiler failed; its output says why.
    """
    package = Path(__file__).parent
    name = compiled_name().rpartition(".")[2]
    if not (find_spec("mypyc") and find_spec("setuptools") and (shutil.which("cc") or shutil.which("gcc"))):
        return None
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / f"{name}.py").write_text(joined_source())
        (work / "setup.py").write_text("\n".join(_SETUP).format(module=f"{name}.py"))
        command = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
        subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)  # noqa: S603 - our own words
        for stale in package.glob("_core_*"):
            stale.unlink()
        built = next(path for path in work.glob(f"{name}.*") if path.suffix in {".so", ".pyd"})
        return Path(shutil.copy(built, package / built.name))


def main() -> int:
    """Compile, and say what came of it."""
    try:
        built = build()
    except subprocess.CalledProcessError as error:
        print(error.stderr, file=sys.stderr)  # noqa: T201 - a command
        return 1
    print(f"compiled {built.name}" if built else "nothing to compile with: windows run as plain Python")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
