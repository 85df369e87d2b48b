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

    // MARK: Days

    /// Whether an account's trading day cannot be told by our wall clock: it stands before what the ledger saw, or
    /// beside the venue's.
    func distrustsClock(of book: AccountBook) -> Bool {
        clockFault != nil || venueClock(of: book.profile.gateway)?.isTrusted == false
    }

    /// The trading day that an account is in. None begins by a clock that is not believed: the newest that began stays
    /// the present one, with its balance, step and floor.
    ///
    /// - Parameter moment: The present; nil for that of the last input.
    ///
    /// Source: risk specification, sections 6.2, 6.4 and 7.
    func tradingDay(of book: AccountBook, at moment: Moment? = nil) -> TradingDay {
        let told = day(of: (moment ?? now).wall, book.profile)
        guard distrustsClock(of: book) else { return told }
        return book.days.values.filter { $0.openingBalance != nil }.map(\.day).max() ?? told
    }

    /// Takes back what was begun of days to come, while nobody knew yet that the clock was wrong. Only a floor that was
    /// touched stays.
    mutating func takeBackDaysToCome(of name: AccountName) {
        guard let book = accounts[name], !distrustsClock(of: book) else { return }
        let today = day(of: now.wall, book.profile)
        let early = book.days.values.filter { $0.day > today && $0.openingBalance != nil }
        for row in early.sorted(by: { $0.day < $1.day }) {
            var empty = row
            (empty.openingBalance, empty.openingReadAt) = (nil, nil)
            if row.floor?.loss.isBreached != true { empty.floor = nil }
            change(name) { book in
                book.days[row.day] = empty
                (book.balanceSeen, book.balanceTold) = (nil, nil)
                book.lastFloor = book.days.values.filter { $0.day <= today && $0.floor != nil }
                    .max { $0.day < $1.day }
            }
            out.rows.append(.day(empty))
            note(
                .risk,
                "\(row.day) had begun by a clock that was ahead: its balance and floor are told anew then",
                account: name)
        }
    }

    /// Takes a person's word that our wall clock is right.
    mutating func believeClock() {
        lastSeenWall = now.wall
        readDays { _ in true }
    }

    /// Has the day begin that could not.
    private mutating func readDays(where isMeant: (AccountBook) -> Bool) {
        let now = now.steady
        for name in accounts.values.filter(isMeant).map(\.profile.name) {
            change(name) { $0.wantSnapshot(by: now) }
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
        if clock.isTrusted { readDays { $0.profile.gateway == gateway } }
        notify(
            clock.isTrusted ? .resumed : .halted, about: nil, text,
            numbers: ["clock_ahead_us": clock.ahead.microseconds])
    }
}
