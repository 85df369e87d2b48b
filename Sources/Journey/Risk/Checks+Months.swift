import Trading

/// What an entry's contract must be beside active.
extension Checks {
    static func monthInputs(_ input: GateInput) -> [(String, String)] {
        guard let month = input.month else { return [] }
        var inputs: [(String, String)] = []
        if let max = month.ageMax {
            inputs += [("age", month.age.map { "\($0)" } ?? "NO_DATA"), ("age_max", "\(max)")]
        }
        if let asked = month.asked { inputs.append(("asked", asked)) }
        if month.method != .venue {
            inputs += [("roll", "\(month.method)"), ("picked", month.picked ?? "NO_DATA")]
        }
        inputs.append(("venue", month.venue ?? "none"))
        if let chart = month.chart { inputs.append(("chart", chart + (month.differs ? ",DIFFERS" : ""))) }
        if month.contradiction != nil { inputs.append(("contradicted", "true")) }
        return inputs
    }

    /// Why there is no contract to enter although the venue has told of some.
    static func missingMonth(_ input: GateInput) -> Denial? {
        guard let month = input.month, input.orderClass == .entry else { return nil }
        if let asked = month.asked, let venue = month.venue {
            return Denial(
                .contractNotActive, "the alert names \(asked), and the venue trades \(venue)",
                remedy: "use a continuous symbol, or the month that the venue trades")
        }
        return unpicked(month) ?? otherMonth(month)
    }

    private static func unpicked(_ month: MonthFacts) -> Denial? {
        guard let gap = month.gap, month.method != .venue else { return nil }
        return Denial(
            .instrumentNotFound, "\(month.method) cannot tell the month: \(gap)",
            remedy: "add the month's last day to the calendar file, wait for the volumes, or set roll: venue")
    }

    /// The method and the venue disagree: what is not the venue's month cannot be traded there.
    private static func otherMonth(_ month: MonthFacts) -> Denial? {
        guard month.method != .venue, let picked = month.picked,
            picked != month.traded || picked != month.venue
        else { return nil }
        return Denial(
            .contractNotActive,
            "by \(month.method) the month is \(picked), and the venue trades \(month.venue ?? "none")",
            remedy: "wait until both roll, or set roll: venue")
    }

    static func month(_ input: GateInput) -> Denial? {
        guard let month = input.month, input.orderClass == .entry else { return nil }
        if month.asked == nil, let denial = unpicked(month) ?? otherMonth(month) { return denial }
        if let max = month.ageMax, month.age.map({ $0 > max }) ?? true {
            let age = month.age.map { "\($0) ago" } ?? "at a time that nobody knows"
            return Denial(
                .instrumentNotFound,
                "the venue last told of \(month.traded ?? input.root) \(age); entries want it within \(max)",
                remedy: "wait until the gateway is reached; exits go out meanwhile")
        }
        if let contradiction = month.contradiction {
            return Denial(
                .contractContradicted, contradiction,
                remedy:
                    "compare with the exchange's specification: the venue or this program's table is wrong")
        }
        return nil
    }
}
