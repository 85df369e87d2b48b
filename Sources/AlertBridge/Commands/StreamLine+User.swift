import JSON
import Journey
import Trading

/// What the user hub tells; an account that the settings do not name has no name, only its number.
extension StreamLine {
    /// Nil for what is no event of an account.
    static func user(
        _ event: GatewayEvent, _ gateway: GatewayName, _ accounts: StreamAccounts, at now: Moment
    ) -> StreamLine? {
        switch event {
        case .accounts, .contracts, .unreachable, .stream, .clock, .market, .mark: nil
        case .account(let state): account(state, gateway, accounts, now)
        case .order(let order): self.order(order, gateway, accounts, now)
        case .position(let name, let position): self.position(position, name, gateway, accounts, now)
        case .trade(let trade): fill(trade, gateway, accounts, now)
        }
    }

    private static func account(
        _ state: AccountState, _ gateway: GatewayName, _ accounts: StreamAccounts, _ now: Moment
    ) -> StreamLine {
        StreamLine(
            "account", gateway, at: now,
            words: [
                state.account.text, "balance \(state.balance)", state.canTrade ? "" : "MAY NOT TRADE",
                state.isVisible ? "" : "hidden",
            ]
        ) {
            accounts.members(state.account, to: &$0)
            $0.member("name", state.name)
            $0.member("balance", number: state.balance.description)
            $0.member("can_trade", state.canTrade)
            $0.member("is_visible", state.isVisible)
        }
    }

    private static func order(
        _ order: VenueOrder, _ gateway: GatewayName, _ accounts: StreamAccounts, _ now: Moment
    ) -> StreamLine {
        let price = order.averagePrice ?? order.limitPrice ?? order.stopPrice
        return StreamLine(
            "order", gateway, at: now,
            words: [
                order.account.text, "\(order.id)", order.status.word, order.side?.rawValue ?? "unknown",
                "\(order.filled) of \(order.size)", order.contract.text, order.type?.word ?? "unknown",
                price.map { "at \($0)" } ?? "", order.tag.map { "tag \($0)" } ?? "",
            ]
        ) {
            accounts.members(order.account, to: &$0)
            $0.member("order", order.id.number)
            $0.member("contract", order.contract.text)
            $0.member("tag", order.tag?.text)
            $0.member("status", order.status.word)
            $0.member("type", order.type?.word)
            $0.member("side", order.side?.rawValue)
            $0.member("size", order.size)
            $0.member("filled", order.filled)
            $0.member("limit_price", number: order.limitPrice?.description)
            $0.member("stop_price", number: order.stopPrice?.description)
            $0.member("average_price", number: order.averagePrice?.description)
            $0.member("parent", order.parent?.number)
            $0.member("created_at", order.createdAt?.description)
        }
    }

    private static func position(
        _ position: Position, _ account: AccountName, _ gateway: GatewayName, _ accounts: StreamAccounts,
        _ now: Moment
    ) -> StreamLine {
        StreamLine(
            "position", gateway, at: now,
            words: [
                account.text, position.contract.text,
                position.isFlat ? "flat" : "\(position.signedSize) at \(position.averagePrice)",
            ]
        ) {
            accounts.members(account, to: &$0)
            $0.member("contract", position.contract.text)
            $0.member("signed_size", position.signedSize)
            $0.member("average_price", number: position.averagePrice.description)
        }
    }

    private static func fill(
        _ trade: VenueTrade, _ gateway: GatewayName, _ accounts: StreamAccounts, _ now: Moment
    ) -> StreamLine {
        StreamLine(
            "trade", gateway, at: now,
            words: [
                trade.account.text, trade.side.rawValue, "\(trade.size)", trade.contract.text,
                "at \(trade.price)", "order \(trade.order)", trade.profit.map { "profit \($0)" } ?? "",
                trade.isVoided ? "VOIDED" : "",
            ]
        ) {
            accounts.members(trade.account, to: &$0)
            $0.member("trade", trade.id.number)
            $0.member("order", trade.order.number)
            $0.member("contract", trade.contract.text)
            $0.member("side", trade.side.rawValue)
            $0.member("size", trade.size)
            $0.member("price", number: trade.price.description)
            $0.member("profit_and_loss", number: trade.profit?.description)
            $0.member("fees", number: trade.fees.description)
            $0.member("commissions", number: trade.commissions?.description)
            $0.member("is_voided", trade.isVoided)
            $0.member("timestamp", trade.at.description)
        }
    }
}

/// The accounts of a login: what the settings call them, and their numbers.
struct StreamAccounts: Sendable {
    /// Every account, by the name that its rows are given.
    let ids: [AccountName: AccountID]
    /// The names that come from the settings; the others are the number itself.
    let named: Set<AccountName>

    func members(_ account: AccountName, to writer: inout JSONWriter) {
        writer.member("account", named.contains(account) ? account.text : nil)
        writer.member("account_id", ids[account]?.number)
    }
}
