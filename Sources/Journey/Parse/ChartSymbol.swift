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
    }

    /// The exchange's root, `MNQ`, in capitals.
    package let root: String
    /// Nil for a continuous symbol and for a bare root: the front month is meant.
    package let expiry: Expiry?
    package let description: String

    /// Takes `NQ1!`, `CME_MINI:NQ1!`, `MNQZ2025`, `MNQZ25`, `MNQZ5` and `MNQ`; nil for anything else.
    ///
    /// `NQ2!` is nil too: the venue trades one active month per product, never the second.
    package init?(_ text: String) {
        description = text
        let spoken = text.split(separator: ":", omittingEmptySubsequences: false)
        guard spoken.count <= 2, let symbol = spoken.last?.uppercased(), !spoken[0].isEmpty else {
            return nil
        }
        if symbol.hasSuffix("!") {
            guard symbol.hasSuffix("1!") else { return nil }
            root = String(symbol.dropLast(2))
            expiry = nil
        } else if let dated = Self.dated(symbol) {
            (root, expiry) = dated
        } else {
            root = symbol
            expiry = nil
        }
        guard Self.isRoot(root) else { return nil }
    }

    private static func dated(_ symbol: String) -> (String, Expiry)? {
        for digits in [4, 2, 1] {
            let year = symbol.suffix(digits)
            let head = symbol.dropLast(digits)
            guard year.count == digits, year.allSatisfy({ $0.isASCII && $0.isNumber }), let month = head.last,
                "FGHJKMNQUVXZ".contains(month), isRoot(head.dropLast())
            else { continue }
            return (String(head.dropLast()), Expiry(month: month, year: String(year)))
        }
        return nil
    }

    private static func isRoot(_ text: some StringProtocol) -> Bool {
        text.count >= 1 && text.count <= 5
            && text.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
            && text.contains { $0.isLetter }
    }
}
