"""What Prometheus reads of the gate; counted a batch at a time."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_SECONDS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

accepted = Counter("redshank_events_accepted_total", "Events judged and on disk.")
duplicates = Counter("redshank_events_duplicate_total", "Events that the log held already.")
refused = Counter("redshank_events_refused_total", "Events refused, by code of the error.", ["code"])
turned_away = Counter("redshank_requests_turned_away_total", "Requests answered with 429, by reason.", ["code"])
judging = Histogram("redshank_judge_batch_seconds", "Time to judge a batch.", buckets=_SECONDS)
committing = Histogram("redshank_commit_seconds", "Time to write a batch.", buckets=_SECONDS)
answering = Histogram("redshank_answer_seconds", "From decoding to the durable answer.", ["lane"], buckets=_SECONDS)
queued = Gauge("redshank_queue_events", "Events that wait to be judged.")
rebuilds = Counter("redshank_state_rebuilds_total", "Times that the state was rebuilt from snapshot and log.")
engine_failures = Counter("redshank_engine_failures_total", "Events on which the engine itself failed.")
snapshot_age = Gauge("redshank_snapshot_seq", "Seq of the last snapshot on disk.")
last_seq = Gauge("redshank_log_seq", "Seq of the last event on disk.")
standing_subjects = Gauge("redshank_standing_subjects", "Subjects with a lasting action.")
