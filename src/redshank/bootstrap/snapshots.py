"""Saves window and label state now and then, without making the gate wait for it.

On Linux a forked child, which has the state as it was at that moment, turns it into bytes and writes them; elsewhere
the gate waits for the bytes and a thread writes them.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
import warnings
from typing import Final

import structlog

from redshank.gate import metrics
from redshank.gate.judge import Judge
from redshank.gate.pipeline import Pipeline
from redshank.gate.snapshot import SnapshotFolder, SnapshotHead

_log = structlog.get_logger(__name__)
_MOST_EVENTS: Final = 100_000
_LOOK_SECONDS: Final = 1.0
_CHILD_SECONDS: Final = 120.0


class SnapshotFailed(Exception):
    """The state could not be saved; the log still has everything."""


class Snapshots:
    """Saves the state every `seconds`, or after 100,000 events, whichever is sooner.

    Attributes:
        failure: why the last attempt failed; None while they succeed.
    """

    def __init__(self, pipeline: Pipeline, folder: SnapshotFolder, seconds: float) -> None:
        self._pipeline = pipeline
        self._folder = folder
        self._seconds = seconds
        self._saved_seq = -1
        self.failure: str | None = None

    async def run(self) -> None:
        """Save for ever."""
        saved_at = time.monotonic()
        while True:
            await asyncio.sleep(min(_LOOK_SECONDS, self._seconds))
            judge = self._pipeline.judge
            if judge is None or judge.seq == self._saved_seq:
                continue
            due = time.monotonic() - saved_at >= self._seconds
            if due or judge.seq - self._saved_seq >= _MOST_EVENTS:
                await self.save()
                saved_at = time.monotonic()

    async def save(self) -> None:
        """Save now; a failure is logged and shown, and the next attempt comes in time."""
        try:
            seq = await (self._save_forked() if sys.platform == "linux" else self._save_inline())
        except (OSError, SnapshotFailed) as error:
            self.failure = str(error) or type(error).__name__
            _log.error("snapshot_failed", reason=self.failure)
        else:
            self.failure = None
            self._saved_seq = seq
            metrics.snapshot_age.set(seq)

    async def _save_forked(self) -> int:
        async def act(judge: Judge) -> tuple[int, int]:
            judge.engine.state.labels.forget_expired(judge.window_time)
            with warnings.catch_warnings():
                # The child touches nothing that another thread could hold: it dumps, writes and exits.
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
            if child == 0:
                _write_and_exit(self._folder, judge)
            return child, judge.seq

        child, seq = await self._pipeline.exclusively(act)
        status = await asyncio.to_thread(_wait_for, child)
        if status != 0:
            raise SnapshotFailed(f"the writer ended with {status}")
        return seq

    async def _save_inline(self) -> int:
        async def act(judge: Judge) -> tuple[SnapshotHead, bytes]:
            judge.engine.state.labels.forget_expired(judge.window_time)
            return head_of(judge), judge.engine.state.dump()

        head, state = await self._pipeline.exclusively(act)
        await asyncio.to_thread(self._folder.write, head, state)
        return head.seq


def head_of(judge: Judge) -> SnapshotHead:
    """What a snapshot of this state is of."""
    definitions = tuple(sorted(spec.definition for spec in judge.rule_set.windows))
    return SnapshotHead(judge.seq, judge.window_time, definitions, judge.rule_set.version)


def _write_and_exit(folder: SnapshotFolder, judge: Judge) -> None:
    code = 1
    try:
        gc.disable()
        folder.write(head_of(judge), judge.engine.state.dump())
        code = 0
    except OSError as error:
        code = min(error.errno or 1, 120)
    finally:
        os._exit(code)


def _wait_for(child: int) -> int:
    deadline = time.monotonic() + _CHILD_SECONDS
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return -9
