package import Trading

/// What a person asks of one account by a command, with nothing left to guess.
package struct OperatorRequest: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        case place(OperatorOrder)
        /// An order by its tag or by the venue's number.
        case cancel(order: String)
        case modify(order: String, OrderChange)
        /// The whole position in a product, its working orders with it; with a size so many contracts of it.
        case close(contract: String, size: Size?)
        /// Every position and every working order of the account.
        case closeAll
    }

    /// The source by which the ledger calls such requests; no webhook source may have this name.
    package static let source = "operator"
    /// An entry that could not leave for so long does not leave any more.
    package static let maxAge = Span.seconds(30)

    /// Names the request: the same id again is the same request.
    package let id: String
    package let account: AccountName
    package let action: Action
    /// The request as canonical JSON.
    package let canonical: [UInt8]

    package init(id: String, account: AccountName, action: Action, canonical: [UInt8]) {
        self.id = id
        self.account = account
        self.action = action
        self.canonical = canonical
    }

    /// The word that the ledger's list of alerts shows; `flatten` means the whole account, as an alert's does.
    package var word: String {
        switch action {
        case .place(let order): order.side.rawValue
        case .cancel: "cancel"
        case .modify: "modify"
        case .close: "close"
        case .closeAll: "flatten"
        }
    }

    /// What it is about, as the person wrote it.
    package var subject: String {
        switch action {
        case .place(let order): order.contract
        case .cancel(let order), .modify(let order, _): order
        case .close(let contract, _): contract
        case .closeAll: GateInput.everyRoot
        }
    }
}

/// An order as a person asks for it.
package struct OperatorOrder: Hashable, Sendable {
    /// The venue's id of a contract, a root (`MNQ`), or a chart's symbol (`NQ1!`, `MNQZ2026`).
    package var contract: String
    package var side: Side
    package var size: Size
    package var type: OrderType
    package var limitPrice: Price?
    package var stopPrice: Price?
    /// A trailing stop's level at the start.
    package var trailPrice: Price?
    package var bracket: Bracket?

    package init(
        contract: String, side: Side, size: Size, type: OrderType = .market, limitPrice: Price? = nil,
        stopPrice: Price? = nil, trailPrice: Price? = nil, bracket: Bracket? = nil
    ) {
        self.contract = contract
        self.side = side
        self.size = size
        self.type = type
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.trailPrice = trailPrice
        self.bracket = bracket
    }
}
