import Trading

/// One futures product as the venue lists it, with what the paper market needs to trade it.
struct Product: Sendable {
    /// The exchange's root, which names contracts: `NQ`.
    let root: String
    /// The venue's own product code, which ids carry: `ENQ`.
    let code: String
    let title: String
    let tickSize: TickSize
    /// USD per tick per contract.
    let tickValue: Money
    /// Month letters that become the active contract in turn.
    let cycle: [ContractMonth.Letter]
    /// Days from the first of a contract's month until the next one is active; mostly before it.
    let rollDays: Int64
    /// A plausible level to trade around; on the tick grid.
    let start: Price
    /// From low to high on an ordinary day, in hundredths of a per cent of the price.
    let dailyRange: Int64
    /// Contracts on an ordinary day.
    let dailyVolume: Int64
    /// USD per contract and side.
    let fees: Money
    /// USD per contract and side.
    let commissions: Money

    /// `F.US.ENQ`.
    var symbolID: String { "F.US." + code }

    /// The root whose price this product follows: its own, or that of the contract it is a part of.
    var underlying: String { Self.parts[root] ?? root }

    private static let parts = [
        "MES": "ES", "MNQ": "NQ", "M2K": "RTY", "MYM": "YM", "MCL": "CL", "QM": "CL", "MNG": "NG", "QG": "NG",
        "MGC": "GC", "SIL": "SI", "MHG": "HG", "E7": "6E", "M6E": "6E", "M6A": "6A", "M6B": "6B", "MCD": "6C",
    ]
}

extension Product {
    /// Whether a contract is one of the micros, whose commission is less.
    ///
    /// Of all commissions only MNQ's, 0.25, was captured; 0.5 for whatever is no micro is plausible and no more.
    private static func isSmall(_ root: String) -> Bool { root.hasPrefix("M") || root == "SIL" }

    /// One line of the product table.
    ///
    /// A line that cannot be read is our own mistake, and stops the program at the first test.
    init(
        _ root: String, _ code: String, _ title: String, tick: String, worth: String, start: String,
        cycle: String, roll: Int64, fees: String, range: Int64, volume: Int64
    ) {
        guard let tickSize = TickSize(tick), let tickValue = Money(worth), let start = Price(start),
            let fees = Money(fees), let commissions = Money(Self.isSmall(root) ? "0.25" : "0.5"),
            tickSize.holds(start),
            case let letters = cycle.compactMap(ContractMonth.Letter.init(letter:)),
            letters.count == cycle.count, !letters.isEmpty
        else { preconditionFailure("the product table's line \(root) cannot be read") }
        self.init(
            root: root, code: code, title: title, tickSize: tickSize, tickValue: tickValue, cycle: letters,
            rollDays: roll, start: start, dailyRange: range, dailyVolume: volume, fees: fees,
            commissions: commissions)
    }
}
