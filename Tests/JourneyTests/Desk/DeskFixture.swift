import Journey
import Testing
import Trading

/// A Desk with two accounts, a clock that stands until it is moved, and a venue that answers by hand.
struct DeskFixture {
    /// What a snapshot of one account would show.
    struct Standing {
        var positions: [Position] = []
        var orders: [VenueOrder] = []
        var trades: [VenueTrade] = []
        var canTrade = true
        /// Why nothing can be read, while it cannot.
        var fault: String?
    }

    static let (one, two) = (AccountName("combine-1"), AccountName("combine-2"))
    static let paper = GatewayName("paper")
    static let mnq = contract("MNQZ6", "CON.F.US.MNQ.Z26", value: 5_000, isActive: true)
    static let mnqOld = contract("MNQU6", "CON.F.US.MNQ.U26", value: 5_000, isActive: false)
    static let nq = contract(
        "NQZ6", "CON.F.US.ENQ.Z26", value: 50_000, isActive: true, symbol: "F.US.ENQ")

    let settings: DeskSettings
    var desk: Desk
    var venue: [AccountName: Standing] = [one: Standing(), two: Standing()]
    /// What came to an account's balance since it began.
    var pay: [AccountName: Money] = [:]
    /// What the Desk asked for and nobody has answered, with when it was asked.
    private(set) var calls: [(call: GatewayCall, at: Moment)] = []
    private(set) var inputs: [(input: Input, at: Moment)] = []
    private(set) var decisions: [Decision] = []
    private(set) var now = Moment(
        wall: Timestamp(microseconds: 1_791_210_600_000_000), steady: Timestamp(microseconds: 7_000_000))
    private var nextReply: UInt64 = 0

    /// - Parameter isShared: Whether the alerts trade both accounts, or the first alone.
    init(
        limits: RiskLimits = RiskLimits(sizeMax: 3, positionMax: 3), holding: HoldingLimits = HoldingLimits(),
        hedge: HedgeScope? = nil, isShared: Bool = false, state: TradingState = .active,
        isKilled: Bool = false, rules: [Rule]? = nil, resizes: Bool = true,
        unprotected: Unprotected = .tell, cutOff: CutOff? = nil, hours: TradingHours = TradingHours(),
        calendar: MarketCalendar? = nil, notify: [NotifyTarget] = [], guards: TradingGuards = .off,
        orderRate: OrderRate? = nil, clamps: Bool = false, day: DayLimits = .off,
        terms: FirmTerms? = nil, contracts: ContractPolicy = ContractPolicy(), copies: [Copy] = [],
        sync: SyncPolicy = .off, priceLimit: PriceLimitGuard? = nil, priceLimits: [PriceLimit] = []
    ) throws {
        let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
        let targets = (isShared ? [Self.one, Self.two] : [Self.one]).map {
            Rule.Target(account: $0, root: "MNQ", size: .asAlerted, bracket: bracket)
        }
        settings = DeskSettings(
            maxAges: ["orb": .seconds(30)], syncs: ["orb": sync],
            rules: rules ?? [Rule(name: "orb-nasdaq", when: Rule.Condition(source: "orb"), to: targets)],
            accounts: [(Self.one, 1001), (Self.two, 1002)].map {
                AccountProfile(
                    name: $0.0, gateway: Self.paper, id: AccountID($0.1), limits: limits,
                    holding: holding, day: day, hedge: hedge, state: state, resizesProtection: resizes,
                    unprotected: unprotected, cutOff: cutOff, hours: hours, orderRate: orderRate,
                    clampsEntries: clamps, terms: terms, priceLimit: priceLimit)
            },
            isKilled: isKilled, chicago: ZoneRules(before: -5 * 3_600, changes: []), calendar: calendar,
            notify: notify, guards: guards, contracts: contracts, copies: copies,
            priceLimits: priceLimits)
        desk = Desk(settings)
    }

