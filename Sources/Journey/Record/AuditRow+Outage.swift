import JSON
package import Trading

extension AuditRow {
    /// What stands in the chain behind the rows that had to wait for the ledger.
    ///
    /// - Parameters:
    ///   - since: When it failed.
    ///   - rows: How many waited; nil when they were too many to keep.
    ///   - calls: Those that moved money meanwhile.
    package static func recovered(
        at now: Timestamp, since: Timestamp, rows: Int?, calls: [GatewayCall]
    ) -> AuditRow {
        let body = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("unwritten_since", "\(since)")
                writer.member("rows", rows.map(Int64.init))
                writer.key("calls")
                writer.array { writer in for call in calls { writer.value(call.words) } }
            }
        }
        return AuditRow(at: now, kind: "ledger.recovered", subject: "desk", body: body)
    }
}

extension GatewayCall {
    fileprivate var words: String {
        switch self {
        case .close(let account, let contract): "close \(contract) on \(account)"
        case .cancel(let account, let order): "cancel \(order) on \(account)"
        case .place(let request): "place \(request.tag) on \(request.account)"
        case .modify(let account, let order, _): "modify \(order) on \(account)"
        case .partialClose(let account, _, let size, let tag): "close \(size) \(tag) on \(account)"
        case .lookUp(let account, let tag, _): "look up \(tag) on \(account)"
        case .readOrder(let account, let order): "read \(order) on \(account)"
        case .snapshot(let account, _, _): "snapshot of \(account)"
        }
    }
}
