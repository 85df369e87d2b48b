package import Trading

/// What becomes of an alert whose strategy stands elsewhere than the account.
package struct SyncPolicy: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Nobody looks.
        case off
        /// It is told, and the alert is taken as it is.
        case warn
        /// What would enter is left alone; exits are taken.
        case refuse
        /// The account is led to the position that the strategy reached, whatever it held.
        case follow
    }

    package let mode: Mode
    /// How long an entry that does not fit waits for the alert that goes before it; zero waits for none.
    package let window: Span

    /// Its sender waits as long, and TradingView gives up after 3 s.
    package static let windowMax = Span.seconds(1)

    package init(_ mode: Mode, window: Span = .milliseconds(250)) {
        self.mode = mode
        self.window = window
    }

    package static let off = SyncPolicy(.off, window: .zero)

    /// How long an alert may be held for the one that goes before it; zero for what is never held.
    package func window(of alert: Alert) -> Span {
        mode == .off || alert.step == nil || alert.intent.isExit ? .zero : window
    }
}

/// Where a strategy stood before its order and where it stands after it, by its own word.
package struct StrategyStep: Hashable, Sendable {
    package let before: StatedPosition
    package let after: StatedPosition

    package init(before: StatedPosition, after: StatedPosition) {
        self.before = before
        self.after = after
    }

    /// Nil unless both are told.
    init?(before: StatedPosition?, after: StatedPosition?) {
        guard let before, let after else { return nil }
        self.init(before: before, after: after)
    }

    /// Whether this one ends where the other begins.
    func leads(to next: StrategyStep) -> Bool { after.isTheSame(as: next.before) }

    /// Whether it takes contracts off; one between two positions of one side without contracts may.
    var takesOff: Bool {
        guard before.sign != 0 else { return false }
        guard after.sign == before.sign, let rest = after.contracts, let first = before.contracts else {
            return true
        }
        return rest < first
    }
}

extension StatedPosition {
    /// The same side, and the same contracts where both tell them.
    func isTheSame(as other: StatedPosition) -> Bool {
        guard sign == other.sign else { return false }
        guard let contracts, let others = other.contracts else { return true }
        return contracts == others
    }
}
