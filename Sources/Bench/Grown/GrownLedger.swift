import Ledger
import Trading

/// A ledger as a bridge would have written it, by the ledger's own code.
enum GrownLedger {
    /// Ten alerts come to so many rows of the chain.
    private static let rowsOfTen = 56

    /// - Returns: How many alerts have come to at least so many rows.
    static func grow(_ path: String, rows: Int) throws -> Int {
        let count = Int64((rows * 10 + rowsOfTen - 1) / rowsOfTen)
        let end = Timestamp(microseconds: Stopwatch.wallMicroseconds())
        do {
            let ledger = try LedgerFile(path: path)
            defer { ledger.close() }
            var days = GrownDays()
            var number: Int64 = 0
            while number < count {
                let last = min(number + 1_000, count)
                let alerts = (number + 1...last).map { GrownAlert($0, of: count, until: end) }
                try ledger.append(alerts.flatMap { $0.rows(adding: &days) }, at: end)
                number = last
            }
        } catch {
            throw BenchFailure("growing a ledger of \(rows) rows: \(error)")
        }
        return Int(count)
    }
}
