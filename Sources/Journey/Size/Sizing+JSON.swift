import JSON
import Trading

/// As the ledger keeps it: what the rule did not ask for is left out.
extension Sizing {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("rule")
            writer.object { rule.write(to: &$0) }
            writer.member("exit", ifPresent: isExit ? true : nil)
            writer.member("alerted", ifPresent: alerted)
            writer.member("target", ifPresent: isTarget ? true : nil)
            writer.member("share", ifPresent: share)
            writer.member("reversed", ifPresent: reversed)
            writer.member("turned", ifPresent: turned)
            writer.member("closed", ifPresent: closed)
            writer.member("takes", ifPresent: takes)
            writer.member("most", ifPresent: most)
            writer.member("in_month", ifPresent: inMonth)
            writer.member("beside", ifPresent: beside == 0 ? nil : beside)
            writer.member("held", ifPresent: held)
            writer.member("coming", ifPresent: coming == 0 ? nil : coming)
            writer.member("balance", numberIfPresent: balance?.description)
            writer.member("stop_ticks", ifPresent: stopTicks)
            writer.member("slip_ticks", ifPresent: slipTicks == 0 ? nil : slipTicks)
            writer.member("tick_value", numberIfPresent: tickValue?.description)
            writer.member("round_turn", numberIfPresent: roundTurn?.description)
            writer.member("chart_tenths", ifPresent: chartTenths)
            writer.member("traded_tenths", ifPresent: tradedTenths)
            writer.member("clamped_to", ifPresent: clampedTo)
        }
    }

    /// Nil unless the rule is there and reads back.
    init?(_ json: JSONValue) {
        guard let rule = json["rule"].flatMap(SizeRule.init) else { return nil }
        self.init(rule, isExit: json["exit"]?.bool ?? false)
        func money(_ name: String) -> Money? { json[name]?.numberText.flatMap { Money($0) } }
        alerted = json["alerted"]?.int64
        isTarget = json["target"]?.bool ?? false
        share = json["share"]?.int64
        reversed = json["reversed"]?.int64
        turned = json["turned"]?.int64
        closed = json["closed"]?.int64
        takes = json["takes"]?.int64
        most = json["most"]?.int64
        inMonth = json["in_month"]?.int64
        beside = json["beside"]?.int64 ?? 0
        held = json["held"]?.int64
        coming = json["coming"]?.int64 ?? 0
        balance = money("balance")
        stopTicks = json["stop_ticks"]?.int64
        slipTicks = json["slip_ticks"]?.int64 ?? 0
        tickValue = money("tick_value")
        roundTurn = money("round_turn")
        chartTenths = json["chart_tenths"]?.int64
        tradedTenths = json["traded_tenths"]?.int64
        clampedTo = json["clamped_to"]?.int64
    }
}

extension SizeRule {
    fileprivate func write(to writer: inout JSONWriter) {
        switch kind {
        case .fixed(let size): writer.member("fixed", size.contracts)
        case .multiply(let millionths): writer.member("multiply_millionths", millionths)
        case .position(let millionths): writer.member("position_millionths", millionths)
        case .balance(let share): writer.member("balance_per_contract", number: share.description)
        case .risk(let most): writer.member("risk", number: most.description)
        }
        writer.member("round", ifPresent: rounding == .down ? nil : rounding.rawValue)
        writer.member("min", ifPresent: min?.contracts)
        writer.member("max", ifPresent: max?.contracts)
        writer.member("convert", ifPresent: converts ? true : nil)
        writer.member("exit_share", ifPresent: exitShare)
    }

    fileprivate init?(_ json: JSONValue) {
        func money(_ name: String) -> Money? { json[name]?.numberText.flatMap { Money($0) } }
        func size(_ name: String) -> Size? { json[name]?.int64.flatMap(Size.init) }
        let kind: Kind
        if let fixed = size("fixed") {
            kind = .fixed(fixed)
        } else if let millionths = json["multiply_millionths"]?.int64 {
            kind = .multiply(millionths: millionths)
        } else if let millionths = json["position_millionths"]?.int64 {
            kind = .position(millionths: millionths)
        } else if let share = money("balance_per_contract"), share > .zero {
            kind = .balance(perContract: share)
        } else if let most = money("risk") {
            kind = .risk(most)
        } else {
            return nil
        }
        guard let rounding = json["round"].map({ $0.string.flatMap(Rounding.init) }) ?? .down else {
            return nil
        }
        self.init(
            kind, rounding: rounding, min: size("min"), max: size("max"),
            converts: json["convert"]?.bool ?? false, exitShare: json["exit_share"]?.int64)
    }
}

extension SizeRule: CustomStringConvertible {
    /// One word for a record's `key=value` pairs: `multiply:0.5,round:up,max:3`.
    package var description: String {
        let size: String
        switch kind {
        case .fixed(let contracts): size = "fixed:\(contracts.contracts)"
        case .multiply(let millionths): size = "multiply:\(FixedPoint.text(millionths, digits: 6))"
        case .position(let millionths): size = "position:\(FixedPoint.text(millionths, digits: 6))"
        case .balance(let share): size = "balance_per_contract:\(share)"
        case .risk(let most): size = "risk:\(most)"
        }
        let more = [
            rounding == .down ? nil : "round:\(rounding.rawValue)", min.map { "min:\($0.contracts)" },
            max.map { "max:\($0.contracts)" }, converts ? "convert:true" : nil,
            exitShare.map { "exit_percent:\(FixedPoint.text($0, digits: 2))" },
        ]
        return ([size] + more.compactMap { $0 }).joined(separator: ",")
    }
}
