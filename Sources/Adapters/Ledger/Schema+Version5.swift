extension Schema {
    /// Version 5: who may trade at all, and the floor under each day's equity.
    static let versionFive = """
        CREATE TABLE controls (
          scope TEXT NOT NULL CHECK (scope IN ('all', 'account', 'strategy', 'clock', 'profile')),
          subject TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('active', 'reducing', 'halted')),
          is_killed INTEGER NOT NULL CHECK (is_killed IN (0, 1)), trip TEXT, counted_from INTEGER,
          start_state TEXT NOT NULL, start_killed INTEGER NOT NULL CHECK (start_killed IN (0, 1)),
          profile TEXT, word TEXT NOT NULL, reason TEXT NOT NULL, said_by TEXT NOT NULL, at INTEGER NOT NULL,
          alert BLOB REFERENCES alerts (fingerprint) DEFERRABLE INITIALLY DEFERRED,
          audit_seq INTEGER NOT NULL, PRIMARY KEY (scope, subject)) STRICT;
        ALTER TABLE days ADD COLUMN floor INTEGER;
        ALTER TABLE days ADD COLUMN peak INTEGER;
        ALTER TABLE days ADD COLUMN is_breached INTEGER;
        ALTER TABLE days ADD COLUMN floor_basis TEXT;
        ALTER TABLE days ADD COLUMN floor_entered INTEGER;
        ALTER TABLE days ADD COLUMN floor_as_of INTEGER;
        CREATE INDEX days_floored ON days (account, day) WHERE floor IS NOT NULL;

        """
}
