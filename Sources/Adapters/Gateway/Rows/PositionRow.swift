import JSON
import Trading

/// A position as REST and the hub write it: the size without sign, the direction in `type` alone.
///
/// Source: ProjectX Gateway API, `PositionModel`; the flat form (type 0, size 0) from live captures of
/// 2026-08.
struct PositionRow: Sendable {
    let accountID: AccountID
    let position: Position
    let listing: PositionListing

    init(_ value: JSONValue) throws(Unreadable) {
        let row = try Row(value, "position")
        accountID = AccountID(try row.whole("accountId"))
        let signed = try Self.signedSize(row)
        let average = try row.priceIfPresent("averagePrice")
        guard let average = average ?? (signed == 0 ? Price(nanos: 0) : nil) else {
            throw row.missing("averagePrice")
        }
        position = Position(
            contract: ContractID(try row.text("contractId")), signedSize: signed, averagePrice: average)
        listing = PositionListing(
            id: try row.wholeIfPresent("id"), position: position,
            displayName: row.value("contractDisplayName")?.string,
            openedAt: row.value("creationTimestamp")?.string.flatMap { Timestamp($0) })
    }

    private static func signedSize(_ row: Row) throws(Unreadable) -> Int64 {
        let size = try row.whole("size")
        guard size >= 0, size <= Int64(Int32.max) else { throw row.wrong("size", "a size") }
        if size == 0 { return 0 }
        switch try row.whole("type") {
        case 1: return size
        case 2: return -size
        default: throw row.wrong("type", "1 or 2 while the size is \(size)")
        }
    }
}
