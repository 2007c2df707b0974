"""docs/reference/errors.md: every error that a caller can meet, from the classes that derive from RedshankError."""

from __future__ import annotations

from http import HTTPStatus

from redshank.cli.docs.markdown import code, page, prose, table
from redshank.cli.docs.modules import all_modules
from redshank.kernel.errors import RedshankError

_INTRODUCTION = """
Every error of the API is a problem of RFC 9457, `application/problem+json`. On the command line the same fields are
printed, and the exit status is 1.

| Field | Meaning |
|---|---|
| `type` | `urn:redshank:error:` and the code below; stable, safe to compare with |
| `title` | what the code means; the same each time |
| `status` | the HTTP status |
| `detail` | what is wrong this time; never holds content of an event |
| `where` | the place, such as a JSON path, a byte offset or a setting; where there is one |
| `mend` | what to do about it; where there is something |
| `retry_after` | seconds to wait, as in the `Retry-After` header; for 429 and 503 |

When one event of a batch is refused, the answer is still 2xx and the problem stands in `refused`.
"""


def errors_page() -> str:
    """The page as Markdown."""
    blocks = []
    for status in sorted({error.status for error in error_classes()}):
        members = [error for error in error_classes() if error.status == status]
        rows = [(code(error.code), error.title, prose(error.__doc__)) for error in members]
        blocks += [f"## {status} {HTTPStatus(status).phrase}", table(("Code", "Title", "When"), rows)]
    return page("Errors", _INTRODUCTION, *blocks)


def error_classes() -> list[type[RedshankError]]:
    """Every error class with a code of its own, by code; every module is loaded first."""
    all_modules()
    found: set[type[RedshankError]] = set()
    pending: list[type[RedshankError]] = [RedshankError]
    while pending:
        error = pending.pop()
        pending += error.__subclasses__()
        if "code" in vars(error) and error.__module__.startswith("redshank."):
            found.add(error)
    return sorted(found, key=lambda error: (error.code, error.__module__))
