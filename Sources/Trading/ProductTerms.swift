/// What a contract of a product must be like: the venue's record of one that is otherwise is told, and not traded.
///
/// Tick sizes and values: ProjectX `Contract/available`, captured in August 2026; EMD, MCD, SR3 and GF: the
/// documentation's samples of 2025. Months: exchange knowledge, without those that never become the front (gold
/// in October); they name the month after, and what it is traded for is the venue's word.
package struct ProductTerms: Hashable, Sendable {
    package let tickSize: TickSize
    /// USD per tick of one contract.
    package let tickValue: Money
    /// The letters of the months that are traded in turn, ascending: `HMUZ`.
    package let months: String

    /// A line that cannot be read is our own mistake, and stops the program at the first test.
    fileprivate init(_ tick: String, _ worth: String, _ months: String) {
        guard let tickSize = TickSize(tick), let tickValue = Money(worth) else {
            preconditionFailure("the product terms \(tick) \(worth) cannot be read")
        }
        self.tickSize = tickSize
        self.tickValue = tickValue
        self.months = months
    }
}

extension FuturesProduct {
    package var terms: ProductTerms? { Self.allTerms[root] }

    /// What a venue's record says otherwise than the product table, in words; nil where they agree, and where the
    /// table does not have the product.
    package static func contradiction(of contract: Contract) -> String? {
        let named = root(contract.root)
        let bySymbol = contract.symbolID.isEmpty ? named : all.first { $0.symbolID == contract.symbolID }
        if let named, named != bySymbol {
            return "\(contract.name) is told as the product \(contract.symbolID), and is \(named.symbolID)"
        }
        if let bySymbol, named == nil {
            return "\(contract.symbolID) is told under the name \(contract.name), and is \(bySymbol.root)"
        }
        guard let terms = named?.terms else { return nil }
        var faults: [String] = []
        if contract.tickSize != terms.tickSize {
            faults.append("a tick of \(contract.tickSize) instead of \(terms.tickSize)")
        }
        if contract.tickValue != terms.tickValue {
            faults.append("\(contract.tickValue) USD a tick instead of \(terms.tickValue)")
        }
        return faults.isEmpty ? nil : "\(contract.name) is told with " + faults.joined(separator: " and ")
    }

    private static let allTerms: [String: ProductTerms] = {
        var terms: [String: ProductTerms] = [:]
        for (months, products) in table {
            for (root, tick, worth) in products { terms[root] = ProductTerms(tick, worth, months) }
        }
        return terms
    }()

    /// Root, tick size and tick value of the products that are traded in the same months.
    private static let table: [(String, [(String, String, String)])] = [
        (
            "HMUZ",
            [
                ("ES", "0.25", "12.5"), ("MES", "0.25", "1.25"), ("NQ", "0.25", "5"),
                ("MNQ", "0.25", "0.5"), ("RTY", "0.1", "5"), ("M2K", "0.1", "0.5"), ("YM", "1", "5"),
                ("MYM", "1", "0.5"), ("NKD", "5", "25"), ("EMD", "0.1", "10"), ("6A", "0.00005", "5"),
                ("6B", "0.0001", "6.25"), ("6C", "0.00005", "5"), ("6E", "0.00005", "6.25"),
                ("6J", "0.0000005", "6.25"), ("6M", "0.00001", "5"), ("6N", "0.00005", "5"),
                ("6S", "0.00005", "6.25"), ("E7", "0.0001", "6.25"), ("M6A", "0.0001", "1"),
                ("M6B", "0.0001", "0.625"), ("M6E", "0.0001", "1.25"), ("MCD", "0.0001", "1"),
                ("ZT", "0.00390625", "7.8125"), ("ZF", "0.0078125", "7.8125"), ("ZN", "0.015625", "15.625"),
                ("TN", "0.015625", "15.625"), ("ZB", "0.03125", "31.25"), ("UB", "0.03125", "31.25"),
                ("SR3", "0.005", "12.5"),
            ]
        ),
        (
            "FGHJKMNQUVXZ",
            [
                ("CL", "0.01", "10"), ("MCL", "0.01", "1"), ("QM", "0.025", "12.5"), ("NG", "0.001", "10"),
                ("MNG", "0.001", "1"), ("QG", "0.005", "12.5"), ("RB", "0.0001", "4.2"),
                ("HO", "0.0001", "4.2"), ("MBT", "5", "0.5"), ("MET", "0.5", "0.05"),
            ]
        ),
        (
            "GJMQZ",
            [
                ("GC", "0.1", "10"), ("MGC", "0.1", "1"),
            ]
        ),
        (
            "HKNUZ",
            [
                ("SI", "0.005", "25"), ("SIL", "0.005", "5"), ("HG", "0.0005", "12.5"),
                ("MHG", "0.0005", "1.25"), ("ZC", "0.25", "12.5"), ("ZW", "0.25", "12.5"),
            ]
        ),
        (
            "FJNV",
            [
                ("PL", "0.1", "5")
            ]
        ),
        (
            "FHKNQUX",
            [
                ("ZS", "0.25", "12.5")
            ]
        ),
        (
            "FHKNQUVZ",
            [
                ("ZM", "0.1", "10"), ("ZL", "0.01", "6"),
            ]
        ),
        (
            "GJMQVZ",
            [
                ("LE", "0.025", "10")
            ]
        ),
        (
            "GJKMNQVZ",
            [
                ("HE", "0.025", "10")
            ]
        ),
        (
            "FHJKQUVX",
            [
                ("GF", "0.025", "12.5")
            ]
        ),
    ]
}
