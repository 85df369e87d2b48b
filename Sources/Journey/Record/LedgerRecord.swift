package import JSON
package import Trading

/// What every kind of ledger row can say of itself: the audit chain keeps it, and commands print it.
package protocol LedgerRecord: Hashable, Sendable {
    /// The word by which the audit chain calls this kind of row.
    static var recordKind: String { get }
    /// The row's key within its kind, as text.
    var recordKey: String { get }
    /// Writes the row's members into an object that is open: snake_case names, prices and money as
    /// decimal numbers, times in RFC 3339 UTC, nil as null.
    func writeMembers(to writer: inout JSONWriter)
}

extension LedgerRecord {
    /// One JSON object.
    package func json() -> [UInt8] {
        JSONWriter.write { $0.object { writeMembers(to: &$0) } }
    }

    /// How the audit chain keeps this row. (An audit row of its own goes in as it is.)
    ///
    /// - Parameter now: When it is written, which need not be any time inside the row.
    package func audited(at now: Timestamp) -> AuditRow {
        AuditRow(at: now, kind: Self.recordKind, subject: recordKey, body: json())
    }
}

extension LedgerRow {
    /// The row inside.
    package var record: any LedgerRecord {
        switch self {
        case .delivery(let row): row
        case .alert(let row): row
        case .order(let row): row
        case .attempt(let row): row
        case .fill(let row): row
        case .position(let row): row
        case .discrepancy(let row): row
        case .lock(let row): row
        case .day(let row): row
        case .notification(let row): row
        case .control(let row): row
        case .contract(let row): row
        case .audit(let row): row
        }
    }
}

extension JSONWriter {
    package mutating func member(_ name: String, _ time: Timestamp?) {
        key(name)
        if let time { plainText(time.append) } else { null() }
    }

    package mutating func member(_ name: String, _ price: Price?) {
        key(name)
        if let price { plainNumber(price.append) } else { null() }
    }

    package mutating func member(_ name: String, _ money: Money?) {
        key(name)
        if let money { plainNumber(money.append) } else { null() }
    }

    /// A text of bytes that say they are JSON: as the value that they are, or as a string when they are not.
    package mutating func member(_ name: String, embedded json: [UInt8]) {
        key(name)
        if (try? JSONDocument(json)) != nil {
            raw(json)
        } else {
            value(String(decoding: json, as: UTF8.self))
        }
    }
}
