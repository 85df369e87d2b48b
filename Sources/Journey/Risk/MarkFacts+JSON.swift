import JSON
import Trading

/// As the ledger keeps them; what is not known is left out.
extension MarkFacts {
    func write(to writer: inout JSONWriter) {
        writer.array { writer in
            for open in positions {
                writer.object { writer in
                    writer.member("contract", open.contract)
                    writer.member("held", open.held)
                    writer.member("mark", numberIfPresent: open.mark?.description)
                    writer.member("age_us", ifPresent: open.age?.microseconds)
                    writer.member("profit", numberIfPresent: open.profit?.description)
                    writer.member("beyond", numberIfPresent: open.beyond?.description)
                }
            }
        }
    }

    /// Nil unless what must be there is.
    init?(_ json: JSONValue) {
        guard json.kind == .array else { return nil }
        self.init()
        for element in json.elements {
            guard let contract = element["contract"]?.string, let held = element["held"]?.int64 else {
                return nil
            }
            var open = Open(contract: contract, held: held)
            open.mark = element["mark"]?.numberText.flatMap { Price($0) }
            open.age = element["age_us"]?.int64.map(Span.init(microseconds:))
            open.profit = element.money("profit")
            open.beyond = element.money("beyond")
            positions.append(open)
        }
    }
}
