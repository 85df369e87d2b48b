import JSON

/// What an entry's rule forbids beside its account's limits.
package struct RuleFacts: Hashable, Sendable {
    /// Contracts that the account holds against a reversal that its rule does not take, above zero long; nil where the
    /// entry turns nothing round.
    package var turned: Int64?

    package init(turned: Int64? = nil) { self.turned = turned }
}

extension RuleFacts {
    func write(to writer: inout JSONWriter) {
        writer.object { $0.member("turned", turned) }
    }

    /// Nil unless it reads back whole.
    init?(_ json: JSONValue) {
        guard let turned = json["turned"], turned.isNull || turned.int64 != nil else { return nil }
        self.turned = turned.int64
    }
}
