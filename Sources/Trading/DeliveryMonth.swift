/// The month that a contract is named after: `Z6` of `MNQZ6`.
package struct DeliveryMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The exchanges' letters, January to December.
    package static let letters = "FGHJKMNQUVXZ"

    package let year: Int64
    /// 1 to 12.
    package let month: Int64

    /// - Returns: nil unless the month is 1 to 12 and the year has four digits.
    package init?(year: Int64, month: Int64) {
        guard (1...12).contains(month), (1_000...9_998).contains(year) else { return nil }
        self.year = year
        self.month = month
    }

    package init?(year: Int64, letter: Character) {
        guard let month = Self.number(of: letter) else { return nil }
        self.init(year: year, month: month)
    }

    private static func number(of letter: Character) -> Int64? {
        letters.firstIndex(of: letter).map { Int64(letters.distance(from: letters.startIndex, to: $0)) + 1 }
    }

    package var letter: Character { Array(Self.letters)[Int(month) - 1] }
    /// As the venue's names end.
    package var description: String { "\(letter)\(year % 10)" }
    /// As the venue's ids end: `Z26`.
    package var code: String { "\(letter)\(year % 100 < 10 ? "0" : "")\(year % 100)" }

    /// The next of the months that a product is traded in; nil without any.
    package func next(in letters: String) -> DeliveryMonth? {
        let numbers = letters.compactMap(Self.number).sorted()
        if let later = numbers.first(where: { $0 > month }) { return Self(year: year, month: later) }
        return numbers.first.flatMap { Self(year: year + 1, month: $0) }
    }

    package static func < (left: DeliveryMonth, right: DeliveryMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}
