extension Schema {
    /// Version 9: the same conditions without lists of words. For a list of three or more SQLite builds a table in
    /// memory at each run of a statement that has to look into it: some four for each row of an order.
    ///
    /// Only the text of the schema changes. What the indexes hold is the same by either text, so they are not built
    /// anew, which would take minutes where the audit is large. SQLite asks for two things with it: that the new text
    /// is equivalent, and that the schema is read again.
    static let comparisons = """
        PRAGMA writable_schema = ON;
        \(reworded("orders", stageList, isOne("stage", of: stages)))
        \(reworded("orders_unsettled", unsettledList, unsettled))
        \(reworded("audit_subject", standsAloneList, standsAlone))
        PRAGMA writable_schema = RESET;

        """

    /// Whether a column has one of some words.
    static func isOne(_ column: String, of words: [String]) -> String {
        "(" + words.map { "\(column) = '\($0)'" }.joined(separator: " OR ") + ")"
    }

    /// Whether a column has none of some words.
    static func isNone(_ column: String, of words: [String]) -> String {
        "(" + words.map { "\(column) <> '\($0)'" }.joined(separator: " AND ") + ")"
    }

    static let stages = [
        "receive", "authenticate", "parse", "deduplicate", "route", "size", "risk", "place", "record",
        "reconcile",
    ]

    // MARK: As version 1 had them

    static let stageList = """
        stage IN ('receive', 'authenticate', 'parse', 'deduplicate', 'route',
            'size', 'risk', 'place', 'record', 'reconcile')
        """
    static let unsettledList = """
        (state IN ('approved', 'sent', 'lost', 'working', 'partially_filled') \
        OR (state = 'filled' AND reconciled_at IS NULL))
        """
    static let standsAloneList = """
        kind NOT IN ('delivery', 'alert', 'order', 'attempt', 'fill', 'position', 'discrepancy', \
        'lock', 'day')
        """

    private static func reworded(_ name: String, _ before: String, _ after: String) -> String {
        "UPDATE sqlite_schema SET sql = replace(sql, \(quoted(before)), \(quoted(after)))"
            + " WHERE name = \(quoted(name));"
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
