"""What can go wrong with the state of windows."""

from __future__ import annotations

from redshank.kernel.errors import RedshankError


class StateUnreadable(RedshankError):
    """A snapshot of windows can't be used; the engine builds the state anew from the log."""

    code = "window-state-unreadable"
    title = "The saved state of a window can't be used"
