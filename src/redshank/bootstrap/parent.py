"""A child process notices that its supervisor is gone, however that happened: the pipe between them closes."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from typing import Final

PARENT_VARIABLE: Final = "REDSHANK_PARENT_FD"


def watch_parent(stop: Callable[[], None]) -> None:
    """Call `stop` once the supervisor has ended; does nothing in a process that has none."""
    told = os.environ.get(PARENT_VARIABLE)
    if told is None:
        return
    descriptor = int(told)
    os.set_blocking(descriptor, False)
    loop = asyncio.get_running_loop()

    def readable() -> None:
        loop.remove_reader(descriptor)
        stop()

    loop.add_reader(descriptor, readable)


def exit_with_parent() -> None:
    """End this process at once when the supervisor has ended: for a child that may be cut off anywhere."""
    told = os.environ.get(PARENT_VARIABLE)
    if told is None:
        return

    def wait() -> None:
        os.read(int(told), 1)
        os._exit(0)

    threading.Thread(target=wait, name="parent", daemon=True).start()
