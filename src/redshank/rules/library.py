"""Compiled rule sets by version, for whoever looks back: explanations, checks, replays."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from redshank.rules import service
from redshank.rules.engine import DEFAULT_CONTENT_PATHS, RuleSet, compile_rules
from redshank.rules.types import Sources
from redshank.storage.tx import Tx

_KEPT: Final = 8


class RuleLibrary:
    """Compiles what is asked for, off the event loop, and keeps the last few versions."""

    def __init__(self, content_paths: Iterable[str] = DEFAULT_CONTENT_PATHS) -> None:
        self._content_paths = tuple(content_paths)
        self._kept: OrderedDict[str, RuleSet] = OrderedDict()

    async def compile(self, sources: Sources) -> RuleSet:
        """Compile a set of files.

        Raises:
            RulesRefused, RulesNotFound: it does not compile.
        """
        return await asyncio.to_thread(compile_rules, sources, content_paths=self._content_paths)

    def keep(self, rule_set: RuleSet) -> None:
        """Have a set at hand that is compiled already."""
        self._kept[rule_set.version] = rule_set
        self._kept.move_to_end(rule_set.version)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    async def get(self, tx: Tx, version: str) -> RuleSet:
        """A version that was in force.

        Raises:
            RulesNotFound: it never was.
        """
        found = self._kept.get(version)
        if found is None:
            stored = await service.find_rule_set(tx, version)
            found = await self.compile(stored.sources)
        self.keep(found)
        return found
