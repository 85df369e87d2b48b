import Trading

/// Who may trade at all.
extension Checks {
    static let trading: [Check] = [
        Check(
            id: "PT-01", title: "kill switch", classes: entry, codes: [.killSwitchActive],
            inputs: { input in
                [("kill_switch", "\(input.isKilled)")] + scopes("on", input.trading.kills)
            }, fails: killSwitch),
        Check(
            id: "PT-02", title: "trading state", classes: placed,
            codes: [.tradingHalted, .tradingStateReducing],
            inputs: { input in
                [("state", input.tradingState.rawValue)] + scopes("by", input.trading.halts)
            }, fails: tradingState),
    ]

    /// One value, so that readers of JSON see every scope.
    private static func scopes(
        _ key: String, _ stops: [TradingFacts.Stop]
    ) -> [(key: String, value: String)] {
        stops.isEmpty
            ? [] : [(key, stops.map { $0.what.replacing(" ", with: ":") }.joined(separator: ","))]
    }

    private static func killSwitch(_ input: GateInput) -> Denial? {
        guard input.isKilled else { return nil }
        guard let stop = input.trading.kills.first else {
            return Denial(
                .killSwitchActive, "the kill switch is on",
                remedy: "`\(ControlRow.Key.all.release)` once you know why it was set")
        }
        return Denial(
            .killSwitchActive, "the kill switch is on for \(stop.what): \(stop.why)",
            remedy: "`\(stop.release)` once you know why it was set")
    }

    private static func tradingState(_ input: GateInput) -> Denial? {
        let stop = input.trading.halts.first
        let why = stop.map { ": \($0.what), \($0.why)" } ?? ""
        let remedy = "`\(stop?.release ?? ControlRow.Key(.account, "NAME").release)` once it may trade again"
        switch input.tradingState {
        case .active: return nil
        case .halted:
            return Denial(.tradingHalted, "the account is halted\(why)", remedy: remedy)
        case .reducing:
            guard input.orderClass == .entry else { return nil }
            return Denial(.tradingStateReducing, "the account only takes exits\(why)", remedy: remedy)
        }
    }
}
