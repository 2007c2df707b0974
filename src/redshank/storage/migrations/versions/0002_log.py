"""The log of record, the keys that recognise retries, label facts, quarantine and rule sets.

Revision ID: 0002_log
Revises: 0001_access
"""

from __future__ import annotations

from redshank.storage.migrations.script import run_script

revision = "0002_log"
down_revision = "0001_access"
branch_labels = None
depends_on = None

_TABLES = """
-- One partition a UTC day of received_at, made by the writer when it is first needed. The tuple target keeps rows of a
-- usual size whole in their page: TOAST would write each content a second time, out of line.
CREATE TABLE event_log (
    seq bigint NOT NULL CHECK (seq > 0),
    uuid uuid NOT NULL,
    received_at timestamptz NOT NULL,
    window_time double precision NOT NULL,
    occurred_at timestamptz NOT NULL,
    source text NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    surface text NOT NULL,
    subjects text[] NOT NULL,
    rule_set text NOT NULL,
    verdicts text[] NOT NULL,
    rules text[] NOT NULL,
    shadow_rules text[] NOT NULL,
    outcome bytea NOT NULL,
    content bytea
) PARTITION BY RANGE (received_at);
CREATE INDEX event_log_seq ON event_log (seq);
CREATE INDEX event_log_uuid ON event_log (uuid);

-- Names of events, 16 bytes each: BLAKE2b of source, NUL and id. The primary key is the last word on duplicates.
CREATE TABLE event_keys (
    key uuid PRIMARY KEY,
    seq bigint NOT NULL,
    uuid uuid NOT NULL
);
CREATE INDEX event_keys_seq ON event_keys USING brin (seq) WITH (pages_per_range = 32);

CREATE TABLE label_facts (
    seq bigint NOT NULL CHECK (seq > 0),
    at double precision NOT NULL,
    entity_type text NOT NULL,
    entity_id text NOT NULL,
    label text NOT NULL,
    status text NOT NULL CHECK (status IN ('REMOVED', 'ADDED', 'MANUALLY_REMOVED', 'MANUALLY_ADDED')),
    reasons text[] NOT NULL,
    expires_at double precision,
    event uuid,
    actor text NOT NULL,
    note text NOT NULL
);
CREATE INDEX label_facts_seq ON label_facts (seq);
CREATE INDEX label_facts_entity ON label_facts (entity_type, entity_id, label, seq DESC);
CREATE TRIGGER label_facts_keep_rows BEFORE UPDATE OR DELETE ON label_facts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Refused events: metadata for everyone, `raw` is private content and is dropped with it. A retry of the same bytes
-- counts up instead of filling the table.
CREATE TABLE quarantine (
    id uuid PRIMARY KEY,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times bigint NOT NULL DEFAULT 1,
    sender text NOT NULL,
    code text NOT NULL,
    problem json NOT NULL,
    size bigint NOT NULL,
    raw bytea,
    state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'discarded')),
    discarded_by text,
    discarded_at timestamptz,
    CHECK ((state = 'discarded') = (discarded_by IS NOT NULL AND discarded_at IS NOT NULL))
);
CREATE UNIQUE INDEX quarantine_held ON quarantine (fingerprint) WHERE state = 'held';
CREATE INDEX quarantine_last ON quarantine (last_at);

-- A rule set is named by its content, so it is never edited.
CREATE TABLE rule_sets (
    version text PRIMARY KEY CHECK (version ~ '^rs_[0-9a-f]{32}$'),
    files json NOT NULL,
    stored_at timestamptz NOT NULL
);
CREATE TRIGGER rule_sets_keep_rows BEFORE UPDATE OR DELETE ON rule_sets
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- From `after_seq + 1` on, events were judged by this version.
CREATE TABLE rule_set_activations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL REFERENCES rule_sets (version),
    after_seq bigint NOT NULL CHECK (after_seq >= 0),
    at timestamptz NOT NULL,
    actor text NOT NULL
);
CREATE INDEX rule_set_activations_seq ON rule_set_activations (after_seq);
CREATE TRIGGER rule_set_activations_keep_rows BEFORE UPDATE OR DELETE ON rule_set_activations
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The last set that was refused; the row goes when a set is taken.
CREATE TABLE rule_set_refusals (
    origin text PRIMARY KEY,
    at timestamptz NOT NULL,
    diagnostics json NOT NULL
);
"""


def upgrade() -> None:
    """Create the tables."""
    run_script(_TABLES)


def downgrade() -> None:
    """There is no way back: facts are append-only. Restore the backup made before the upgrade."""
    raise RuntimeError("restore a backup instead")
