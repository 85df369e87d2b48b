package import Journey
import SQLite
import Trading

/// Positions and day totals from fills and recorded adoptions alone. Memory grows with accounts, contracts and
/// days, never with fills.
extension LedgerReader {
    /// By account and contract; those that were never anything but flat are left out.
    package func rebuiltPositions() throws(LedgerFault) -> [RebuiltPosition] {
        try snapshot { () throws(LedgerFault) in
            try rebuild { _ in }.filter { $0.fromFills != 0 || $0.adopted != 0 || $0.recorded != 0 }
        }
    }

    /// Holds the tables `positions`, `holdings` and `days` against the sums of the rows behind them.
    func checkTotals(_ report: inout VerifyReport) throws(LedgerFault) {
        var findings: [LedgerFinding] = []
        let positions = try rebuild { findings.append($0) }
        // One side of what cannot be read is guessed by SQLite, the other is not.
        if findings.isEmpty { try checkHoldings(positions) { findings.append($0) } }
        for position in positions where !position.agrees {
            guard !position.isSettling else {
                report.positionsSettling += 1
                continue
            }
            findings.append(
                LedgerFinding(
                    kind: .position, subject: "position \(position.account)/\(position.contract)",
                    what: "the table says \(position.recorded); fills (\(position.fromFills)) and adoptions "
                        + "(\(position.adopted)) make \(position.rebuilt)"))
        }
        try checkDays { findings.append($0) }
        for finding in findings { report.add(finding) }
    }

    /// What a start takes for held is kept beside the fills by the same commits.
    private func checkHoldings(
        _ positions: [RebuiltPosition], _ report: (LedgerFinding) -> Void
    ) throws(LedgerFault) {
        var sums: [Place: Int64] = [:]
        for position in positions {
            let place = Place(account: position.account.text, contract: position.contract.text)
            sums[place] = position.rebuilt
        }
        func compare(_ place: Place, kept: Int64, sum: Int64) {
            guard kept != sum else { return }
            report(
                LedgerFinding(
                    kind: .position, subject: "holding \(place.account)/\(place.contract)",
                    what: "the table says \(kept); fills and adoptions make \(sum)"))
        }
        try walk(signed: "SELECT account, contract, signed_size, 0 FROM holdings ORDER BY 1, 2") {
            place, kept, _ in
            compare(place, kept: kept, sum: sums.removeValue(forKey: place) ?? 0)
        }
        for (place, sum) in sums.sorted(by: {
            ($0.key.account, $0.key.contract) < ($1.key.account, $1.key.contract)
        }) {
            compare(place, kept: 0, sum: sum)
        }
    }

    private struct Place: Hashable {
        let account: String
        let contract: String
    }

    private func rebuild(
        _ report: (LedgerFinding) -> Void
    ) throws(LedgerFault) -> [RebuiltPosition] {
        var places: [Place: RebuiltPosition] = [:]
        func change(_ place: Place, _ body: (inout RebuiltPosition) -> Void) {
            var position =
                places[place]
                ?? RebuiltPosition(
                    account: AccountName(place.account), contract: ContractID(place.contract))
            body(&position)
            places[place] = position
        }
        try walk(
            signed:
                "SELECT account, contract, iif(side = 'buy', size, -size), audit_seq FROM fills WHERE is_voided = 0"
        ) {
            place, size, seq in
            change(place) {
                $0.fromFills &+= size
                $0.seq = max($0.seq, seq)
            }
        }
        try addAdoptions(report) { place, size, seq in
            change(place) {
                $0.adopted &+= size
                $0.seq = max($0.seq, seq)
            }
        }
        try walk(signed: "SELECT account, contract, signed_size, audit_seq FROM positions") {
            place, size, seq in
            change(place) {
                $0.recorded = size
                $0.seq = max($0.seq, seq)
            }
        }
        let settling = try settlingSince()
        return places.values.map {
            var position = $0
            position.isSettling = position.seq > settling
            return position
        }.sorted { ($0.account, $0.contract) < ($1.account, $1.contract) }
    }

