import JSON
package import Trading

/// What the gate is told about the price limits of an entry's contract.
package struct PriceLimitFacts: Hashable, Sendable {
    package var limitGuard: PriceLimitGuard
    /// The exchange's trading day.
    package var day: CivilDate
    /// As the operator entered it for that day; nil where nobody did.
    package var limit: PriceLimit?
    /// The latest day for which one was entered, where it is another: it speaks for that day alone.
    package var entered: CivilDate?

    package init(_ limitGuard: PriceLimitGuard, day: CivilDate) {
        self.limitGuard = limitGuard
        self.day = day
    }

    package var band: PriceBand? { limit?.band(margin: limitGuard.margin) }
}

/// As the ledger keeps them; what is not known is left out.
extension PriceLimitFacts {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("mode", limitGuard.mode.rawValue)
            writer.member("margin_millionths", limitGuard.margin)
            writer.member("day", "\(day)")
            if let limit {
                writer.member("contract", limit.contract)
                writer.member("reference", number: limit.reference.description)
                writer.member("limit_millionths", limit.millionths)
            }
            writer.member("entered", ifPresent: entered?.description)
        }
    }

    /// Nil unless what must be there is, and what is there reads back.
    init?(_ json: JSONValue) {
        guard let mode = json["mode"]?.string.flatMap(PriceLimitGuard.Mode.init),
            let margin = json["margin_millionths"]?.int64,
            let day = json["day"]?.string.flatMap({ CivilDate($0) })
        else { return nil }
        self.init(PriceLimitGuard(mode: mode, margin: margin), day: day)
        if let contract = json["contract"]?.string {
            guard let reference = json["reference"]?.numberText.flatMap({ Price($0) }),
                let millionths = json["limit_millionths"]?.int64
            else { return nil }
            limit = PriceLimit(contract: contract, day: day, reference: reference, millionths: millionths)
        }
        guard let told = json["entered"] else { return }
        guard let date = told.string.flatMap({ CivilDate($0) }) else { return nil }
        entered = date
    }
}
