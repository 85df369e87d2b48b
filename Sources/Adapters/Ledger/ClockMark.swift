import Journey
import SQLite
import Trading

/// The latest wall time that the ledger saw, so that a clock which was set back is known after a restart.
///
/// While the clock runs forward the newest row of the chain tells it. Only what a step back would hide is written
/// besides, as a mark outside the chain.
struct ClockMark {
    private static let name = "clock"

    private(set) var seen: Timestamp?
    private var written: Timestamp?

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        let mark = try connection.value("SELECT value FROM marks WHERE name = ?1", [.text(Self.name)])
        if case .text(let text) = mark { written = Int64(text).map(Timestamp.init(microseconds:)) }
        let newest = try connection.value("SELECT at FROM audit ORDER BY seq DESC LIMIT 1")
        let last: Timestamp? =
            if case .int64(let at) = newest { Timestamp(microseconds: at) } else { nil }
        seen = [written, last].compactMap { $0 }.max()
    }

    /// Takes note of a commit's moment, within its transaction.
    ///
    /// - Parameter isSetRight: Whether a person says with it that the clock is right as it is.
    mutating func write(
        _ now: Timestamp, isSetRight: Bool, on connection: borrowing Connection
    ) throws(SQLiteError) {
        guard !isSetRight else {
            seen = now
            guard written != nil else { return }
            written = nil
            return try connection.execute("DELETE FROM marks WHERE name = '\(Self.name)'")
        }
        let latest = max(seen ?? now, now)
        seen = latest
        guard now < latest, written != latest else { return }
        let insert = try Statement(
            "INSERT INTO marks (name, value) VALUES (?1, ?2)"
                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value", on: connection)
        try insert.bind([.text(Self.name), .text(String(latest.microseconds))])
        try insert.run()
        written = latest
    }
}

extension LedgerRow {
    /// Whether a person says with it that the clock is right as it is.
    var setsClockRight: Bool {
        if case .control(let row) = self { row.key == .clock } else { false }
    }
}
