"""An AI platform's traffic, with planted operations and their benign twins, for demos, tutorials, tests and benches.

for line in backlog(ending_now(SimulationConfig(events=60_000, days=7, accounts=4_000))): ...
for delay, line in live(LiveConfig(rate=50)): ...
"""

from __future__ import annotations

from redshank.simulate.live import LiveConfig, backlog, ending_now, live
from redshank.simulate.truth import Truth
from redshank.simulate.types import SimulationConfig

__all__ = ["LiveConfig", "SimulationConfig", "Truth", "backlog", "ending_now", "live"]
