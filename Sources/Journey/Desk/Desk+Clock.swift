package import Trading

/// This machine's clock beside the venues', by the times that their answers carry.
extension Desk {
    /// How our clock stands to a gateway's; nil where nobody watches, or its answers told too little.
    package func venueClock(of gateway: GatewayName) -> VenueClock? {
        guard settings.guards.watchesVenueClock else { return nil }
        return gateways[gateway].flatMap { VenueClock($0.clockReadings) }
    }

    /// Gateways by whose answers this machine's clock cannot be believed.
    package var distrustingGateways: [(name: GatewayName, clock: VenueClock)] {
        gateways.keys.sorted().compactMap { name in
            venueClock(of: name).flatMap { $0.isTrusted ? nil : (name, $0) }
        }
    }

    mutating func hear(clockAhead ahead: Span, of gateway: GatewayName) {
        let before = venueClock(of: gateway)
        let readings = (gateways[gateway]?.clockReadings ?? []) + [ahead]
        gateways[gateway]?.clockReadings = readings.suffix(VenueClock.readingsMin)
        tellClock(of: gateway, from: before)
    }

    /// A step of our own clock moves it against every venue's at once, before any of them has answered again.
    mutating func shiftReadings(by gained: Span) {
        guard gained.microseconds.magnitude > Self.clockTolerance.microseconds.magnitude else { return }
        for name in gateways.keys.sorted() {
            let before = venueClock(of: name)
            let shifted = (gateways[name]?.clockReadings ?? []).map { reading in
                reading.microseconds.checked(adding: gained.microseconds) ?? reading.microseconds
            }
            gateways[name]?.clockReadings = shifted.map(Span.init(microseconds:))
            tellClock(of: name, from: before)
        }
    }

    private mutating func tellClock(of gateway: GatewayName, from before: VenueClock?) {
        guard let clock = venueClock(of: gateway), clock.isTrusted != (before?.isTrusted ?? true) else {
            return
        }
        let what = "this machine's clock is \(clock.words) that of \(gateway)"
        let text =
            clock.isTrusted
            ? "\(what): entries go on"
            : "\(what): entries are denied until its answers agree within \(VenueClock.aheadMax)"
        note(.risk, text)
        notify(
            clock.isTrusted ? .resumed : .halted, about: nil, text,
            numbers: ["clock_ahead_us": clock.ahead.microseconds])
    }
}
