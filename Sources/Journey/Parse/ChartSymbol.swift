import Trading

/// A futures symbol as a chart or a person writes it.
package struct ChartSymbol: Hashable, Sendable, CustomStringConvertible {
    /// A dated contract's month.
    package struct Expiry: Hashable, Sendable {
        /// One of `FGHJKMNQUVXZ`, January to December.
        package let month: Character
        /// The last one, two or four digits of the year, as written.
        package let year: String

        /// Whether a venue's contract name, `MNQZ6`, is of this month; one digit of the year decides.
        package func matches(contractName name: String) -> Bool {
            guard let digit = name.last, let letter = name.dropLast().last else { return false }
            return letter == month && digit == year.last
        }

        /// Whether both name one month, `Z6` and `Z2026`: as many digits of the year decide as both have.
        package func isSame(as other: Expiry) -> Bool {
            let digits = min(year.utf8.count, other.year.utf8.count)
            return month == other.month && year.suffix(digits) == other.year.suffix(digits)
        }
    }

    /// The exchange's root, `MNQ`, in capitals.
    package let root: String
    /// Nil for a continuous symbol and for a bare root: the front month is meant.
    package let expiry: Expiry?
    package let description: String

    /// Takes `NQ1!`, `MNQZ2025`, `MNQZ25`, `MNQZ5` and `MNQ`, each with an exchange in front or not, `ES 09-25`
    /// and `ES SEP25` as NinjaTrader writes them, and the venue's id of a contract; nil for anything else.
    ///
    /// `NQ2!` is nil too: the venue trades one active month per product, never the second.
    package init?(_ text: String) { self.init(text, laterMonths: false) }

    /// The product that an exit names. A symbol of a later month, `NQ2!`, and one without its mark, `NQ1`, are as good
    /// as `NQ1!` there, since an exit goes to the month that is held.
    package static func ofExit(_ text: String) -> ChartSymbol? { ChartSymbol(text, laterMonths: true) }

    private init?(_ text: String, laterMonths: Bool) {
        let spoken = text.split(separator: ":", omittingEmptySubsequences: false)
        guard spoken.count <= 2, let symbol = spoken.last?.asciiUppercased,
            spoken.count == 1 || Self.isExchange(spoken[0])
        else { return nil }
        if let unmarked = Self.unmarked(symbol) {
            guard laterMonths else { return nil }
            (root, expiry, description) = (unmarked, nil, text)
            return
        }
        guard
            let read = Self.continuous(symbol, laterMonths) ?? Self.dated(symbol) ?? Self.spaced(symbol)
                ?? (spoken.count == 1 ? VenueContractID.symbol(symbol) : nil) ?? Self.bare(symbol)
        else { return nil }
        (root, expiry) = read
        description = text
    }

    /// Whether another symbol is of this product, and of this month where this one names one.
    package func takes(_ other: ChartSymbol) -> Bool {
        guard let expiry else { return root == other.root }
        return root == other.root && other.expiry.map { expiry.isSame(as: $0) } == true
    }

    /// What an alert names that is meant for every product: no chart writes it.
    package static let every = ChartSymbol(root: GateInput.everyRoot)

    package var isEvery: Bool { root == GateInput.everyRoot }

    private init(root: String) { (self.root, expiry, description) = (root, nil, root) }

    /// Whether an exchange's name in front tells of delayed data: `CME_MINI_DL:NQ1!`.
    package var isFeedDelayed: Bool {
        let parts = description.split(separator: ":")
        return parts.count == 2 && Self.isDelayed(exchange: parts[0])
    }

    /// The exchange in front, where it is none that trades the venue's futures: `NYSE` of `NYSE:CL`, which is a stock.
    package var foreignExchange: String? {
        let parts = description.split(separator: ":")
        return parts.count == 2 && !Self.isFutures(exchange: parts[0]) ? String(parts[0]) : nil
    }

    /// Whether futures of the venue's are charted under an exchange's name, delayed data or not.
    ///
    /// Source: TradingView's prefixes of CME, CBOT, COMEX and NYMEX.
    package static func isFutures(exchange: some StringProtocol) -> Bool {
        var name = exchange.asciiUppercased[...]
        for delayed in ["_DL", "_DLY"] where name.hasSuffix(delayed) { name = name.dropLast(delayed.count) }
        if name.hasSuffix("_MINI") { name = name.dropLast("_MINI".count) }
        return ["CME", "CBOT", "COMEX", "NYMEX"].contains(name)
    }

    /// Source: TradingView, variable values in alerts: `{{exchange}}` ends so while the user's data is delayed.
    package static func isDelayed(exchange: some StringProtocol) -> Bool {
        let name = exchange.asciiUppercased
        return name.hasSuffix("_DL") || name.hasSuffix("_DLY")
    }

    /// Whether a text can be an exchange's name, as `{{exchange}}` writes it.
    package static func isExchange(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 20
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    static let months = "FGHJKMNQUVXZ"

    private static func continuous(_ symbol: String, _ laterMonths: Bool) -> (String, Expiry?)? {
        guard symbol.hasSuffix("!") else { return nil }
        let (near, far) = (month(of: symbol.dropLast(), digits: 1), month(of: symbol.dropLast(), digits: 2))
        // Roots end with a digit too, `E7`: two are the month's where only so the root is a known one.
        let isFar = near.map { FuturesProduct.root($0.root) == nil } ?? true
        let read = far.flatMap { isFar && FuturesProduct.root($0.root) != nil ? $0 : nil } ?? near ?? far
        guard let read, read.number == 1 || laterMonths else { return nil }
        return (read.root, nil)
    }

    /// The root and the number behind it, 1 for the front month.
    private static func month(of name: Substring, digits: Int) -> (root: String, number: Int)? {
        let root = name.dropLast(digits)
        guard isRoot(root), let number = Int(name.suffix(digits)), number > 0, "\(number)".count == digits
        else { return nil }
        return (String(root), number)
    }

    /// The front month's symbol beside a continuous one of a later month, `NQ2!`; nil for anything else.
    static func front(of text: String) -> String? {
        guard ChartSymbol(text) == nil, let symbol = ofExit(text) else { return nil }
        return symbol.root + "1!"
    }

    private static func bare(_ symbol: String) -> (String, Expiry?)? {
        isRoot(symbol) ? (symbol, nil) : nil
    }

    /// The root of a continuous symbol that has lost its mark, nil for any other: `NQ1` is neither a root nor August of
    /// an `N`.
    private static func unmarked(_ symbol: String) -> String? {
        guard let near = month(of: symbol[...], digits: 1), FuturesProduct.root(near.root) != nil,
            FuturesProduct.root(symbol) == nil,
            dated(symbol).map({ FuturesProduct.root($0.0) == nil }) ?? true
        else { return nil }
        return near.root
    }

    /// `ES 09-25` and `ES SEP25`.
    private static func spaced(_ symbol: String) -> (String, Expiry?)? {
        let names = [
            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
        ]
        let parts = symbol.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, isRoot(parts[0]) else { return nil }
        let year = parts[1].suffix(2)
        let head = parts[1].dropLast(2)
        guard year.utf8.count == 2, year.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        let number =
            names.firstIndex { $0 == head } ?? (1...12).first { Self.padded($0) + "-" == head }.map { $0 - 1 }
        guard let number else { return nil }
        let month = months[months.index(months.startIndex, offsetBy: number)]
        return (String(parts[0]), Expiry(month: month, year: String(year)))
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    static func dated(_ symbol: String) -> (String, Expiry?)? {
        for digits in [4, 2, 1] {
            let year = symbol.suffix(digits)
            let head = symbol.dropLast(digits)
            guard year.count == digits, year.allSatisfy({ $0.isASCII && $0.isNumber }), let month = head.last,
                months.contains(month), isRoot(head.dropLast())
            else { continue }
            return (String(head.dropLast()), Expiry(month: month, year: String(year)))
        }
        return nil
    }

    static func isRoot(_ text: some StringProtocol) -> Bool {
        text.count >= 1 && text.count <= 5
            && text.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
            && text.contains { $0.isLetter }
    }
}
