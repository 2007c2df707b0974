"""Windows that need only a few numbers a key, exact whatever their length: last values and sequences."""

from __future__ import annotations

from typing import Any

from redshank.rules.windows.spec import Limits, WindowSpec
from redshank.rules.windows.state import NEVER, BaseWindow, KeyState


class LastWindow(BaseWindow):
    """The newest entry's value."""

    def __init__(self, spec: WindowSpec, limits: Limits) -> None:
        super().__init__(spec, limits)
        self.coarse = False

    def _empty(self) -> Any:
        return None

    def _slide(self, state: KeyState, t: float) -> None:
        if state.last <= t - self.within:
            state.values.clear()

    def _enter(self, state: KeyState, t: float, value: Any) -> None:
        state.last = t
        state.values = [value]

    def _read(self, state: KeyState, t: float) -> Any:
        return state.values[0] if state.values else None

    def _size(self, state: KeyState) -> int:
        return len(state.values)

    def _pack(self, state: KeyState) -> list[Any]:
        return [state.last, state.values]

    def _unpack(self, packed: list[Any]) -> KeyState:
        state = KeyState(False)
        state.last, state.values = packed
        return state


class SequenceWindow(BaseWindow):
    """Whether the steps were met in order, each by an entry of its own.

    `times[i]` is the latest time at which a run of the first i + 1 steps can have begun: the later it began, the
    longer it counts.
    """

    def __init__(self, spec: WindowSpec, limits: Limits) -> None:
        super().__init__(spec, limits)
        self.coarse = False
        self.steps: int = spec.steps

    def _empty(self) -> Any:
        return False

    def _slide(self, state: KeyState, t: float) -> None:
        pass

    def _enter(self, state: KeyState, t: float, value: Any) -> None:
        if not state.times:
            state.times = [-NEVER] * self.steps
        starts = state.times
        met: int = value
        for step in range(self.steps - 1, 0, -1):
            if met >> step & 1 and starts[step - 1] > starts[step]:
                starts[step] = starts[step - 1]
        if met & 1:
            starts[0] = t
        state.last = starts[0]

    def _read(self, state: KeyState, t: float) -> Any:
        return bool(state.times) and state.times[self.steps - 1] > t - self.within

    def _size(self, state: KeyState) -> int:
        return len(state.times)

    def _pack(self, state: KeyState) -> list[Any]:
        return [state.last, state.times]

    def _unpack(self, packed: list[Any]) -> KeyState:
        state = KeyState(False)
        state.last, state.times = packed
        return state
