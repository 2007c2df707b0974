"""docs/reference/settings.md: every setting, from the settings class."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr

from redshank.bootstrap.settings import PREFIX, Settings, shown
from redshank.cli.docs.markdown import code, page, table

_INTRODUCTION = f"""
A value comes from the first of these that has one: the command line, the environment (`{PREFIX}...`), the TOML file
(`{PREFIX}CONFIG`, else `redshank.toml` in the data folder), the default. `redshank config` prints each value and
where it came from; secrets are masked. In TOML a setting has the same name in lower case without the prefix, and a
list is a list:

```toml
port = 8800
trusted_proxies = ["10.0.0.2"]
```

In the environment a list is separated by commas. A name that no setting has is refused in the file, and reported by
`redshank doctor` in the environment.
"""


def settings_page() -> str:
    """The page as Markdown."""
    rows = [
        (
            code(name),
            code(PREFIX + name.upper()),
            _type(field.annotation),
            _default(field.default),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]
    return page("Settings", _INTRODUCTION, table(("Setting", "Variable", "Type", "Default", "Meaning"), rows))


def _default(value: object) -> str:
    if value is None:
        return "unset"
    if isinstance(value, (tuple, str, bool)) or value == 0:
        return code(shown(value)) or "empty"
    return code(shown(value))


def _type(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _type(get_args(annotation)[0])
    if origin is Literal:
        return ", ".join(code(str(choice)) for choice in get_args(annotation))
    if origin is tuple:
        return "list of text"
    if origin in (Union, types.UnionType):
        return " or ".join(_type(member) for member in get_args(annotation) if member is not type(None))
    names = {
        str: "text",
        int: "whole number",
        float: "number",
        bool: "`true`, `false`",
        Path: "path",
        SecretStr: "secret",
    }
    return names[annotation]
