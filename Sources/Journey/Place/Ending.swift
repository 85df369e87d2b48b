package import Trading

/// How a call that can move money ended. There is no fifth way.
package enum Ending: Hashable, Sendable {
    /// The venue took it. `order` is nil for a close or a cancel, which return no id.
    case accepted(order: OrderID?)
    /// A definite no from the venue; a refused placement may still carry the id of the refused order.
    case rejected(Rejection)
    /// Provably not one byte of the request left.
    case notSent(Unsent)
    /// Anything after hand-over without an answer that can be trusted.
    case lost(String)

    package static let acceptedWord = "accepted"
    package static let notSentWord = "not_sent"

    /// The word that the ledger keeps.
    package var word: String {
        switch self {
        case .accepted: Self.acceptedWord
        case .rejected: "rejected"
        case .notSent: Self.notSentWord
        case .lost: "lost"
        }
    }
}

/// The venue's refusal. A refusal of our own is a `Denial`.
package struct Rejection: Hashable, Sendable {
    /// The number of the endpoint's own table; the same number means other things elsewhere.
    package let code: Int64
    /// The table's name for it, `OrderRejected`.
    package let name: String
    package let message: String?
    package let order: OrderID?
    /// Whether the venue says that the order's tag was used before: then the first copy may have landed.
    package let isTagInUse: Bool
    /// Whether a close or cancel was refused because nothing is there (any more).
    package let isNotFound: Bool
    /// Whether the account takes no order with a bracket: see `BracketMode`.
    package let refusesBrackets: Bool

    package init(
        code: Int64, name: String, message: String?, order: OrderID? = nil, isTagInUse: Bool = false,
        isNotFound: Bool = false, refusesBrackets: Bool = false
    ) {
        self.code = code
        self.name = name
        self.message = message
        self.order = order
        self.isTagInUse = isTagInUse
        self.isNotFound = isNotFound
        self.refusesBrackets = refusesBrackets
    }
}
