import Journey
import SQLite
import Trading

/// What a restarted Desk needs to hold fills against positions, and to watch over what is open.
extension LedgerSession {
    /// Orders given up that are remembered: see `Desk.givenUpMax`.
    private static let givenUpMax: Int64 = 64
    /// Entries that are looked at for legs that never came.
    private static let leggedMax: Int64 = 2_000

    func restoreHoldings(_ memory: inout DeskMemory, oldestFill: Timestamp) throws(LedgerFault) {
        memory.holdings = try holdings()
        memory.fillsFrom = try hasFills(before: oldestFill) ? oldestFill : nil
        memory.entries = try entries(of: memory)
        memory.givenUp = try rows(
            "INDEXED BY orders_given_up WHERE \(Schema.givenUp) AND created_at >= ?1"
                + " ORDER BY created_at DESC LIMIT \(Self.givenUpMax)",
            [.int64(oldestFill.microseconds)])
        // A leg's tag is its entry's with the venue's suffix.
        memory.legless = try rows(
            """
            WHERE rowid IN (
              SELECT rowid FROM orders INDEXED BY orders_created
              WHERE created_at >= ?1 AND class = 'entry' ORDER BY created_at DESC LIMIT \(Self.leggedMax))
              AND alert IS NOT NULL AND filled > 0 AND reconciled_at IS NOT NULL
              AND (stop_ticks IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM orders AS leg WHERE leg.tag = orders.tag || '-SL')
                OR target_ticks IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM orders AS leg WHERE leg.tag = orders.tag || '-TP'))
            ORDER BY created_at DESC LIMIT \(Self.givenUpMax)
            """, [.int64(oldestFill.microseconds)])
        memory.scheduled = try rows(
            "INDEXED BY alerts_scheduled WHERE source = 'schedule' AND received_at >= ?1 ORDER BY received_at",
            [.int64(oldestFill.microseconds)])
    }

    /// Signed contracts by all fills, and by what was recorded as unexplained, as the file keeps them.
    private func holdings() throws(LedgerFault) -> [HoldingRow] {
        var holdings: [HoldingRow] = []
        try prepared("SELECT account, contract, signed_size FROM holdings ORDER BY account, contract").each(
            [], in: file
        ) { values throws(LedgerFault) in
            guard values.count == 3, case .text(let account) = values[0],
                case .text(let contract) = values[1], case .int64(let size) = values[2]
            else { throw .damaged(at: file, "what is held cannot be read") }
            holdings.append(
                HoldingRow(
                    account: AccountName(account), contract: ContractID(contract), signedSize: size))
        }
        return holdings
    }

    private func hasFills(before time: Timestamp) throws(LedgerFault) -> Bool {
        let statement = try prepared("SELECT 1 FROM fills INDEXED BY fills_at WHERE at < ?1 LIMIT 1")
        var isThere = false
        try statement.each([.int64(time.microseconds)], in: file) { _ in isThere = true }
        return isThere
    }

    /// The entries whose fills made the open positions, with what was placed and closed for their alerts, and for
    /// those of live entries, since.
    private func entries(of memory: DeskMemory) throws(LedgerFault) -> [OrderRow] {
        // A leg that works though nothing is held may open a position.
        let legs = memory.orders.filter { $0.orderClass == .protect && $0.parent != nil }
        var tags = Set(legs.map(\.tag))
        for open in memory.positions {
            let contract = open.position.contract
            var held = open.position.signedSize
            var (isOurs, isExplained, others) = (false, false, 0)
            // From the newest back, until the fills before were another position's. What an exit made that met a stop
            // is of no entry: then of the one that it exited.
            for fill in memory.fills.reversed()
            where fill.trade.account == open.account && fill.trade.contract == contract
                && !fill.trade.isVoided
            {
                if held == 0, !isOurs || isExplained || others == Self.othersMax { break }
                let isOfIt = held == 0 || fill.trade.side.sign == open.position.signedSize.signum()
                if let tag = fill.tag, isOfIt {
                    if !isExplained { isExplained = try !entries(behind: tag).isEmpty }
                    tags.insert(tag)
                    isOurs = true
                }
                if held == 0 { others += 1 } else { held -= fill.trade.side.sign * fill.trade.size }
            }
        }
        var entries: [OrderRow] = []
        for tag in tags.sorted() {
            let found = try self.entries(behind: tag)
            entries += found.filter { !entries.contains($0) }
        }
        // One that is still working may fill again, and its alert's next leg needs a tag of its own.
        let live = memory.orders.filter { $0.orderClass == .entry }
        for alert in Set((entries + live).compactMap(\.alert)).sorted(by: { $0.description < $1.description })
        {
            entries += try rows(
                "WHERE tag IN (\(Schema.tags(ofAlert: "?1"))) AND leg >= 100 ORDER BY leg, tag",
                [.blob(alert.bytes)])
        }
        return entries
    }

    /// So many fills before a position are looked at for the entry of an exit that made it.
    private static let othersMax = 50

    /// The entry under a tag; of a leg that was left over, or a stop of the watchdog, the entry that it came from.
    private func entries(behind tag: OrderTag) throws(LedgerFault) -> [OrderRow] {
        try rows(
            "WHERE tag IN (?1, (SELECT parent FROM orders WHERE tag = ?1)) AND class = 'entry'",
            [.text(tag.text)])
    }
}
