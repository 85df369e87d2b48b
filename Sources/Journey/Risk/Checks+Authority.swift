package import Trading

extension Checks {
    /// An account row older than this is no account row.
    package static let accountAgeMax = Span.seconds(60)
    /// Agreement with REST older than this is none.
    package static let reconcileAgeMax = Span.seconds(120)

    static func accountAuthority(_ input: GateInput) -> Denial? {
        guard let canTrade = input.canTrade, let age = input.accountAge else {
            let why = input.gatewayFault ?? "the gateway has not shown this account"
            return Denial(
                .accountUnknown, why,
                remedy: "check the login, the account's id and the network; it is tried again by itself")
        }
        guard canTrade, input.isVisible != false else {
            return Denial(
                .accountNotTradable,
                "the venue says can_trade=\(canTrade) visible=\(input.isVisible.map { "\($0)" } ?? "unknown")",
                remedy: "look at the account on the firm's dashboard: a rule may have been broken")
        }
        guard age <= accountAgeMax else {
            return Denial(
                .accountStateStale, "the account was last read \(age) ago; the limit is \(accountAgeMax)",
                remedy: "check the network; it is read again by itself")
        }
        return nil
    }

    static func reconciled(_ input: GateInput) -> Denial? {
        guard input.isStreamReady else {
            return Denial(
                .streamReconciling, input.gatewayFault ?? "the user hub is not ready",
                remedy: "wait: it reconnects by itself and entries open once orders and positions agree")
        }
        guard let age = input.reconcileAge else {
            return Denial(
                .streamReconciling, "orders and positions have not been compared with the venue yet",
                remedy: "wait a few seconds and send the next alert")
        }
        guard age <= reconcileAgeMax else {
            return Denial(
                .stateStale,
                "orders and positions were last compared \(age) ago; the limit is \(reconcileAgeMax)",
                remedy: "check the network; they are compared again by themselves")
        }
        return nil
    }

    static func signalAge(_ input: GateInput) -> Denial? {
        if input.signalAge > input.signalAgeMax {
            return Denial(
                .signalTooOld,
                "the signal is \(input.signalAge) old; its source allows \(input.signalAgeMax)",
                remedy: "raise the source's max_age if so old a signal should still trade")
        }
        if input.signalAge < Span(microseconds: -Freshness.aheadMax.microseconds) {
            return Denial(
                .signalFromFuture, "the signal's time is ahead of this machine's by more than 2 s",
                remedy: "check this machine's clock, and that \"time\" is UTC")
        }
        return nil
    }
}