    private func walk(
        signed sql: String, _ body: (Place, Int64, Int64) -> Void
    ) throws(LedgerFault) {
        try visit(sql) {
            body(Place(account: $0.text(at: 0), contract: $0.text(at: 1)), $0.int64(at: 2), $0.int64(at: 3))
        }
    }

    private func addAdoptions(
        _ report: (LedgerFinding) -> Void, _ body: (Place, Int64, Int64) -> Void
    ) throws(LedgerFault) {
        let sql = "SELECT id, account, subject, ours, theirs, audit_seq FROM discrepancies WHERE kind = ?1"
        try visit(sql, [.text(RebuiltPosition.unexplained)]) { row in
            guard let before = Int64(row.text(at: 3)), let after = Int64(row.text(at: 4)) else {
                return report(
                    LedgerFinding(
                        kind: .unreadable, subject: "discrepancy \(row.int64(at: 0))",
                        what: "its sides are no whole numbers"))
            }
            body(
                Place(account: row.text(at: 1), contract: row.text(at: 2)), after &- before, row.int64(at: 5))
        }
    }

    /// The newest audit row that is older than `RebuiltPosition.settling`, counted back from the last one.
    private func settlingSince() throws(LedgerFault) -> Int64 {
        var last: Int64?
        try prepared("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").each([], in: path) {
            values throws(LedgerFault) in
            if case .int64(let at)? = values.first { last = at }
        }
        guard let last else { return 0 }
        var since: Int64 = 0
        let from = last - RebuiltPosition.settling.microseconds
        try prepared("SELECT seq FROM audit WHERE at <= ?1 ORDER BY seq DESC LIMIT 1").each(
            [.int64(from)], in: path
        ) { values throws(LedgerFault) in
            if case .int64(let seq)? = values.first { since = seq }
        }
        return since
    }

    // MARK: Days

    private struct Totals: Equatable {
        var trades: Int64 = 0
        var profit: Int64 = 0
        var fees: Int64 = 0
        var commissions: Int64 = 0

        var words: String {
            "\(trades) trades, gross \(Money(tenThousandths: profit)), fees \(Money(tenThousandths: fees)), "
                + "commissions \(Money(tenThousandths: commissions))"
        }
    }

    private func checkDays(_ report: (LedgerFinding) -> Void) throws(LedgerFault) {
        let totals =
            "SELECT account, day, count(*), coalesce(sum(profit), 0), sum(fees),"
            + " coalesce(sum(commissions), 0) FROM fills WHERE is_voided = 0 GROUP BY account, day"
        let rebuilt = try days(totals)
        let recorded = try days("SELECT account, day, trades, profit, fees, commissions FROM days")
        for key in Set(rebuilt.keys).union(recorded.keys).sorted(by: {
            ($0.account, $0.day) < ($1.account, $1.day)
        }) {
            let ours = rebuilt[key] ?? Totals()
            let theirs = recorded[key] ?? Totals()
            guard ours != theirs else { continue }
            let day = TradingDay(date: CivilDate(daysSince1970: key.day))
            report(
                LedgerFinding(
                    kind: .total, subject: "day \(key.account)/\(day)",
                    what: "the table says \(theirs.words); its fills make \(ours.words)"))
        }
    }

    private struct AccountDay: Hashable {
        let account: String
        let day: Int64
    }

    private func days(_ sql: String) throws(LedgerFault) -> [AccountDay: Totals] {
        var days: [AccountDay: Totals] = [:]
        try visit(sql) {
            days[AccountDay(account: $0.text(at: 0), day: $0.int64(at: 1))] = Totals(
                trades: $0.int64(at: 2), profit: $0.int64(at: 3), fees: $0.int64(at: 4),
                commissions: $0.int64(at: 5))
        }
        return days
    }
}