    /// A Desk that knows its accounts and agrees with the venue.
    static func connected(
        limits: RiskLimits = RiskLimits(sizeMax: 3, positionMax: 3), holding: HoldingLimits = HoldingLimits(),
        hedge: HedgeScope? = nil, isShared: Bool = false, rules: [Rule]? = nil, resizes: Bool = true,
        unprotected: Unprotected = .tell, cutOff: CutOff? = nil, hours: TradingHours = TradingHours(),
        calendar: MarketCalendar? = nil, notify: [NotifyTarget] = [], clamps: Bool = false,
        day: DayLimits = .off
    ) throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: limits, holding: holding, hedge: hedge, isShared: isShared, rules: rules,
            resizes: resizes, unprotected: unprotected, cutOff: cutOff, hours: hours, calendar: calendar,
            notify: notify, clamps: clamps, day: day)
        fixture.connect()
        #expect(fixture.desk.accounts.values.allSatisfy { $0.reconciledAt != nil })
        return fixture
    }

    static func contract(
        _ name: String, _ id: String, value: Int64, isActive: Bool, symbol: String? = nil
    ) -> Contract {
        Contract(
            id: ContractID(id), name: name, description: name, tickSize: TickSize(nanos: 250_000_000)!,
            tickValue: Money(tenThousandths: value), isActive: isActive,
            symbolID: symbol ?? "F.US.\(name.dropLast(2))")
    }

    // MARK: Time and inputs

    mutating func pass(_ span: Span) {
        now = Moment(wall: now.wall.advanced(by: span), steady: now.steady.advanced(by: span))
    }

    /// Steps the wall clock alone.
    mutating func stepClock(_ span: Span) {
        now = Moment(wall: now.wall.advanced(by: span), steady: now.steady)
    }

    /// Hands one input to the Desk, a millisecond after the last.
    @discardableResult
    mutating func handle(_ input: Input) -> Decision {
        pass(.milliseconds(1))
        inputs.append((input, now))
        return keep(desk.handle(input, at: now))
    }

    @discardableResult
    mutating func hear(_ event: GatewayEvent) -> Decision { handle(.event(event)) }

    /// Lets time pass, and tells the Desk.
    @discardableResult
    mutating func tick(after span: Span) -> Decision {
        pass(span)
        return handle(.tick)
    }

    mutating func restore(_ memory: DeskMemory) -> Decision {
        desk = Desk(settings)
        calls = []
        return keep(desk.restore(memory, at: now))
    }

    mutating func recover(_ memory: DeskMemory) -> Decision {
        let lost = desk
        desk = Desk(settings)
        return keep(desk.recover(memory, from: lost, at: now))
    }

    private mutating func keep(_ decision: Decision) -> Decision {
        if let late = decision.rows.firstNamingALaterAlert {
            Issue.record("\(late) comes before the alert that it names")
        }
        decisions.append(decision)
        calls += decision.calls.map { ($0, now) }
        return decision
    }

    // MARK: Alerts

    @discardableResult
    mutating func arrive(
        _ members: String, ticker: String = "NQ1!", known: KnownAlert? = nil, bodyAt: Timestamp? = nil
    ) throws -> Decision {
        let body = Array(#"{"ticker":"\#(ticker)",\#(members)}"#.utf8)
        let alert = try Reading.alert(body)
        nextReply += 1
        let at = bodyAt ?? now.wall
        return handle(
            .arrival(
                Arrival(
                    delivery: Delivery(
                        source: "orb", peer: "127.0.0.1", acceptedAt: at, bodyAt: at, body: body),
                    content: .alert(alert, AlertIdentity(of: alert, receivedAt: at, sha256: Digest.of)),
                    reply: ReplyID(nextReply), known: known)))
    }

    /// A message in any form.
    mutating func hear(_ text: String) throws -> Decision {
        let alert = try Reading.alert(text)
        nextReply += 1
        let at = now.wall
        return handle(
            .arrival(
                Arrival(
                    delivery: Delivery(
                        source: "orb", peer: "127.0.0.1", acceptedAt: at, bodyAt: at, body: Array(text.utf8)),
                    content: .alert(alert, AlertIdentity(of: alert, receivedAt: at, sha256: Digest.of)),
                    reply: ReplyID(nextReply))))
    }

    @discardableResult
    mutating func release(_ decision: Decision) -> Decision {
        var all = Decision()
        for fingerprint in decision.releases {
            all.append(handle(.released(fingerprint, durableAt: now.wall, repliedAt: now.wall)))
        }
        return all
    }

    /// An alert up to what leaves for the venue.
    @discardableResult
    mutating func order(_ members: String) throws -> [PlaceRequest] {
        let decision = try arrive(members)
        return release(decision).calls.compactMap {
            if case .place(let request) = $0 { request } else { nil }
        }
    }

    // MARK: The venue

    mutating func connect() {
        let states = [(Self.one, 1001), (Self.two, 1002)].map { name, number in
            state(of: name, number: number)
        }
        hear(.accounts(Self.paper, states))
        hear(.contracts(Self.paper, [Self.mnq, Self.mnqOld, Self.nq]))
        hear(.stream(Self.paper, .ready))
        answerSnapshots()
    }

    func state(of name: AccountName, number: Int64? = nil) -> AccountState {
        AccountState(
            account: name, id: AccountID(number ?? (name == Self.one ? 1001 : 1002)), name: "50K-\(name)",
            balance: Money(tenThousandths: 500_000_000 + (pay[name]?.tenThousandths ?? 0)),
            canTrade: venue[name]?.canTrade ?? true,
            isVisible: true)
    }

    /// Answers every snapshot that was asked for.
    @discardableResult
    mutating func answerSnapshots() -> Decision {
        var all = Decision()
        for (call, asked) in take(where: { if case .snapshot = $0 { true } else { false } }) {
            var shown = snapshot(of: call.account, askedAt: asked.steady)
            if case .snapshot(_, _, .proof) = call { (shown.state, shown.trades) = (nil, nil) }
            all.append(tell(.snapshot(shown), to: call))
        }
        return all
    }

    func snapshot(of name: AccountName, askedAt: Timestamp) -> GatewaySnapshot {
        let standing = venue[name] ?? Standing()
        let isReadable = standing.fault == nil
        return GatewaySnapshot(
            account: name, askedAt: askedAt, state: isReadable ? state(of: name) : nil,
            positions: isReadable ? standing.positions : nil, orders: isReadable ? standing.orders : nil,
            trades: isReadable ? standing.trades : nil, faults: standing.fault.map { [$0] } ?? [])
    }

    /// Lets the delay after a change pass, and answers the snapshots that follow.
    @discardableResult
    mutating func reconcile() -> Decision {
        tick(after: .seconds(1))
        return answerSnapshots()
    }

    /// Answers a call that waits.
    @discardableResult
    mutating func answer(_ call: GatewayCall, _ result: GatewayResult) -> Decision {
        if let index = calls.firstIndex(where: { $0.call == call }) { calls.remove(at: index) }
        return tell(result, to: call)
    }

    /// Answers a call that was taken from what waits.
    @discardableResult
    mutating func tell(_ result: GatewayResult, to call: GatewayCall) -> Decision {
        handle(
            .answer(
                GatewayAnswer(
                    call: call, result: result, sentAt: now.wall, endedAt: now.wall,
                    latency: .milliseconds(40))))
    }

    @discardableResult
    mutating func answer(_ request: PlaceRequest, _ ending: Ending) -> Decision {
        answer(.place(request), .ended(ending))
    }

    /// Removes the calls of a kind from what waits for an answer.
    mutating func take(where isWanted: (GatewayCall) -> Bool) -> [(call: GatewayCall, at: Moment)] {
        let taken = calls.filter { isWanted($0.call) }
        calls.removeAll { isWanted($0.call) }
        return taken
    }

    // MARK: What came of it

    /// The last row of an order.
    func row(_ tag: OrderTag) -> OrderRow? { decisions.lazy.reversed().compactMap { $0.orders[tag] }.first }

    func alert(_ decision: Decision) -> Fingerprint? {
        decision.rows.lazy.compactMap { if case .alert(let row) = $0 { row.fingerprint } else { nil } }.first
    }
}

