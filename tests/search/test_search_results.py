"""Search finds what a look at every row finds, wherever the rows lie."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.access.errors import PurposeInvalid, ScopeMissing
from redshank.events.search.errors import FilterInvalid, IntervalInvalid, QueryInvalid, UnknownField
from redshank.events.search.service.find import find
from redshank.events.search.types import Search
from redshank.kernel.errors import RedshankError
from redshank.kernel.ids import format_id


@pytest.fixture
def search(database, reader, analyst):
    async def run(q="", *, actor=analyst, purpose=None, **more):
        async with database.begin() as tx:
            return await find(tx, reader, actor, Search(q=q, **more), purpose=purpose)

    return run


def features(row):
    return json.loads(row.outcome)["features"]


def words(row):
    return json.loads(row.content)["data"]["prompt"]["text"]


ORACLE = {
    "": lambda row: True,
    "type:login": lambda row: row.type == "login",
    "type:login,payment_attempted -surface:api": lambda row: row.type != "prompt_submitted" and row.surface != "api",
    "type:pay*": lambda row: row.type.startswith("pay"),
    'type:"pay*"': lambda row: False,
    "rule:Burst": lambda row: "Burst" in row.rules,
    "-rule:*": lambda row: not row.rules,
    "shadow:New*": lambda row: bool(row.shadow_rules),
    "verdict:review flagged:true": lambda row: bool(row.verdicts),
    "label:bursty": lambda row: bool(row.rules),
    "account:acc_7": lambda row: "Account/acc_7" in row.subjects,
    "-account:acc_7 type:login": lambda row: "Account/acc_7" not in row.subjects and row.type == "login",
    "subject:Device/dev_3": lambda row: "Device/dev_3" in row.subjects,
    "Device:dev_1*": lambda row: any(subject.startswith("Device/dev_1") for subject in row.subjects),
    "Payment:*": lambda row: False,
    "Network:10.0.0.3,10.0.0.4": lambda row: bool({"Network/10.0.0.3", "Network/10.0.0.4"} & set(row.subjects)),
    "PromptLength>40": lambda row: features(row)["PromptLength"] > 40,
    "promptlength:30..40": lambda row: 30 <= features(row)["PromptLength"] <= 40,
    "Score<0.25": lambda row: (features(row)["Score"] or 9) < 0.25,
    "-Score<0.25": lambda row: not (features(row)["Score"] or 9) < 0.25,
    "-Score:*": lambda row: features(row)["Score"] is None,
    "Country:DE,US": lambda row: features(row)["Country"] in {"DE", "US"},
    "Country!=DE": lambda row: features(row)["Country"] != "DE",
    "Hosting:true": lambda row: features(row)["Hosting"],
    "Models:m2": lambda row: True,
    "errors>0": lambda row: bool(json.loads(row.outcome).get("errors")),
    "seq:10..20": lambda row: 10 <= row.seq <= 20,
    "ACC_12": lambda row: any("acc_12" in subject for subject in row.subjects),
    '"platform/sim" e59': lambda row: "e59" in row.id,
    "at:2026-03-02": lambda row: row.received_at.day == 2,
    "at>2026-03-02": lambda row: row.received_at.day > 2,
    "at<=2026-03-02T03 id:e2*": lambda row: (row.received_at.day, row.received_at.hour) < (2, 4) and row.id[1] == "2",
}


async def test_every_kind_of_term_finds_what_a_look_at_each_row_finds(events, search):
    for q, holds in ORACLE.items():
        found = await search(q, limit=500)
        rows = list(found.rows)
        if found.next_cursor:
            rows += (await search(q, limit=500, cursor=found.next_cursor)).rows
        expected = [row.seq for row in reversed(events) if holds(row)]
        assert [row.seq for row in rows] == expected, q
        assert found.total == len(expected), q
        assert sum(bar.count for bar in found.histogram) == len(expected), q


async def test_filters_beside_the_query_mean_the_same(events, search):
    begin, end = events[100].received_at, events[500].received_at
    found = await search(
        begin=begin, end=end, types=["login"], surfaces=["api"], rules=["Burst"], verdicts=["review"], limit=500
    )
    expected = [
        row.seq for row in events[100:500] if row.type == "login" and row.surface == "api" and "Burst" in row.rules
    ]
    assert [row.seq for row in found.rows] == expected[::-1]
    about = await search(subject="Account/acc_7", begin=begin, limit=500, order="asc")
    assert [row.seq for row in about.rows] == [row.seq for row in events[100:] if "Account/acc_7" in row.subjects]


async def test_rows_hold_metadata_and_no_content(events, search):
    found = await search("seq:600")
    row, source = found.rows[0], events[599]
    assert row.event_id == format_id("evt", source.uuid)
    assert (row.at, row.occurred_at) == (source.received_at, source.occurred_at)
    assert (row.subjects, row.verdicts, row.rules) == (source.subjects, source.verdicts, source.rules)


@pytest.mark.parametrize("order", ["desc", "asc"])
async def test_pages_are_stable_while_events_arrive(events, search, database, make_rows, write_log, order):
    seen, cursor, pages = [], None, 0
    while True:
        found = await search("surface:api", limit=37, cursor=cursor, order=order)
        seen += [row.seq for row in found.rows]
        pages += 1
        if pages == 3:
            await write_log(database, make_rows(20, first=601, start=events[-1].received_at + timedelta(seconds=1)))
        cursor = found.next_cursor
        if cursor is None:
            break
    old = [row.seq for row in events if row.surface == "api"]
    assert [seq for seq in seen if seq <= 600] == (old if order == "asc" else old[::-1])
    assert len(seen) == len(set(seen))


async def test_reading_while_rows_move_sees_each_once(events, search, database, lake):
    from redshank.events.lake.service import compact, move

    for _ in range(3):
        found = await search(limit=500)
        assert found.total == 600
        async with database.begin() as tx:
            await move(tx, lake)
        async with database.begin() as tx:
            await compact(tx, lake, events[-1].received_at)
    assert (await search()).total == 600


async def test_a_histogram_has_every_column_of_its_span(events, search):
    begin = events[0].received_at.replace(minute=0)
    found = await search(begin=begin, end=begin + timedelta(hours=10), interval=3600)
    assert [bar.t for bar in found.histogram] == [begin + timedelta(hours=hour) for hour in range(10)]
    inside = [row for row in events if row.received_at < begin + timedelta(hours=10)]
    assert [bar.count for bar in found.histogram] == [
        sum(row.received_at.replace(minute=0, second=0) == bar.t for row in inside) for bar in found.histogram
    ]
    assert sum(bar.flagged for bar in found.histogram) == sum(bool(row.rules) for row in inside)
    with pytest.raises(IntervalInvalid):
        await search(begin=begin, end=begin + timedelta(days=10), interval=60)


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("type", lambda row: [row.type]),
        ("rule", lambda row: row.rules),
        ("Country", lambda row: [features(row)["Country"]]),
        ("Hosting", lambda row: [str(features(row)["Hosting"]).lower()]),
        ("PromptLength", lambda row: [str(features(row)["PromptLength"])]),
        ("Models", lambda row: features(row)["Models"]),
        ("device", lambda row: [subject for subject in row.subjects if subject.startswith("Device/")]),
        ("label", lambda row: ["bursty"] if row.rules else []),
    ],
)
async def test_groups_count_this_period_and_the_one_before(events, search, field, keys):
    begin, end = events[300].received_at, events[450].received_at
    found = await search(begin=begin, end=end, group_by=field, groups=200)
    now, before = Counter(), Counter()
    for row in events[150:450]:
        (now if row.seq > 300 else before).update(keys(row))
    assert {group.key: group.count for group in found.groups} == dict(now)
    assert {group.key: group.previous for group in found.groups} == {key: before[key] for key in now}
    assert [group.count for group in found.groups] == sorted(now.values(), reverse=True)


async def test_what_does_not_exist_is_a_typed_error(events, search):
    with pytest.raises(UnknownField) as refused:
        await search("type:login Contry:DE")
    assert refused.value.position == 11
    assert "Country" in refused.value.mend
    for q in (
        "Hosting:maybe",
        "PromptLength:many",
        "PromptLength>x",
        "at:yesterday",
        "flagged:1",
        "type>a",
        "subject:x",
    ):
        with pytest.raises(QueryInvalid):
            await search(q)
    for wrong in ({"group_by": "Nope"}, {"group_by": "at"}, {"limit": 0}, {"subject": "acc_1"}, {"groups": 1000}):
        with pytest.raises(FilterInvalid):
            await search(**wrong)


async def test_content_is_searched_only_with_leave_and_purpose_and_on_record(events, search, viewer, database):
    expected = [row.seq for row in reversed(events) if "garden" in words(row)]
    assert (await search("garden")).total == 0, "content is no part of plain free text"
    with pytest.raises(ScopeMissing):
        await search("garden", content=True, actor=viewer, purpose="a case")
    with pytest.raises(PurposeInvalid):
        await search("garden", content=True)
    found = await search("GARDEN", content=True, purpose="case 12", limit=500)
    assert [row.seq for row in found.rows] == expected
    assert (await search('"straße naïve"', content=True, purpose="case 12")).total == sum(
        "straße naïve" in words(row).lower() for row in events
    )
    async with database.begin() as tx:
        entries = await tx.rows("SELECT verb, purpose, detail::text AS detail FROM audit_log ORDER BY position")
    assert [entry["verb"] for entry in entries] == ["content.search"] * 2
    assert entries[0]["purpose"] == "case 12"
    assert "garden" not in entries[0]["detail"].lower()


async def test_sql_in_any_place_is_text(events, search, database):
    hostile = "'; DROP TABLE event_log; --"
    for q in (
        f'"{hostile}"',
        f'type:"{hostile}"',
        f'account:"{hostile}"',
        f'Country:"{hostile}"',
        f'label:"{hostile}*"',
    ):
        assert (await search(q)).total == 0
    for more in ({"types": [hostile]}, {"subject": f"Account/{hostile}"}, {"rules": [hostile]}):
        assert (await search(**more)).total == 0
    assert (await search()).total == 600


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    q=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["type", "account", "Score", "at", "label", "seq", "flagged", ":", ">", "..", "*", '"', "-", "$p0"]
        )
        | st.text(alphabet="ab1.-:'\";$\\ ", max_size=4),
        max_size=8,
    ).map("".join),
    group_by=st.none() | st.text(max_size=10) | st.sampled_from(["type", "Score", "label"]),
)
def test_no_input_gives_anything_but_results_or_a_typed_error(q, group_by, standing_search):
    try:
        found = standing_search(q, group_by)
    except RedshankError as error:
        assert error.status == 422, error
    else:
        assert found.total is not None and found.total >= len(found.rows)


@pytest.fixture
def standing_search(tmp_path):
    """A search over a few rows of the lake's tail, without a database, on a loop of its own."""
    import asyncio
    from importlib import import_module

    import polars as pl

    from redshank.events.lake.logic import FeatureColumns, events_frame
    from redshank.events.lake.reader import Snapshot
    from redshank.events.lake.service import Lake
    from redshank.events.lake.types import LakeSettings
    from redshank.events.search import logic
    from redshank.events.search.language import parse
    from redshank.events.search.store import queries

    rows = import_module("redshank_lake_rows").make_rows(30)
    lake = Lake(LakeSettings(tmp_path / "lake"))
    frame: pl.DataFrame = events_frame(rows, FeatureColumns([], 50))
    snapshot = Snapshot(lake.events, [], frame, frame.columns, {}, rows[-1].received_at, True)

    def run(q, group_by):
        search = logic.check(Search(q=q, group_by=group_by))
        planned = queries.plan(search, parse(q), snapshot)
        return asyncio.run(lake.duck.ask(lambda cursor: queries.run(cursor, planned), 20))

    yield run
    lake.close()
