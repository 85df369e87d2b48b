import Trading

/// A contract's delivery month.
struct ContractMonth: Hashable, Comparable, Sendable {
    /// The exchanges' letters, January to December.
    enum Letter: Int64, CaseIterable, Sendable {
        case january = 1
        case february, march, april, may, june, july, august, september, october, november, december

        private static let letters = Array("FGHJKMNQUVXZ")

        init?(letter: Character) {
            guard let index = Self.letters.firstIndex(of: letter) else { return nil }
            self = Self.allCases[index]
        }

        var letter: Character { Self.letters[Int(rawValue) - 1] }
        var word: String {
            [
                "January", "February", "March", "April", "May", "June", "July", "August", "September",
                "October", "November", "December",
            ][Int(rawValue) - 1]
        }
    }

    /// 2000 … 2099: ids carry two digits.
    let year: Int64
    let letter: Letter

    init?(year: Int64, letter: Letter) {
        guard (2000...2099).contains(year) else { return nil }
        self.year = year
        self.letter = letter
    }

    /// Reads `Z26`.
    init?(code: some StringProtocol) {
        let characters = Array(code)
        guard characters.count == 3, let letter = Letter(letter: characters[0]),
            let tens = characters[1].wholeNumberValue, let ones = characters[2].wholeNumberValue,
            characters[1].isASCII, characters[2].isASCII
        else { return nil }
        self.init(year: 2000 + Int64(tens * 10 + ones), letter: letter)
    }

    /// `Z26`, as ids carry it.
    var code: String { "\(letter.letter)\(year % 100 < 10 ? "0" : "")\(year % 100)" }

    /// `Z6`, as names carry it.
    var shortCode: String { "\(letter.letter)\(year % 10)" }

    /// The first day of the month; nil never happens for the years that the initializer takes.
    var firstDay: CivilDate? { CivilDate(year: year, month: letter.rawValue, day: 1) }

    static func < (left: ContractMonth, right: ContractMonth) -> Bool {
        (left.year, left.letter.rawValue) < (right.year, right.letter.rawValue)
    }
}
