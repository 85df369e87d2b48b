import Trading

/// Which brackets the platform keeps for an account. Only its user can see or change it: the venue's API cannot.
///
/// Source: ProjectX Gateway specification, section 7.3, and risk specification, section 2.5.
package enum BracketMode: String, Hashable, Sendable, CaseIterable {
    /// *Auto OCO Brackets*: an order may carry its own.
    case autoOCO = "auto_oco"
    /// *Position Brackets*, which a new account has: an order that carries one is refused.
    case position = "position_brackets"
}

/// Whether the venue takes an order with its bracket.
extension Checks {
    static let brackets: [Check] = [
        Check(
            id: "PT-09", title: "bracket mode", classes: entry, codes: [.bracketModeConflict],
            inputs: { input in
                [
                    ("bracket", hasBracket(input) ? "sent" : "none"),
                    ("bracket_mode", input.trading.bracketMode?.rawValue ?? "NO_DATA"),
                    ("refused", input.trading.bracketRefusal == nil ? "no" : "yes"),
                ]
            }, changes: .none, fails: bracketMode)
    ]

    private static func hasBracket(_ input: GateInput) -> Bool {
        input.stopTicks != nil || input.targetTicks != nil
    }

    private static let platformWords =
        "on the platform, under Settings, Risk Settings, switch the account from Position Brackets to Auto OCO "
        + "Brackets: it has to be flat and without orders for that"

    private static func bracketMode(_ input: GateInput) -> Denial? {
        guard hasBracket(input) else { return nil }
        if let refusal = input.trading.bracketRefusal {
            return Denial(
                .bracketModeConflict, "the venue takes no bracket on this account: \(refusal)",
                remedy: "\(platformWords); then `\(input.trading.bracketRelease)`")
        }
        guard input.trading.bracketMode == .position else { return nil }
        return Denial(
            .bracketModeConflict, "the account is in Position Brackets by its settings, and takes no bracket",
            remedy: "\(platformWords); then set the account's bracket_mode: auto_oco")
    }
}
