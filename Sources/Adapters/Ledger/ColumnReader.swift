import Journey
import SQLite
import Trading

/// Takes a table row apart from left to right. A value that cannot be right is damage, by its column's name.
struct ColumnReader {
    private let values: [SQLiteValue]
    private let table: LedgerTable
    private let file: String
    private var index = 0

    init(_ values: [SQLiteValue], of table: LedgerTable, in file: String) {
        self.values = values
        self.table = table
        self.file = file
    }

    mutating func int64() throws(LedgerFault) -> Int64 {
        try some { if case .int64(let number) = $0 { number } else { nil } }
    }

    mutating func int() throws(LedgerFault) -> Int {
        try some { if case .int64(let number) = $0 { Int(exactly: number) } else { nil } }
    }

    mutating func text() throws(LedgerFault) -> String {
        try some { if case .text(let text) = $0 { text } else { nil } }
    }

    mutating func blob() throws(LedgerFault) -> [UInt8] {
        try some { if case .blob(let bytes) = $0 { bytes } else { nil } }
    }

    mutating func time() throws(LedgerFault) -> Timestamp { Timestamp(microseconds: try int64()) }

    mutating func price() throws(LedgerFault) -> Price { Price(nanos: try int64()) }

    mutating func money() throws(LedgerFault) -> Money { Money(tenThousandths: try int64()) }

    mutating func tickSize() throws(LedgerFault) -> TickSize {
        try some { if case .int64(let nanos) = $0 { TickSize(nanos: nanos) } else { nil } }
    }

    mutating func truth() throws(LedgerFault) -> Bool {
        try some { if case .int64(let number) = $0, number == 0 || number == 1 { number == 1 } else { nil } }
    }

    /// Days since 1970; only such as have a four-digit year.
    mutating func day() throws(LedgerFault) -> TradingDay {
        try some {
            guard case .int64(let number) = $0, (-719_162...2_932_896).contains(number) else { return nil }
            return TradingDay(date: CivilDate(daysSince1970: number))
        }
    }

    mutating func fingerprint() throws(LedgerFault) -> Fingerprint {
        try some { if case .blob(let bytes) = $0 { Fingerprint(bytes) } else { nil } }
    }

    /// One of a list of words.
    mutating func word<Word: RawRepresentable<String>>() throws(LedgerFault) -> Word {
        try word { Word(rawValue: $0) }
    }

    mutating func word<Word>(_ read: (String) -> Word?) throws(LedgerFault) -> Word {
        try some { if case .text(let text) = $0 { read(text) } else { nil } }
    }

    mutating func optionalInt64() throws(LedgerFault) -> Int64? { try takeNull() ? nil : int64() }

    mutating func optionalText() throws(LedgerFault) -> String? { try takeNull() ? nil : text() }

    mutating func optionalTime() throws(LedgerFault) -> Timestamp? { try takeNull() ? nil : time() }

    mutating func optionalFingerprint() throws(LedgerFault) -> Fingerprint? {
        try takeNull() ? nil : fingerprint()
    }

    /// Set or not: 1 or nothing at all.
    mutating func mark() throws(LedgerFault) -> Bool {
        guard !takeNull() else { return false }
        return try some { if case .int64(1) = $0 { true } else { nil } }
    }

    mutating func optionalWord<Word: RawRepresentable<String>>() throws(LedgerFault) -> Word? {
        try takeNull() ? nil : word()
    }

    /// Columns that have to be empty.
    mutating func nothing(_ count: Int) throws(LedgerFault) {
        for _ in 0..<count { _ = try some { $0 == .null ? $0 : nil } }
    }

    /// Steps over a NULL, and tells whether it did.
    private mutating func takeNull() -> Bool {
        guard index < values.count, values[index] == .null else { return false }
        index += 1
        return true
    }

    private mutating func some<Value>(_ read: (SQLiteValue) -> Value?) throws(LedgerFault) -> Value {
        guard index < values.count, let value = read(values[index]) else {
            let column = index < table.columns.count ? table.columns[index] : "\(index)"
            throw .damaged(at: file, "column \(column) of a row in table \(table.name) cannot be read")
        }
        index += 1
        return value
    }
}
