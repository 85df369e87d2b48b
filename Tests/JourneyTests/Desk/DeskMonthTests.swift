import Journey
import Testing
import Trading

/// Contracts as they were last told, the month of a symbol, and what is held in others.
struct DeskMonthTests {
    static let next = Contract(
        id: ContractID("CON.F.US.MNQ.H27"), name: "MNQH7", description: "MNQH7",
        tickSize: DeskFixture.mnq.tickSize, tickValue: DeskFixture.mnq.tickValue, isActive: true,
        symbolID: "F.US.MNQ")
    static let rolled = changed(DeskFixture.mnq) { $0.isActive = false }
    static let day = Span.seconds(86_400)

    static func changed(_ contract: Contract, _ change: (inout Contract) -> Void) -> Contract {
        var contract = contract
        change(&contract)
        return contract
    }

    static func fixture(
        _ policy: ContractPolicy = ContractPolicy(maxAge: day), limits: RiskLimits? = nil,
        holding: HoldingLimits = HoldingLimits(), calendar: MarketCalendar? = nil, notify: [NotifyTarget] = []
    ) throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: limits ?? RiskLimits(sizeMax: 3, positionMax: 3), holding: holding, calendar: calendar,
            notify: notify, contracts: policy)
        fixture.connect()
        return fixture
    }

    /// The venue goes from December to March.
    static func roll(_ fixture: inout DeskFixture) {
        fixture.hear(.contracts(DeskFixture.paper, [rolled, next, DeskFixture.nq]))
    }

    static func hold(_ fixture: inout DeskFixture, _ positions: [Position]) {
        fixture.venue[DeskFixture.one] = DeskFixture.Standing(positions: positions)
        for position in positions { fixture.hear(.position(DeskFixture.one, position)) }
        fixture.reconcile()
    }

    static func position(_ contract: Contract, _ size: Int64) -> Position {
        Position(contract: contract.id, signedSize: size, averagePrice: Price(nanos: 20_000_000_000_000))
    }

    // MARK: Kept

    @Test func `what is told is written once, and again when it changes or ages`() throws {
        var fixture = try Self.fixture()
        let all = [DeskFixture.mnq, DeskFixture.mnqOld, DeskFixture.nq]
        #expect(fixture.decisions.flatMap(\.contracts).count == 3)
        #expect(fixture.hear(.contracts(DeskFixture.paper, all)).contracts.isEmpty)
        fixture.pass(.seconds(6 * 3_600 - 1))
        #expect(fixture.hear(.contracts(DeskFixture.paper, all)).contracts.isEmpty)
        fixture.pass(.seconds(2))
        #expect(fixture.hear(.contracts(DeskFixture.paper, all)).contracts.count == 3)
        let gone = fixture.hear(
            .contracts(DeskFixture.paper, [Self.next, DeskFixture.mnqOld, DeskFixture.nq]))
        #expect(gone.contracts.map(\.contract.name).sorted() == ["MNQH7", "MNQZ6"])
        #expect(gone.contracts.first { $0.contract.name == "MNQZ6" }?.contract.isActive == false)
    }

    @Test func `nothing is written where no age is set`() throws {
        let fixture = try DeskFixture.connected()
        #expect(fixture.decisions.flatMap(\.contracts).isEmpty)
    }

    @Test func `a restart without a venue lets an exit out by the contract that was last told`() throws {
        var fixture = try Self.fixture()
        Self.hold(&fixture, [Self.position(DeskFixture.mnq, 2)])
        fixture.pass(.seconds(40 * 3_600))
        _ = fixture.restore(fixture.memory())
        // Nobody tells of contracts again: accounts, orders and positions alone.
        fixture.connectAgain()
        let reduce = try fixture.arrive(#""action":"close","size":1,"prev_position":2"#)
        #expect(reduce.verdicts.map(\.code) == [nil])
        let placed = fixture.release(reduce).calls.compactMap {
            if case .place(let request) = $0 { request } else { nil }
        }
        #expect(placed.map(\.contract) == [DeskFixture.mnq.id])
        let close = try fixture.arrive(#""action":"close""#)
        #expect(close.verdicts.map(\.code) == [nil])
        #expect(close.orders.values.map(\.contract) == [DeskFixture.mnq.id])
        let entry = try fixture.arrive(#""action":"buy","size":1"#)
        let report = try #require(entry.report)
        #expect(report.failures.contains(.instrumentNotFound))
        #expect(report.input.month?.age.map { $0 > Self.day } == true)
    }

    @Test(arguments: [(Int64(86_390), true), (86_500, false)])
    func `an entry wants a word that is young enough`(seconds: Int64, passes: Bool) throws {
        var fixture = try Self.fixture()
        fixture.pass(.seconds(seconds - 20))
        fixture.connectAgain()
        fixture.pass(.seconds(1))
        let report = try #require(try fixture.arrive(#""action":"buy","size":1"#).report)
        #expect(report.failures.contains(.instrumentNotFound) == !passes)
        #expect(GateReport.recheck(report.json) == nil)
    }

    @Test func `a word from the future is of no known age`() throws {
        var fixture = try Self.fixture()
        var memory = fixture.memory()
        memory.contracts = memory.contracts.map { row in
            var row = row
            row.toldAt = fixture.now.wall.advanced(by: .seconds(60))
            return row
        }
        _ = fixture.restore(memory)
        let report = try #require(try fixture.arrive(#""action":"buy","size":1"#).report)
        #expect(report.failures.contains(.instrumentNotFound))
    }

    @Test func `a record that contradicts the product table is told, and no entry trades it`() throws {
        var fixture = try Self.fixture()
        let wrong = Contract(
            id: DeskFixture.mnq.id, name: "MNQZ6", description: "", tickSize: try #require(TickSize("0.5")),
            tickValue: DeskFixture.mnq.tickValue, isActive: true, symbolID: "F.US.MNQ")
        let told = fixture.hear(.contracts(DeskFixture.paper, [wrong]))
        #expect(told.notes.contains { $0.text.contains("a tick of 0.5 instead of 0.25") })
        let entry = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(entry.verdicts.map(\.code) == ["CONTRACT_CONTRADICTED"])
        #expect(entry.report.map { GateReport.recheck($0.json) } == .some(nil))
        Self.hold(&fixture, [Self.position(DeskFixture.mnq, 1)])
        #expect(try fixture.arrive(#""action":"close""#).verdicts.map(\.isApproved) == [true])
    }

    // MARK: Months

    @Test func `a named month is that month, and no other`() throws {
        var fixture = try Self.fixture()
        for ticker in ["MNQZ6", "MNQZ2026", "NQZ26"] {
            #expect(try fixture.arrive(#""action":"buy","size":1"#, ticker: ticker).verdicts[0].isApproved)
            fixture.pass(.seconds(1))
        }
        for ticker in ["MNQU6", "MNQH7", "NQZ2016", "NQZ2036"] {
            let verdicts = try fixture.arrive(#""action":"buy","size":1"#, ticker: ticker).verdicts
            #expect(verdicts.map(\.code) == ["CONTRACT_NOT_ACTIVE"], "\(ticker)")
            #expect(verdicts.first?.reason?.contains("MNQZ6") == true)
        }
    }

    @Test func `a chart of another month is told`() throws {
        var fixture = try Self.fixture(notify: [NotifyTarget(name: "desk", least: .info)])
        let same = try fixture.arrive(#""action":"buy","size":1,"chart_contract":"NQZ2026""#)
        #expect(!same.notes.contains { $0.text.contains("the chart shows") })
        let other = try fixture.arrive(#""action":"buy","size":1,"chart_contract":"CME_MINI:NQH2027""#)
        #expect(other.notes.contains { $0.text.contains("the chart shows H2027, and MNQZ6 is traded") })
        #expect(other.verdicts.map(\.isApproved) == [true])
        #expect(other.report?.input.month?.chart == "H2027" && other.report?.input.month?.differs == true)
        #expect(same.report?.input.month?.differs == false)
        let kinds = other.rows.compactMap { if case .notification(let row) = $0 { row.kind } else { nil } }
        #expect(kinds.contains(.monthsDiffer))
    }

    @Test func `an entry from a delayed chart is told, and an exit is not`() throws {
        var fixture = try Self.fixture(notify: [NotifyTarget(name: "desk", least: .info)])
        func kinds(_ members: String) throws -> [NotificationKind] {
            let text = Array(#"{"ticker":"CME_MINI_DL:NQ1!",\#(members)}"#.utf8)
            let source = Source(
                name: "orb", secret: try #require(SharedSecret(Reading.secret)), delayedFeed: .warn)
            let alert = try AlertReader.read(AlertReader.open(text), from: source)
            let at = fixture.now.wall
            let decision = fixture.handle(
                .arrival(
                    Arrival(
                        delivery: Delivery(
                            source: "orb", peer: "127.0.0.1", acceptedAt: at, bodyAt: at, body: text),
                        content: .alert(
                            alert, AlertIdentity(of: alert, receivedAt: at, sha256: Digest.of)),
                        reply: ReplyID(9))))
            #expect(decision.notes.contains { $0.text.contains("delayed data") })
            return decision.rows.compactMap { if case .notification(let row) = $0 { row.kind } else { nil } }
        }
        #expect(try kinds(#""action":"buy","size":1,"id":"a""#).contains(.feedDelayed))
        #expect(try !kinds(#""action":"close","id":"b""#).contains(.feedDelayed))
    }

    @Test func `a month by the calendar is traded while the venue agrees`() throws {
        let calendar = MarketCalendar(
            source: "", asOf: CivilDate("2026-01-01")!, from: CivilDate("2026-01-01")!,
            until: CivilDate("2027-06-30")!, families: [], roots: [:],
            lastTrades: ["MNQZ6": CivilDate("2026-12-18")!, "MNQH7": CivilDate("2027-03-19")!])
        var policy = ContractPolicy(maxAge: nil, roll: .daysBeforeExpiry(2))
        var fixture = try Self.fixture(policy, calendar: calendar)
        #expect(try fixture.arrive(#""action":"buy","size":1"#).verdicts.map(\.isApproved) == [true])
        policy.roll = .daysBeforeExpiry(60)
        fixture = try Self.fixture(policy, calendar: calendar)
        let early = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(early.verdicts.map(\.code) == ["CONTRACT_NOT_ACTIVE"])
        #expect(
            early.verdicts.first?.reason?.contains("the month is MNQH7, and the venue trades MNQZ6") == true)
        #expect(early.report.map { GateReport.recheck($0.json) } == .some(nil))
        Self.roll(&fixture)
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"later""#).orders.values.map(\.contract) == [
                Self.next.id
            ])
    }

    @Test func `a month by volume is the larger of two, and none without volumes`() throws {
        var fixture = try Self.fixture(ContractPolicy(roll: .volume))
        let unknown = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(unknown.verdicts.map(\.code) == ["INSTRUMENT_NOT_FOUND"])
        // It is Monday 5 October: the last complete trading day is Friday, which began on Thursday evening.
        func months(_ here: Int64, _ there: Int64, _ start: String) throws -> [Contract] {
            let start = try #require(Timestamp(start))
            return [
                Self.changed(DeskFixture.mnq) { $0.volume = ContractVolume(start: start, contracts: here) },
                Self.changed(Self.next) {
                    $0.isActive = false
                    $0.volume = ContractVolume(start: start, contracts: there)
                },
            ]
        }
        let fresh = "2026-10-02T00:00:00Z"
        for (index, (here, there, code)) in [
            (Int64(10), Int64(9), nil), (10, 10, nil), (10, 11, "CONTRACT_NOT_ACTIVE"),
        ].enumerated() {
            fixture.hear(.contracts(DeskFixture.paper, try months(here, there, fresh)))
            let verdicts = try fixture.arrive(#""action":"buy","size":1,"id":"v\#(index)""#).verdicts
            #expect(verdicts.map(\.code) == [code])
        }
        let old = "2026-09-26T00:00:00Z"
        fixture.hear(.contracts(DeskFixture.paper, try months(10, 9, old)))
        let stale = try fixture.arrive(#""action":"buy","size":1,"id":"stale""#)
        #expect(stale.verdicts.map(\.code) == ["INSTRUMENT_NOT_FOUND"])
    }

    // MARK: What is held

    @Test func `an exit goes to the month that is held, and an entry to the front`() throws {
        var fixture = try Self.fixture()
        Self.hold(&fixture, [Self.position(DeskFixture.mnq, 2)])
        Self.roll(&fixture)
        let exit = try fixture.arrive(#""action":"close","size":1,"prev_position":2"#)
        #expect(exit.orders.values.map(\.contract) == [DeskFixture.mnq.id])
        #expect(exit.verdicts.map(\.isApproved) == [true])
        let entry = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(entry.orders.values.map(\.contract) == [Self.next.id])
    }

    @Test func `an exit takes from the month that is held on its side`() throws {
        var fixture = try Self.fixture()
        Self.roll(&fixture)
        Self.hold(&fixture, [Self.position(DeskFixture.mnq, 2), Self.position(Self.next, -1)])
        let short = try fixture.arrive(#""action":"close","size":1,"prev_position":-1"#)
        #expect(short.orders.values.map(\.contract) == [Self.next.id])
        let long = try fixture.arrive(#""action":"close","size":1,"prev_position":2"#)
        #expect(long.orders.values.map(\.contract) == [DeskFixture.mnq.id])
    }

    @Test func `a close of a root closes every month, and one of a month that month`() throws {
        for (ticker, closed) in [("NQ1!", [DeskFixture.mnq.id, Self.next.id]), ("NQH2027", [Self.next.id])] {
            var fixture = try Self.fixture()
            Self.roll(&fixture)
            Self.hold(&fixture, [Self.position(DeskFixture.mnq, 1), Self.position(Self.next, 1)])
            let decision = try fixture.arrive(#""action":"close""#, ticker: ticker)
            #expect(decision.verdicts.map(\.isApproved) == [true])
            var calls = fixture.release(decision).calls
            for _ in 0..<4 {
                let closes = calls.compactMap { if case .close(_, let id) = $0 { id } else { nil } }
                for id in closes {
                    fixture.venue[DeskFixture.one]?.positions.removeAll { $0.contract == id }
                    calls =
                        fixture.answer(
                            .close(account: DeskFixture.one, contract: id), .ended(.accepted(order: nil))
                        ).calls
                }
                calls += fixture.reconcile().calls
            }
            let left = fixture.venue[DeskFixture.one]?.positions.map(\.contract) ?? []
            #expect(Set([DeskFixture.mnq.id, Self.next.id]).subtracting(left) == Set(closed), "\(ticker)")
        }
    }

    @Test func `no entry joins another month while a root is being closed`() throws {
        var fixture = try Self.fixture()
        Self.hold(&fixture, [Self.position(DeskFixture.mnq, 1)])
        Self.roll(&fixture)
        fixture.release(try fixture.arrive(#""action":"close""#))
        let entry = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(entry.verdicts.map(\.code) == ["LOCKED_OUT"])
    }

    @Test func `a reversal over a roll leaves the old month and enters the new one`() throws {
        var holding = HoldingLimits()
        holding.tenthsMax = 2
        holding.needsStops = true
        var fixture = try Self.fixture(limits: RiskLimits(sizeMax: 2, positionMax: 2), holding: holding)
        Self.hold(&fixture, [Self.position(DeskFixture.mnq, 2)])
        Self.roll(&fixture)
        let decision = try fixture.arrive(#""action":"sell","size":4,"position":-2,"prev_position":2"#)
        #expect(decision.verdicts.map(\.isApproved) == [true, true])
        let entry = try #require(decision.orders.values.first { $0.orderClass == .entry })
        #expect(entry.contract == Self.next.id && entry.side == .sell)
        let exit = try #require(decision.orders.values.first { $0.orderClass == .flatten })
        #expect(exit.contract == DeskFixture.mnq.id && entry.parent == exit.tag)
        var placed: [PlaceRequest] = []
        var calls = fixture.release(decision).calls
        for _ in 0..<4 {
            for case .close(_, let id) in calls {
                fixture.venue[DeskFixture.one]?.positions.removeAll { $0.contract == id }
                calls +=
                    fixture.answer(
                        .close(account: DeskFixture.one, contract: id), .ended(.accepted(order: nil))
                    ).calls
            }
            calls = fixture.reconcile().calls
            placed += calls.compactMap { if case .place(let request) = $0 { request } else { nil } }
        }
        #expect(placed.map(\.contract) == [Self.next.id])
    }
}

extension Decision {
    var contracts: [ContractRow] { rows.compactMap { if case .contract(let row) = $0 { row } else { nil } } }

    /// The first verdict of the gate.
    fileprivate var report: GateReport? {
        audits.first { $0.kind == "risk.verdict" }.flatMap { GateReport(recorded: $0.body) }
    }
}

extension DeskFixture {
    /// The hub comes back and everything but the contracts is read anew.
    fileprivate mutating func connectAgain() {
        hear(.accounts(Self.paper, [state(of: Self.one), state(of: Self.two)]))
        hear(.stream(Self.paper, .ready))
        answerSnapshots()
    }
}
