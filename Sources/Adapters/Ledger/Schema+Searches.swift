import Journey
import SQLite
import Trading

/// How what belongs to an alert is found without an index of its own.
///
/// A fingerprint is a number by chance: in a large ledger each entry of an index by it lies on a page of its own, which
/// one more alert reads, copies to the log, and writes back.
extension Schema {
    /// Version 10: these indexes keep what cannot be found otherwise, and no longer an entry for every alert.
    static let fewerEntries = """
        DROP INDEX alerts_key;
        CREATE INDEX alerts_key ON alerts (key, key_until) WHERE \(hasOtherKey);
        DROP INDEX orders_alert;
        CREATE INDEX orders_alert ON orders (alert, leg) WHERE \(hasOtherTag);
        DROP INDEX deliveries_alert;
        CREATE INDEX deliveries_alert ON deliveries (alert) WHERE \(isRepeat);
        CREATE INDEX deliveries_at ON deliveries (at);

        """

    /// An alert whose name is not the key by which it is recognised: one of content alone.
    static let hasOtherKey = "key <> fingerprint"

    /// An order whose tag does not begin with its alert's name, as those of legs need not.
    static let hasOtherTag =
        "(alert IS NOT NULL AND (parent IS NOT NULL OR tag NOT GLOB 'ab-????????????????????-*'))"

    /// A delivery of an alert that was taken before.
    static let isRepeat = "(alert IS NOT NULL AND outcome <> 'accepted')"

    /// Alerts by key `?1`: those named by it, then the others. No key has both.
    static let alertsByKey = [
        "WHERE fingerprint = ?1 AND key = ?1", "INDEXED BY alerts_key WHERE key = ?1 AND \(hasOtherKey)",
    ]

    /// The tags of an alert's orders.
    ///
    /// - Parameter alert: Its fingerprint, as SQL.
    static func tags(ofAlert alert: String) -> String {
        """
        SELECT tag FROM orders WHERE tag > tag_start(\(alert)) AND tag < tag_start(\(alert)) || '~' \
        AND alert = \(alert) AND parent IS NULL \
        UNION ALL SELECT tag FROM orders INDEXED BY orders_alert WHERE alert = \(alert) AND \(hasOtherTag)
        """
    }

    /// The ids of an alert's deliveries. The first one was taken at the moment that the alert has.
    ///
    /// - Parameters:
    ///   - alert: Its fingerprint, as SQL.
    ///   - receivedAt: Its time, as SQL.
    static func deliveries(ofAlert alert: String, receivedAt: String) -> String {
        """
        SELECT id FROM deliveries INDEXED BY deliveries_at WHERE at = \(receivedAt) AND alert = \(alert) \
        AND outcome = 'accepted' \
        UNION ALL SELECT id FROM deliveries INDEXED BY deliveries_alert WHERE alert = \(alert) AND \(isRepeat)
        """
    }

    /// Makes known what these searches ask for: `tag_start(fingerprint)`, what an alert's tags begin with, and
    /// `from_hex(text)`, a fingerprint as bodies name it.
    static func define(on connection: borrowing Connection) throws(SQLiteError) {
        try connection.define("tag_start") { bytes in Fingerprint(bytes).map(OrderTag.start(of:)) }
        try connection.defineBytes("from_hex") { digits in
            Hexadecimal.bytes(String(decoding: digits, as: UTF8.self))
        }
    }
}
