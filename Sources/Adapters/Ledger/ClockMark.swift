import Journey
import SQLite
import Trading

/// The latest wall time that the ledger saw, so that a clock which was set back is known after a restart.
///
/// It stands outside the chain, and is written a few seconds apart; the newest row of the chain has the rest.
struct ClockMark {
    private static let name = "clock"
    private static let step = Span.seconds(5)

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

    /// Writes the moment of a commit within its transaction, where it is news.
    ///
    /// - Parameter isSetRight: Whether a person said that the clock is right as it is.
    mutating func write(
        _ now: Timestamp, isSetRight: Bool, on connection: borrowing Connection
    ) throws(SQLiteError) {
        let isNews = written.map { now.since($0) >= Self.step } ?? true
        seen = isSetRight ? now : max(seen ?? now, now)
        guard isNews || isSetRight else { return }
        let insert = try Statement(
            "INSERT INTO marks (name, value) VALUES (?1, ?2)"
                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value", on: connection)
        try insert.bind([.text(Self.name), .text(String(now.microseconds))])
        try insert.run()
        written = now
    }
}

extension LedgerRow {
    /// Whether a person says with it that the clock is right as it is.
    var setsClockRight: Bool {
        if case .control(let row) = self { row.key == .clock } else { false }
    }
}
