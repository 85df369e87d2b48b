import Trading

/// How a size came about, and how far it may be cut.
extension Checks {
    static func sizeInputs(_ input: GateInput) -> [(key: String, value: String)] {
        guard let sizing = input.sizing else { return [] }
        let facts = [
            ("alerted", sizing.alerted), ("reversed", sizing.reversed), ("turned", sizing.turned),
            ("closed", sizing.closed),
            ("held", sizing.held),
            ("stop_ticks", sizing.stopTicks), ("cut_from", sizing.cut),
        ]
        return [("by", sizing.rule.description)]
            + facts.compactMap { name, value in value.map { (name, "\($0)") } }
            + (sizing.balance.map { [("balance", "\($0)")] } ?? [])
    }

    /// The checks that an entry may be made smaller for.
    ///
    /// Source: risk specification, section 2.3: no other limit is met by trading less than was asked for.
    private static let clamping = all.filter { ["PT-20", "PT-30", "PT-31", "PT-32"].contains($0.id) }

    /// The most contracts of an entry, at most its own, that those checks let pass; nil where not even one passes.
    static func largest(_ input: GateInput) -> Int64? {
        func passes(_ size: Int64) -> Bool {
            var smaller = input
            smaller.size = size
            smaller.sizing = nil
            return clamping.allSatisfy { $0.fails(smaller) == nil }
        }
        guard let asked = input.size, asked > 0, passes(1) else { return nil }
        var (fits, tooMany) = (Int64(1), asked)
        if passes(asked) { return asked }
        // Each of them fails for more wherever it fails for fewer.
        while tooMany - fits > 1 {
            let middle = fits + (tooMany - fits) / 2
            if passes(middle) { fits = middle } else { tooMany = middle }
        }
        return fits
    }
}

extension GateInput {
    /// Makes an entry that an alert asked for as small as the account's limits want it.
    ///
    /// - Returns: Whether it became smaller.
    mutating func clamp() -> Bool {
        guard orderClass == .entry, sizing != nil, let size, let fits = Checks.largest(self), fits < size
        else {
            return false
        }
        self.size = fits
        sizing?.clampedTo = fits
        return true
    }
}
