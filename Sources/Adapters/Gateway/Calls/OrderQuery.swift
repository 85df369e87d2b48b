import JSON
import Trading

/// One page of the filtered order query, the only read that shows suspended bracket children.
///
/// The offset counts rows, and an answer holds at most 100 of them, measured 2026-08. Sorted by id, upwards,
/// so that new orders come last.
struct OrderQuery: Hashable, Sendable {
    static let pageSize = 100
    /// Beyond so many rows the answer counts as unreadable.
    static let rowsMax = 10_000

    let account: AccountID
    /// Nil asks for every status.
    let statuses: [Int64]?
    let createdAfter: Timestamp?
    let createdBefore: Timestamp?
    var offset = 0

    init(
        account: AccountID, statuses: [Int64]? = nil, createdAfter: Timestamp? = nil,
        createdBefore: Timestamp? = nil
    ) {
        self.account = account
        self.statuses = statuses
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
    }

    /// Open, pending, suspended.
    static let sought: [Int64] = [1, 6, 8]
    /// Whatever can still act: open, pending, pending cancellation, suspended.
    static let working: [Int64] = [1, 6, 7, 8]

    var body: [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.key("filter")
                $0.object { filter(&$0) }
                $0.member("pageSize", Self.pageSize)
                $0.member("pageOffset", offset)
                $0.member("sortBy", 1)
                $0.member("sortDirection", 0)
                $0.member("includeTotalCount", true)
            }
        }
    }

    private func filter(_ writer: inout JSONWriter) {
        writer.member("accountId", account.number)
        if let statuses {
            writer.key("statuses")
            writer.array { list in for status in statuses { list.value(status) } }
        }
        writer.member("createdAfter", ifPresent: createdAfter?.description)
        writer.member("createdBefore", ifPresent: createdBefore?.description)
    }
}
