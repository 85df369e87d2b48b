/// A "no" of the venue: the endpoint's own code, and the text that goes with it.
///
/// Texts: ProjectX documentation and live captures, read 2026-09; the mirror texts with "greater than zero"
/// and the capitals of the duplicate-tag text were never captured.
struct Refusal: Error, Hashable, Sendable {
    let code: Int
    let message: String?

    init(code: Int, _ message: String? = nil) {
        self.code = code
        self.message = message
    }

    static let duplicateTag = Refusal(code: 2, "Custom tag already in use")
    static let positionBrackets = Refusal(
        code: 2, "Brackets cannot be used with Position Brackets. You must enable Auto OCO Brackets.")
    static let orderType = Refusal(code: 2, "invalid order type specified")
    static let orderSide = Refusal(code: 2, "invalid order side specified")
    static let orderSize = Refusal(code: 2, "invalid order size specified")
    static let positionMax = Refusal(code: 2, "maximum position exceeded")
    static let price = Refusal(code: 2, "Invalid price")
    static let stopPrice = Refusal(code: 2, "Invalid stop price")
    static let trailMissing = Refusal(code: 2, "Trail Distance not set.")
    static let trailOffGrid = Refusal(code: 2, "Invalid trail price. Price is not aligned to tick size.")
    static let noQuote = Refusal(code: 2, "Invalid symbol")
    static let noLast = Refusal(code: 2, "Cannot trail without a last price")
    static let trailTooFar = Refusal(code: 2, "Trail Distance exceeds maximum (1000)")
    static let outsideHours = Refusal(code: 5, "Outside of trading hours.")
    static let notActive = Refusal(code: 2, "instrument is not in an active trading status")

    /// The same "no" under another endpoint's number.
    func coded(_ code: Int) -> Refusal { Refusal(code: code, message) }
}
