extension Schema {
    /// Version 3, in parts of a subject each.
    static let versionThree = notifications + marks + holdings

    /// What the file knows of itself, outside the chain: see `LedgerHome`.
    private static let marks = """
        CREATE TABLE marks (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;

        """

    /// What the operator is told, until each receiver has it.
    private static let notifications = """
        CREATE TABLE notifications (
          id INTEGER PRIMARY KEY NOT NULL, at INTEGER NOT NULL, target TEXT NOT NULL, level TEXT NOT NULL,
          kind TEXT NOT NULL, account TEXT, tag TEXT, alert BLOB, text TEXT NOT NULL, numbers BLOB NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'given_up')),
          attempts INTEGER NOT NULL, next_at INTEGER, delivered_at INTEGER, last_error TEXT,
          audit_seq INTEGER NOT NULL) STRICT;
        CREATE INDEX notifications_pending ON notifications (id) WHERE state = 'pending';
        CREATE INDEX notifications_tag ON notifications (tag) WHERE tag IS NOT NULL;

        """

    /// Positions rebuilt from fills, the day's opening balance, and what a restart looks at besides.
    private static let holdings = """
        ALTER TABLE days ADD COLUMN opening_balance INTEGER;
        CREATE INDEX fills_held ON fills (account, contract, side, size) WHERE is_voided = 0;
        CREATE INDEX discrepancies_unexplained ON discrepancies (account, subject, ours, theirs)
          WHERE \(unexplained);
        CREATE INDEX orders_given_up ON orders (created_at) WHERE \(givenUp);
        CREATE INDEX alerts_scheduled ON alerts (received_at) WHERE source = 'schedule';

        """
}
