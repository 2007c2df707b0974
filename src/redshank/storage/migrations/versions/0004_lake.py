"""How far the lake is filled, and holds against retention.

Revision ID: 0004_lake
Revises: 0003_enforcement
"""

from __future__ import annotations

from redshank.storage.migrations.script import run_script

revision = "0004_lake"
down_revision = "0003_enforcement"
branch_labels = None
depends_on = None

_TABLES = """
-- Everything up to `seq` is in the lake, durably. The lake's tables carry the same number in their own commits; where
-- the two differ after a crash, the tables are right.
CREATE TABLE lake_progress (
    partition smallint PRIMARY KEY CHECK (partition >= 0),
    seq bigint NOT NULL CHECK (seq >= 0),
    rows bigint NOT NULL CHECK (rows >= 0),
    moved_at timestamptz
);
INSERT INTO lake_progress (partition, seq, rows) VALUES (0, 0, 0);

-- While a hold stands, retention keeps everything of its subject. A hold is placed and released, never edited.
CREATE TABLE retention_holds (
    id uuid PRIMARY KEY,
    subject text NOT NULL CHECK (subject ~ '^[A-Za-z][A-Za-z0-9_]*/.+$' AND length(subject) <= 1000),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL,
    released_by text,
    release_reason text,
    released_at timestamptz,
    CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL)),
    CHECK (release_reason IS NULL OR length(release_reason) BETWEEN 1 AND 2000)
);
CREATE UNIQUE INDEX retention_holds_standing ON retention_holds (subject) WHERE released_at IS NULL;

CREATE FUNCTION hold_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'holds are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.released_at IS NOT NULL
       OR (OLD.id, OLD.subject, OLD.reason, OLD.placed_by, OLD.placed_at)
          IS DISTINCT FROM (NEW.id, NEW.subject, NEW.reason, NEW.placed_by, NEW.placed_at) THEN
        RAISE EXCEPTION 'a hold is placed and released once, never edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER retention_holds_move BEFORE UPDATE OR DELETE ON retention_holds
    FOR EACH ROW EXECUTE FUNCTION hold_moves();
"""


def upgrade() -> None:
    """Create the tables."""
    run_script(_TABLES)


def downgrade() -> None:
    """There is no way back: facts are append-only. Restore the backup made before the upgrade."""
    raise RuntimeError("restore a backup instead")
