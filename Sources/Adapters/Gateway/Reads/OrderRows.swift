import JSON
import Trading

/// The orders of one answer. A row that cannot be read does not hide the others, yet it is never forgotten.
struct OrderRows: Sendable {
    private(set) var rows: [OrderRow] = []
    /// Rows that the answer held, readable or not, of whatever account.
    let count: Int
    /// Rows behind the filter as the venue counts them; nil when it does not say.
    let total: Int64?
    /// Why the first unreadable row is so.
    private(set) var fault: Unreadable?

    init(_ envelope: Envelope, account: AccountID) throws(Unreadable) {
        let values = try envelope.list("orders")
        count = values.count
        total = envelope.root["totalCount"]?.int64
        for value in values {
            do {
                let row = try OrderRow(value)
                if row.accountID == account { rows.append(row) }
            } catch {
                fault = fault ?? error
            }
        }
    }
}
