import Trading

/// Who may trade at all.
extension Checks {
    static let trading: [Check] = [
        Check(
            id: "PT-01", title: "kill switch", classes: entry, codes: [.killSwitchActive],
            inputs: { input in
                let on = input.trading.kills.map { ("on", $0.what.replacing(" ", with: ":")) }
                return [("kill_switch", "\(input.isKilled)")] + on
            }, fails: killSwitch),
        Check(
            id: "PT-02", title: "trading state", classes: placed,
            codes: [.tradingHalted, .tradingStateReducing],
            inputs: { input in
                let by = input.trading.halts.map { ("by", $0.what.replacing(" ", with: ":")) }
                return [("state", input.tradingState.rawValue)] + by
            }, fails: tradingState),
    ]

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
