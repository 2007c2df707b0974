"""How fast is the simulated platform? One JSON line: the reference run of 1M events, 30 days, 50,000 accounts.

    python bench/simulate.py [--events N] [--accounts N] [--format jsonl|jsonl.gz|jsonl.zst|parquet]

The baseline, measured in the same run, is what writing as many lines of the same size costs without making them.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

from redshank.simulate import SimulationConfig, Truth
from redshank.simulate.output import FORMATS, write_file
from redshank.simulate.plan import draw_up
from redshank.simulate.render import render
from redshank.simulate.types import Arrival


def main() -> None:
    """Run once and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=50_000)
    parser.add_argument("--format", choices=FORMATS, default="jsonl")
    chosen = parser.parse_args()
    config = SimulationConfig(events=chosen.events, accounts=chosen.accounts)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"events.{chosen.format}"
        wall, cpu = time.perf_counter(), time.process_time()
        plan = draw_up(config)
        planned = time.process_time()
        truth = Truth(plan)
        write_file(render(plan, truth), path, chosen.format)
        truth.write(Path(folder) / "truth.json")
        wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
        size = path.stat().st_size

        one = Arrival(0.0, 0, b"x" * 1200)
        baseline = time.process_time()
        write_file((one for _ in range(config.events)), path, chosen.format)
        baseline_s = time.process_time() - baseline

    print(
        json.dumps(
            {
                "bench": "simulate",
                "events": config.events,
                "accounts": config.accounts,
                "format": chosen.format,
                "wall_s": round(wall_s, 2),
                "cpu_s": round(cpu_s, 2),
                "plan_cpu_s": round(planned - cpu, 2),
                "events_per_cpu_s": round(config.events / cpu_s),
                "megabytes": round(size / 1e6, 1),
                "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "baseline_write_cpu_s": round(baseline_s, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
