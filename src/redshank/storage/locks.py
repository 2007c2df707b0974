"""Numbers of PostgreSQL's advisory locks, in one place so that no two uses share one."""

from __future__ import annotations

from typing import Final

MIGRATIONS: Final = 0x7265_6473_0001
AUDIT_CHAIN: Final = 0x7265_6473_0002
FIRST_RUN: Final = 0x7265_6473_0003
LAKE: Final = 0x7265_6473_0004
LAKE_UPKEEP: Final = 0x7265_6473_0005
PARTITION_BASE: Final = 0x7265_6473_1000  # + number of the partition: one engine appends to it
