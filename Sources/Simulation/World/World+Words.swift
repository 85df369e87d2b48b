import Journey

extension GatewayCall {
    /// For the trace.
    var words: String {
        switch self {
        case .place(let request):
            "place \(request.side.rawValue) \(request.size) \(request.type.word) \(request.tag) on \(request.account)"
        case .close(let account, let contract): "close \(contract) on \(account)"
        case .cancel(let account, let order): "cancel \(order) on \(account)"
        case .partialClose(let account, let contract, let size, let tag):
            "close \(size) of \(contract) \(tag) on \(account)"
        case .modify(let account, let order, let change):
            "modify \(order) on \(account), size \(change.size?.description ?? "as it is")"
        case .lookUp(let account, let tag, _): "look up \(tag) on \(account)"
        case .readOrder(let account, let order): "read order \(order) on \(account)"
        case .snapshot(let account, _, _): "snapshot of \(account)"
        }
    }
}

extension GatewayResult {
    var words: String {
        switch self {
        case .ended(.accepted(let order)): "accepted\(order.map { " as \($0)" } ?? "")"
        case .ended(.rejected(let no)): "rejected \(no.name)\(no.message.map { ": " + $0 } ?? "")"
        case .ended(.notSent(let unsent)): "not sent: \(unsent.why)"
        case .ended(.lost(let why)): "lost: \(why)"
        case .lookedUp(.found(let order)): "found \(order.id), \(order.status.word)"
        case .lookedUp(.absent): "absent"
        case .lookedUp(.unreadable(let why)): "unreadable: \(why)"
        case .snapshot(let shown):
            shown.isComplete
                ? "positions \(Self.sizes(shown)), \(shown.orders?.count ?? 0) orders working, "
                    + "\(shown.trades?.count ?? 0) trades"
                : "incomplete: \(shown.faults.joined(separator: "; "))"
        }
    }

    private static func sizes(_ snapshot: GatewaySnapshot) -> String {
        let sizes = (snapshot.positions ?? []).map { "\($0.signedSize)" }
        return sizes.isEmpty ? "none" : sizes.joined(separator: " ")
    }
}

extension GatewayEvent {
    var words: String {
        switch self {
        case .accounts(_, let states): "\(states.count) accounts"
        case .contracts(_, let contracts): "\(contracts.count) contracts"
        case .unreachable(_, let reason): "unreachable: \(reason)"
        case .clock(_, let ahead): "our clock \(ahead) ahead"
        case .stream(_, .connecting): "hub connecting"
        case .stream(_, .ready): "hub ready"
        case .stream(_, .down(let reason)): "hub down: \(reason)"
        case .stream(_, .evicted): "hub evicted"
        case .account(let state): "\(state.account) balance \(state.balance) can_trade \(state.canTrade)"
        case .order(let order):
            "\(order.account) order \(order.id) \(order.tag?.text ?? "untagged") \(order.status.word), "
                + "\(order.filled) of \(order.size)"
        case .position(let account, let position):
            "\(account) holds \(position.signedSize) of \(position.contract)"
        case .market(_, let state): "market hub \(state)"
        case .mark(_, let mark): "mark of \(mark.contract)"
        case .trade(let trade):
            "\(trade.account) trade \(trade.id) \(trade.side.rawValue) \(trade.size) at \(trade.price)"
        }
    }
}
