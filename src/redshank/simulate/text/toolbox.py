"""What agents are asked to do, which tools they use for it, and what the tools give back."""
# ruff: noqa: E501 - word lists read best as they are written

from __future__ import annotations

from random import Random
from typing import Any, Final, NamedTuple

from redshank.simulate.text.compose import Phrases, pick

_WORDS: Final = {
    "thing": (
        "ferry timetables", "rain barrels", "second-hand cargo bikes", "a meeting room for twelve", "grant deadlines", "supplier prices for cardboard", "competitor prices", "museum opening hours",
        "train delays last month", "reviews of standing desks", "open positions in Utrecht", "customs rules for samples", "public holidays in Poland", "the weather for the site visit", "flat-pack shelves", "new papers on soil sensors",
    ),
    "file": ("minutes.md", "budget_q3.csv", "contacts.csv", "draft_v2.txt", "orders.csv", "roadmap.md", "inventory.json", "notes/tuesday.md", "survey.csv", "report.md"),
    "person": ("Ines", "the accountant", "the team", "our landlord", "Bruno", "the supplier", "the festival office", "Dr. Okafor"),
    "site": (
        "timetable.example/ferries", "shop.harborgoods.example/list", "blog.slowgarden.example/rain", "docs.cedarworks.example/api", "news.tidalmedia.example/today", "wiki.granitebooks.example/soil", "jobs.northlabs.example/open",
        "forum.fixit.example/t/4411", "data.towncouncil.example/holidays", "recipes.plumjam.example/best",
    ),
}  # fmt: skip
TASKS: Final = Phrases(
    (
        "Find {thing} and put the three best into {file}.", "Read my new mail and tell me what needs an answer today.", "Look up {thing}, then draft a mail to {person}.", "Clean up {file}: sort it and remove doubles.",
        "Run the script in {file} and explain the output.", "Compare {thing} on two sites and write a short summary.", "Check https://{site} and add the dates to my calendar.", "Which rows in {file} look wrong?",
        "Collect everything we know about {thing} from my files.", "Summarise https://{site} for {person}.",
    ),
    _WORDS,
)  # fmt: skip
_PAGES: Final = Phrases(
    (
        "{thing}: updated this week. See the table for times and prices. Questions by mail.", "We compared {thing} over two months. The short version: order early.", "Page about {thing}. Home | Contact | Imprint. Last change on Tuesday.",
        "Readers ask about {thing}. We have answered the most common questions below.",
    ),
    _WORDS,
)  # fmt: skip
_MAILS: Final = Phrases(
    (
        "From: {person}. Subject: {thing}. Hello, could you look at {file} before noon? Thanks.", "From: {person}. Subject: Re: {thing}. Fine with me, see you on Thursday.", "From: {person}. Subject: invoice. Please find {file} attached.",
    ),
    _WORDS,
)  # fmt: skip
_OUTPUTS: Final = Phrases(
    (
        "ok, 14 rows changed in {file}",
        "exit code 0\nread {file}\ndone",
        "Traceback: KeyError 'total' while reading {file}",
        "3 matches for {thing}",
        "saved {file}",
    ),
    _WORDS,
)


class ToolUse(NamedTuple):
    """One call and what comes back."""

    name: str
    arguments: dict[str, Any]
    result: str
    source: str | None


def some_mail(rng: Random) -> str:
    """A mail as an inbox shows it."""
    return _MAILS.fill(rng)


def ordinary_use(rng: Random) -> ToolUse:
    """One ordinary tool call with its result; sending mail inside the own company is ordinary too."""
    chance = rng.random()
    if chance < 0.24:
        query = pick(rng, _WORDS["thing"])
        return ToolUse("web.search", {"query": query}, _PAGES.fill(rng, thing=query), None)
    if chance < 0.48:
        url = f"https://{pick(rng, _WORDS['site'])}"
        return ToolUse("web.fetch", {"url": url}, _PAGES.fill(rng), url)
    if chance < 0.60:
        return ToolUse(
            "mail.read", {"folder": "inbox", "limit": rng.randrange(1, 20)}, _MAILS.fill(rng), "mail://inbox"
        )
    if chance < 0.66:
        to = f"{pick(rng, ('ines', 'bruno', 'team', 'office'))}@{pick(rng, ('cedarworks', 'harborgoods', 'northlabs'))}.example"
        return ToolUse(
            "mail.send", {"to": to, "subject": pick(rng, _WORDS["thing"]), "body": _MAILS.fill(rng)}, "sent", None
        )
    if chance < 0.78:
        name = pick(rng, _WORDS["file"])
        return ToolUse("files.read", {"path": name}, _OUTPUTS.fill(rng, file=name), f"file://{name}")
    if chance < 0.86:
        name = pick(rng, _WORDS["file"])
        return ToolUse("files.write", {"path": name, "text": _PAGES.fill(rng)}, _OUTPUTS.fill(rng, file=name), None)
    if chance < 0.93:
        return ToolUse(
            "code.run",
            {"language": "python", "code": f"print(open({pick(rng, _WORDS['file'])!r}).read())"},
            _OUTPUTS.fill(rng),
            None,
        )
    if chance < 0.96:
        return ToolUse(
            "db.query",
            {"sql": "select status, count(*) from orders group by status"},
            "open 41\nsent 220\nreturned 7",
            None,
        )
    if chance < 0.975:
        return ToolUse("http.post", {"url": f"https://{pick(rng, _WORDS['site'])}", "body": '{"ok":true}'}, "200", None)
    if chance < 0.985:
        return ToolUse("social.post", {"channel": "company", "text": _PAGES.fill(rng)}, "posted", None)
    if chance < 0.99:
        return ToolUse("scan.file", {"path": pick(rng, _WORDS["file"])}, "clean: 0 of 61 engines", None)
    return ToolUse("calendar.add", {"title": pick(rng, _WORDS["thing"]), "day": rng.randrange(1, 28)}, "added", None)
