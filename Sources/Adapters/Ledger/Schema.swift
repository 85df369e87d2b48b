import Journey
import SQLite

/// The tables, and how an older file becomes one with the present ones.
enum Schema {
    /// `ABrd`, in the file's header: tells a ledger from any other database.
    static let applicationID: Int64 = 0x4142_7264

    /// Each entry takes a file from the version before it to its own, counted from 1. Entries are never
    /// changed once released; a change is another entry.
    static let migrations = [
        tables + indexes + guards, trailingAndChanges, versionThree, versionFour, versionFive,
        contracts, certificates, signedIDs, comparisons, fewerEntries, refusals, openings, floors,
    ]

    static var version: Int64 { Int64(migrations.count) }

    /// Which orders a restarted Desk must know. Query and partial index share the text, or the index
    /// could not serve the query; a test holds the words to `OrderState.isLive`.
    static let unsettled =
        "(\(isOne("state", of: ["approved", "sent", "lost", "working", "partially_filled"]))"
        + " OR (state = 'filled' AND reconciled_at IS NULL))"

    /// Orders that ended because the venue did not know them; the venue may show them yet.
    static let givenUp = "(state = 'not_placed' OR code = 'ORDER_VANISHED')"

    /// What no fill explains: with the fills it makes the positions.
    static let unexplained = "kind = 'unexplained_position'"

    /// Audit rows that stand for no row of another table. Those of the other tables are found from there,
    /// so an alert costs one more random index page for its verdict and not one for each of its rows. (Of the
    /// kinds that came after the first version the index keeps the few subjects, too: files have it so.)
    static let standsAlone = isNone(
        "kind",
        of: ["delivery", "alert", "order", "attempt", "fill", "position", "discrepancy", "lock", "day"])

    /// Audit rows that stand for no row of another table, of every version.
    static let hasNoTable =
        "(\(standsAlone) AND kind NOT IN ('\(NotificationRow.recordKind)', '\(ControlRow.recordKind)', "
        + "'\(ContractRow.recordKind)'))"

    /// Refuses what is no ledger, or one of a newer version than ours.
    ///
    /// - Returns: The file's version; 0 for an empty one.
    static func examine(_ connection: borrowing Connection, file: String) throws(LedgerFault) -> Int64 {
        let (application, found, objects) = try translating(file) { () throws(SQLiteError) in
            (
                try connection.value("PRAGMA application_id"), try connection.value("PRAGMA user_version"),
                try connection.value("SELECT count(*) FROM sqlite_schema")
            )
        }
        guard case .int64(let version) = found, version >= 0 else {
            throw .damaged(at: file, "its version is unreadable")
        }
        if version == 0, application == .int64(0), objects == .int64(0) { return 0 }
        guard application == .int64(applicationID) else {
            throw LedgerFault(
                .damaged, at: file, "it is the database of another program", remedy: "name another file")
        }
        guard version <= Self.version else {
            throw LedgerFault(
                .tooNew, at: file, "it has version \(version); this program knows up to \(Self.version)",
                remedy: "use the program that wrote it, or a newer one")
        }
        return version
    }

    /// Runs what is missing, each step in a transaction of its own together with its number.
    static func migrate(
        _ connection: borrowing Connection, from version: Int64, steps: [String] = migrations
    ) throws(SQLiteError) {
        for (index, step) in steps.enumerated() where index >= version {
            try connection.execute(
                """
                BEGIN IMMEDIATE;
                PRAGMA application_id = \(applicationID);
                \(step)
                PRAGMA user_version = \(index + 1);
                COMMIT;
                """)
        }
    }

    /// Version 2: trailing stops, and changes of orders with the request that asked for each.
    private static let trailingAndChanges = """
        ALTER TABLE orders ADD COLUMN trail_price INTEGER;
        ALTER TABLE orders ADD COLUMN stop_trails INTEGER;
        ALTER TABLE attempts ADD COLUMN alert BLOB
          REFERENCES alerts (fingerprint) DEFERRABLE INITIALLY DEFERRED;
        CREATE INDEX attempts_alert ON attempts (alert) WHERE alert IS NOT NULL;

        """

