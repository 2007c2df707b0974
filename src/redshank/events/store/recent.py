"""Short looks at the end of the log, for pages that show what happened lately."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from redshank.storage.tx import Tx

_LOOKED_AT: Final = 100_000

_HITS: Final = """
SELECT floor(extract(epoch FROM received_at) / 3600)::bigint AS hour, name, shadow, count(*) AS hits
FROM (
    SELECT received_at, unnest(rules) AS name, false AS shadow FROM event_log
    WHERE received_at >= :since AND seq <= :until
    UNION ALL
    SELECT received_at, unnest(shadow_rules), true FROM event_log WHERE received_at >= :since AND seq <= :until
) AS held GROUP BY 1, 2, 3
"""
_RECENT: Final = """
SELECT uuid, received_at, occurred_at, type, surface, subjects, verdicts, rules, shadow_rules
FROM event_log
WHERE seq > (SELECT coalesce(max(seq), 0) FROM event_log) - :looked_at AND received_at >= :since
  AND (:rule = ANY (rules) OR :rule = ANY (shadow_rules))
ORDER BY seq DESC LIMIT :limit
"""


async def hits_by_hour(tx: Tx, *, since: datetime, until: int) -> list[dict[str, Any]]:
    """How often each rule held in each hour since the epoch, up to a seq."""
    return [dict(row) for row in await tx.rows(_HITS, {"since": since, "until": until})]


async def events_of_rule(tx: Tx, rule: str, *, since: datetime, limit: int) -> list[dict[str, Any]]:
    """The latest events on which a rule held, among the last hundred thousand."""
    parameters = {"rule": rule, "since": since, "limit": limit, "looked_at": _LOOKED_AT}
    return [dict(row) for row in await tx.rows(_RECENT, parameters)]
