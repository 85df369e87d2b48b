import JSON
import Journey
import Trading

/// Reads the answers of the searches: the rows, or why there are none to trust.
enum ReadAnswers {
    /// All accounts of the settings that the venue listed. Rows of other accounts are passed over.
    static func accounts(_ reply: Reply, _ book: AccountBook) throws(Unreadable) -> [AccountState] {
        var states: [AccountState] = []
        for value in try Envelope(reading: reply, from: .accountSearch).list("accounts") {
            let row = try AccountRow(value)
            if let name = book.name(of: row.id) { states.append(row.state(of: name)) }
        }
        return states
    }

    /// Every account that the venue listed.
    static func accountListings(_ reply: Reply) throws(Unreadable) -> [AccountListing] {
        var listings: [AccountListing] = []
        for value in try Envelope(reading: reply, from: .accountSearch).list("accounts") {
            listings.append(try AccountRow(value).listing)
        }
        return listings.sorted { $0.id < $1.id }
    }

    /// Contracts that can be read, and how many could not.
    static func contracts(
        _ reply: Reply, from endpoint: Endpoint
    ) throws(Unreadable) -> (contracts: [Contract], unreadable: Int) {
        let values = try Envelope(reading: reply, from: endpoint).list("contracts")
        let contracts = values.compactMap { try? ContractRow($0).contract }
        return (contracts, values.count - contracts.count)
    }

    static func contract(_ reply: Reply) throws(Unreadable) -> Contract {
        let envelope = try Envelope(reading: reply, from: .contractSearchById)
        guard let value = envelope.root["contract"], !value.isNull else {
            throw Unreadable("\(Endpoint.contractSearchById.name): no contract")
        }
        return try ContractRow(value).contract
    }

    /// Rows of one account's orders; those of other accounts, which should not be there, are passed over.
    static func orders(
        _ reply: Reply, from endpoint: Endpoint, account: AccountID
    ) throws(Unreadable) -> OrderRows {
        try OrderRows(Envelope(reading: reply, from: endpoint), account: account)
    }

    static func order(_ reply: Reply, account: AccountID) throws(Unreadable) -> OrderRow {
        let envelope = try Envelope(reading: reply, from: .orderSearchById)
        guard let value = envelope.root["order"], !value.isNull else {
            throw Unreadable("\(Endpoint.orderSearchById.name): no order")
        }
        let row = try OrderRow(value)
        guard row.accountID == account else { throw Unreadable("order of another account") }
        return row
    }

    static func positions(_ reply: Reply, account: AccountID) throws(Unreadable) -> [Position] {
        try positionListings(reply, account: account).map(\.position)
    }

    static func positionListings(
        _ reply: Reply, account: AccountID
    ) throws(Unreadable) -> [PositionListing] {
        var positions: [PositionListing] = []
        let values = try Envelope(reading: reply, from: .positionSearchOpen).list("positions")
        for value in values {
            let row = try PositionRow(value)
            if row.accountID == account, !row.position.isFlat { positions.append(row.listing) }
        }
        return positions
    }

    static func trades(
        _ reply: Reply, account: AccountID, name: AccountName
    ) throws(Unreadable) -> [VenueTrade] {
        var trades: [VenueTrade] = []
        for value in try Envelope(reading: reply, from: .tradeSearch).list("trades") {
            let row = try TradeRow(value)
            if row.accountID == account { trades.append(row.venueTrade(of: name)) }
        }
        return trades.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    /// Bars sorted by time, each once. The venue now and then gives the forming bar unasked: it is left out
    /// unless it is wanted.
    ///
    /// - Parameter now: wall time.
    static func bars(_ reply: Reply, _ query: BarQuery, at now: Timestamp) throws(Unreadable) -> BarList {
        let values = try Envelope(reading: reply, from: .retrieveBars).list("bars")
        var bars: [Timestamp: Bar] = [:]
        for value in values {
            let bar = try BarRow(value).bar
            let isOver = query.unit.end(of: bar.start, number: query.number) <= now
            if isOver || query.hasPartial { bars[bar.start] = bar }
        }
        return BarList(
            bars: bars.values.sorted { $0.start < $1.start }, isCut: Int64(values.count) >= query.limit)
    }
}
