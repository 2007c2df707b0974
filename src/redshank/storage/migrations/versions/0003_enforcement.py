"""Decisions, actions with their state machine, standing, and webhooks with their outbox.

Revision ID: 0003_enforcement
Revises: 0002_log
"""

from __future__ import annotations

from redshank.storage.migrations.script import run_script

revision = "0003_enforcement"
down_revision = "0002_log"
branch_labels = None
depends_on = None

_TABLES = """
-- A decision that rules made about an event and that led to an action or a change of labels. Never edited.
CREATE TABLE decisions (
    uuid uuid PRIMARY KEY,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    decider text NOT NULL CHECK (decider IN ('rule')),
    rules text[] NOT NULL CHECK (cardinality(rules) > 0),
    rule_set text NOT NULL,
    policies text[] NOT NULL,
    severity text CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    verdict text NOT NULL CHECK (verdict IN ('allow', 'review', 'throttle', 'challenge', 'block')),
    evidence_sha256 bytea NOT NULL CHECK (length(evidence_sha256) = 32)
);
CREATE INDEX decisions_at ON decisions (at);
CREATE TRIGGER decisions_keep_rows BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What was done because of a decision. One action of a type on a subject for a decision, whatever is retried.
CREATE TABLE actions (
    id uuid PRIMARY KEY,
    decision uuid NOT NULL REFERENCES decisions (uuid),
    type text NOT NULL CHECK (type ~ '^[a-z][a-z0-9_]{0,39}$'),
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    params json NOT NULL,
    rules text[] NOT NULL,
    state text NOT NULL DEFAULT 'done'
        CHECK (state IN ('planned', 'executing', 'done', 'failed', 'reverting', 'reverted')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    reverted_at timestamptz,
    reverted_by text,
    revert_reason text,
    CHECK ((state = 'reverted')
        = (reverted_at IS NOT NULL AND reverted_by IS NOT NULL AND length(revert_reason) > 0)),
    UNIQUE (decision, type, subject_type, subject_id)
);
CREATE INDEX actions_subject ON actions (subject_type, subject_id, created_at DESC);

CREATE FUNCTION action_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'actions are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.decision, OLD.type, OLD.subject_type, OLD.subject_id, OLD.params::text, OLD.rules, OLD.created_at,
        OLD.expires_at)
       IS DISTINCT FROM
       (NEW.id, NEW.decision, NEW.type, NEW.subject_type, NEW.subject_id, NEW.params::text, NEW.rules, NEW.created_at,
        NEW.expires_at) THEN
        RAISE EXCEPTION 'what an action is can not be edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT (OLD.state, NEW.state) IN (
        ('planned', 'executing'), ('executing', 'done'), ('executing', 'failed'),
        ('done', 'reverting'), ('done', 'reverted'), ('reverting', 'reverted'), ('reverting', 'failed')
    ) THEN
        RAISE EXCEPTION 'an action can not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER actions_move BEFORE UPDATE OR DELETE ON actions FOR EACH ROW EXECUTE FUNCTION action_moves();

-- The current standing of a subject, derived in the transaction that records or reverts an action. A subject without
-- a row is active.
CREATE TABLE standing (
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'limited', 'suspended', 'banned')),
    until timestamptz,
    action uuid REFERENCES actions (id),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (subject_type, subject_id)
);
CREATE INDEX standing_not_active ON standing (state) WHERE state <> 'active';

CREATE TABLE webhook_endpoints (
    id uuid PRIMARY KEY,
    url text NOT NULL CHECK (length(url) <= 2000),
    secret text NOT NULL,
    types text[] NOT NULL,
    description text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    removed_at timestamptz
);

-- The outbox: written in the transaction of the fact it tells of, sent later by the worker. `id` is the webhook-id
-- that the receiver recognises a repetition by; it stays the same through every attempt and replay.
CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY,
    endpoint uuid NOT NULL REFERENCES webhook_endpoints (id),
    type text NOT NULL,
    subject text NOT NULL,
    payload bytea NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivering', 'delivered', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    lease uuid,
    lease_until timestamptz,
    delivered_at timestamptz,
    last_status integer,
    last_error text,
    CHECK ((state = 'delivering') = (lease IS NOT NULL AND lease_until IS NOT NULL)),
    CHECK ((state = 'delivered') = (delivered_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (lease_until) WHERE state = 'delivering';
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (state, id);

CREATE FUNCTION delivery_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.endpoint, OLD.type, OLD.payload, OLD.created_at)
       IS DISTINCT FROM (NEW.id, NEW.endpoint, NEW.type, NEW.payload, NEW.created_at) THEN
        RAISE EXCEPTION 'what a delivery says can not be edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT (OLD.state, NEW.state) IN (
        ('pending', 'delivering'), ('delivering', 'pending'), ('delivering', 'delivered'), ('delivering', 'dead'),
        ('dead', 'pending')
    ) THEN
        RAISE EXCEPTION 'a delivery can not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER webhook_deliveries_move BEFORE UPDATE ON webhook_deliveries
    FOR EACH ROW EXECUTE FUNCTION delivery_moves();
"""


def upgrade() -> None:
    """Create the tables."""
    run_script(_TABLES)


def downgrade() -> None:
    """There is no way back: facts are append-only. Restore the backup made before the upgrade."""
    raise RuntimeError("restore a backup instead")