extension Decision {
    /// The order rows by tag.
    var orders: [OrderTag: OrderRow] {
        Dictionary(
            rows.compactMap { if case .order(let row) = $0 { (row.tag, row) } else { nil } },
            uniquingKeysWith: { $1 })
    }

    var attempts: [AttemptRow] { rows.compactMap { if case .attempt(let row) = $0 { row } else { nil } } }
    var fills: [FillRow] { rows.compactMap { if case .fill(let row) = $0 { row } else { nil } } }
    var locks: [LockRow] { rows.compactMap { if case .lock(let row) = $0 { row } else { nil } } }
    var positions: [PositionRow] { rows.compactMap { if case .position(let row) = $0 { row } else { nil } } }
    var audits: [AuditRow] { rows.compactMap { if case .audit(let row) = $0 { row } else { nil } } }
    var deliveries: [DeliveryRow] { rows.compactMap { if case .delivery(let row) = $0 { row } else { nil } } }
    var discrepancies: [DiscrepancyRow] {
        rows.compactMap { if case .discrepancy(let row) = $0 { row } else { nil } }
    }

    /// The verdicts that the sender is told, with the word that goes with them.
    var verdicts: [Verdict] {
        switch replies.first?.outcome {
        case .accepted(_, let verdicts), .duplicate(_, let verdicts): verdicts
        default: []
        }
    }
}
