extension Schema {
    /// Version 4: what is held, kept with each fill, so that a start does not add up all there ever were.
    static let versionFour = """
        CREATE TABLE holdings (
          account TEXT NOT NULL, contract TEXT NOT NULL, signed_size INTEGER NOT NULL,
          PRIMARY KEY (account, contract)) STRICT, WITHOUT ROWID;
        INSERT INTO holdings SELECT account, contract, sum(change) FROM (
            SELECT account, contract, \(signed("")) AS change FROM fills WHERE is_voided = 0
            UNION ALL SELECT account, subject, \(difference("")) FROM discrepancies WHERE \(unexplained))
          GROUP BY account, contract;
        \(trigger("fills_held_new", "AFTER INSERT ON fills", add: fill("NEW")))
        \(trigger("fills_held_changed", "AFTER UPDATE ON fills", take: fill("OLD"), add: fill("NEW")))
        \(trigger("fills_held_gone", "AFTER DELETE ON fills", take: fill("OLD")))
        \(trigger("adoptions_held_new", "AFTER INSERT ON discrepancies", add: adoption("NEW")))
        \(trigger(
            "adoptions_held_changed", "AFTER UPDATE ON discrepancies", take: adoption("OLD"),
            add: adoption("NEW")))
        \(trigger("adoptions_held_gone", "AFTER DELETE ON discrepancies", take: adoption("OLD")))
        DROP INDEX fills_held;
        DROP INDEX discrepancies_unexplained;

        """

    /// What one row adds to an account's contract, while a condition holds for it.
    private struct Change {
        let account: String
        let contract: String
        let contracts: String
        let condition: String
    }

    private static func fill(_ row: String) -> Change {
        Change(
            account: "\(row).account", contract: "\(row).contract", contracts: signed("\(row)."),
            condition: "\(row).is_voided = 0")
    }

    private static func adoption(_ row: String) -> Change {
        Change(
            account: "\(row).account", contract: "\(row).subject", contracts: difference("\(row)."),
            condition: "\(row).\(unexplained)")
    }

    private static func signed(_ row: String) -> String {
        "CASE \(row)side WHEN 'buy' THEN \(row)size ELSE -\(row)size END"
    }

    private static func difference(_ row: String) -> String {
        "CAST(\(row)theirs AS INTEGER) - CAST(\(row)ours AS INTEGER)"
    }

    private static func trigger(
        _ name: String, _ event: String, take: Change? = nil, add: Change? = nil
    ) -> String {
        let parts = [take.map { statement($0, "-") }, add.map { statement($0, "") }].compactMap { $0 }
        return "CREATE TRIGGER \(name) \(event) BEGIN \(parts.joined(separator: " ")) END;"
    }

    private static func statement(_ change: Change, _ sign: String) -> String {
        "INSERT INTO holdings SELECT \(change.account), \(change.contract), \(sign)(\(change.contracts))"
            + " WHERE \(change.condition) ON CONFLICT (account, contract)"
            + " DO UPDATE SET signed_size = signed_size + excluded.signed_size;"
    }
}