    private static let tables = """
        CREATE TABLE alerts (
          fingerprint BLOB PRIMARY KEY NOT NULL CHECK (length(fingerprint) = 32),
          key BLOB NOT NULL CHECK (length(key) = 32), key_until INTEGER NOT NULL, source TEXT NOT NULL,
          dialect TEXT NOT NULL, strategy TEXT, ticker TEXT NOT NULL, action TEXT NOT NULL,
          canonical BLOB NOT NULL, received_at INTEGER NOT NULL, audit_seq INTEGER NOT NULL) STRICT;
        CREATE TABLE deliveries (
          id INTEGER PRIMARY KEY NOT NULL, at INTEGER NOT NULL, source TEXT NOT NULL, peer TEXT NOT NULL,
          body BLOB NOT NULL, outcome TEXT NOT NULL, status INTEGER NOT NULL,
          alert BLOB REFERENCES alerts (fingerprint) DEFERRABLE INITIALLY DEFERRED, code TEXT,
          audit_seq INTEGER NOT NULL) STRICT;
        CREATE TABLE orders (
          tag TEXT PRIMARY KEY NOT NULL,
          alert BLOB REFERENCES alerts (fingerprint) DEFERRABLE INITIALLY DEFERRED, rule TEXT,
          account TEXT NOT NULL, contract TEXT, class TEXT NOT NULL, side TEXT, size INTEGER,
          type TEXT NOT NULL, limit_price INTEGER, stop_price INTEGER, stop_ticks INTEGER,
          target_ticks INTEGER,
          stage TEXT NOT NULL CHECK (\(stageList)),
          state TEXT NOT NULL, code TEXT, reason TEXT,
          remedy TEXT, venue_order INTEGER, parent TEXT, leg INTEGER NOT NULL, filled INTEGER NOT NULL,
          average_price INTEGER, created_at INTEGER NOT NULL, accepted_at INTEGER, body_at INTEGER,
          decided_at INTEGER, durable_at INTEGER, replied_at INTEGER, sent_at INTEGER,
          answered_at INTEGER, hub_ack_at INTEGER, filled_at INTEGER, reconciled_at INTEGER,
          audit_seq INTEGER NOT NULL) STRICT;
        CREATE TABLE attempts (
          tag TEXT NOT NULL REFERENCES orders (tag) DEFERRABLE INITIALLY DEFERRED,
          number INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, ending TEXT, code INTEGER,
          message TEXT, latency INTEGER, audit_seq INTEGER NOT NULL, PRIMARY KEY (tag, number)) STRICT;
        CREATE TABLE fills (
          account TEXT NOT NULL, trade INTEGER NOT NULL, contract TEXT NOT NULL,
          venue_order INTEGER NOT NULL, at INTEGER NOT NULL, price INTEGER NOT NULL, side TEXT NOT NULL,
          size INTEGER NOT NULL, profit INTEGER, fees INTEGER NOT NULL, commissions INTEGER,
          is_voided INTEGER NOT NULL CHECK (is_voided IN (0, 1)),
          tag TEXT REFERENCES orders (tag) DEFERRABLE INITIALLY DEFERRED, day INTEGER NOT NULL,
          audit_seq INTEGER NOT NULL, PRIMARY KEY (account, trade)) STRICT;
        CREATE TABLE positions (
          account TEXT NOT NULL, contract TEXT NOT NULL, signed_size INTEGER NOT NULL,
          average_price INTEGER NOT NULL, at INTEGER NOT NULL, audit_seq INTEGER NOT NULL,
          PRIMARY KEY (account, contract)) STRICT;
        CREATE TABLE discrepancies (
          id INTEGER PRIMARY KEY NOT NULL, at INTEGER NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL,
          subject TEXT NOT NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL, done TEXT NOT NULL,
          audit_seq INTEGER NOT NULL) STRICT;
        CREATE TABLE locks (
          id INTEGER PRIMARY KEY NOT NULL, account TEXT NOT NULL, contract TEXT, kind TEXT NOT NULL,
          reason TEXT NOT NULL, created_at INTEGER NOT NULL, ends_at INTEGER, cleared_at INTEGER,
          audit_seq INTEGER NOT NULL) STRICT;
        CREATE TABLE days (
          account TEXT NOT NULL, day INTEGER NOT NULL, trades INTEGER NOT NULL, profit INTEGER NOT NULL,
          fees INTEGER NOT NULL, commissions INTEGER NOT NULL, audit_seq INTEGER NOT NULL,
          PRIMARY KEY (account, day)) STRICT;
        CREATE TABLE audit (
          seq INTEGER PRIMARY KEY NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
          subject TEXT NOT NULL, body BLOB NOT NULL, prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
          hash BLOB NOT NULL CHECK (length(hash) = 32), earlier INTEGER) STRICT;

        """

    private static let indexes = """
        CREATE INDEX deliveries_alert ON deliveries (alert) WHERE alert IS NOT NULL;
        CREATE INDEX alerts_key ON alerts (key, key_until);
        CREATE INDEX alerts_received ON alerts (received_at);
        CREATE INDEX orders_alert ON orders (alert, leg) WHERE alert IS NOT NULL;
        CREATE INDEX orders_parent ON orders (parent) WHERE parent IS NOT NULL;
        CREATE INDEX orders_created ON orders (created_at);
        CREATE INDEX orders_unsettled ON orders (created_at) WHERE \(unsettledList);
        CREATE INDEX fills_at ON fills (at);
        CREATE INDEX fills_tag ON fills (tag) WHERE tag IS NOT NULL;
        CREATE INDEX positions_open ON positions (account, contract) WHERE signed_size <> 0;
        CREATE INDEX discrepancies_subject ON discrepancies (subject);
        CREATE INDEX locks_open ON locks (id) WHERE cleared_at IS NULL;
        CREATE INDEX days_day ON days (day);
        CREATE INDEX audit_subject ON audit (subject) WHERE \(standsAloneList);

        """

    /// Against a careless hand; who means harm is found by the chain.
    private static let guards = """
        CREATE TRIGGER audit_keeps BEFORE DELETE ON audit
          BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
        CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
          BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;

        """
}
