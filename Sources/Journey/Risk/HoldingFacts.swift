package import Trading

/// What the gate is told about what is held, over all contracts and accounts that belong together.
package struct HoldingFacts: Hashable, Sendable {
    package var limits: HoldingLimits
    /// The product by the venue's contract record; nil where the table does not have it.
    package var product: Product?
    /// USD per tick of one contract.
    package var tickValue: Money?

    /// Contracts at worst in other months of the same root.
    package var otherMonths: Int64 = 0
    /// Tenths of a mini at worst in the account's other contracts; nil where the sum leaves the range.
    package var otherTenths: Int64? = 0
    /// The account's other contracts that no weight is known of.
    package var unweighed: [String] = []
    /// Orders of the account that work or may come to, this one left out.
    package var working: Int64 = 0
    /// Entries in this order's direction since the position was opened, the opening one left out, working ones
    /// counted; nil where nothing is held or working in that direction.
    package var adds: Int64?

    /// What the alert said the price was; nil where it said none, or where it charts another product.
    package var reference: Price?
    package var referenceAge: Span = .zero
    /// What the order would trade at by the market hub: the best ask to buy, the best bid to sell, else the last trade;
    /// nil where none is known.
    package var mark: Price?
    package var markAge: Span?

    /// What is held or works in contracts of the other class, in words.
    package var otherClass: [String] = []
    /// What other accounts hold or may come to hold the other way, in words.
    package var opposite: [String] = []
    /// Other accounts of the person at the firm whose positions are not known.
    package var unread: [String] = []
    /// Resting orders of the person's own that this one would fill, in words.
    package var matches: [String] = []
    /// Open positions without a working stop, in words.
    package var bare: [String] = []

    package init(_ limits: HoldingLimits) { self.limits = limits }

    /// The mark while it is fresh.
    var freshMark: Price? {
        guard let markAge, markAge <= MarketMark.ageMax else { return nil }
        return mark
    }

    /// Where the market stands: the fresh mark, else the alert's price for as long as that may stand for it.
    var market: Price? { freshMark ?? (referenceAge <= Checks.referenceAgeMax ? reference : nil) }

    /// What the gate needs of a product.
    package struct Product: Hashable, Sendable {
        package let root: String
        package let tenths: Int64
        package let isMicro: Bool
        package let roundTurn: Money

        package init(root: String, tenths: Int64, isMicro: Bool, roundTurn: Money) {
            self.root = root
            self.tenths = tenths
            self.isMicro = isMicro
            self.roundTurn = roundTurn
        }

        /// - Parameter roundTurn: What executions cost; nil for the table's.
        package init(_ product: FuturesProduct, roundTurn: Money? = nil) {
            self.init(
                root: product.root, tenths: product.tenths, isMicro: product.sizeClass == .micro,
                roundTurn: roundTurn ?? product.roundTurn)
        }
    }
}
