import Journey
import Testing
import Trading

/// A rule that turns positions round by one order, where the entry has no bracket and nothing else is at work.
struct DeskSingleReversalTests {
    static let (one, two, mnq) = (DeskFixture.one, DeskFixture.two, DeskFixture.mnq.id)
    static let free = RiskLimits(sizeMax: 9, positionMax: 9, requiresStop: false)
    /// From long 2 to short 3.
    static let turn = #""action":"sell","size":5,"position":-3,"prev_position":2,"id":"turn""#

    static func fixture(
        limits: RiskLimits = free, size: SizeRule = .asAlerted, order: EntryOrder? = nil,
        hedge: HedgeScope? = nil, accounts: [AccountName] = [one], clamps: Bool = false
    ) throws -> DeskFixture {
        try DeskFixture.connected(
            limits: limits, hedge: hedge,
            rules: [
                Rule(
                    name: "r", when: .init(),
                    to: accounts.map { Rule.Target(account: $0, root: "MNQ", size: size) },
                    entryOrder: order, reversal: .singleOrder)
            ], clamps: clamps)
    }

    static func held(_ size: Int64, _ contract: Contract = DeskFixture.mnq) -> Position {
        Position(contract: contract.id, signedSize: size, averagePrice: Price(nanos: 21_450_250_000_000))
    }

    /// Enters, on each account that an alert trades, and has it filled: nothing works beside it.
    static func hold(_ size: Int64, _ fixture: inout DeskFixture, by more: String = "") throws {
        let side = size > 0 ? "buy" : "sell"
        let members = #""action":"\#(side)","size":\#(abs(size)),"id":"hold"\#(more)"#
        for (index, request) in try fixture.order(members).enumerated() {
            let id = Int64(50 + index)
            fixture.answer(request, .accepted(order: OrderID(id)))
            fixture.hear(.order(request.order(id, .filled, filled: abs(size), at: "21450.25")))
            fixture.hear(.position(request.account, held(size)))
            fixture.hear(.trade(request.trade(id * 10, order: id, at: fixture.now.wall)))
            fixture.venue[request.account]?.positions = [held(size)]
        }
        fixture.reconcile()
        #expect(fixture.desk.orders.isEmpty)
    }

    /// An account that is long 2, and the one order that turns it round, as it leaves.
    func turning(_ fixture: inout DeskFixture) throws -> PlaceRequest {
        try Self.hold(2, &fixture)
        return try #require(try fixture.order(Self.turn).first)
    }

    // MARK: When it goes by one order

    @Test func `one order closes what is held and enters the other way`() throws {
        var fixture = try Self.fixture()
        try Self.hold(2, &fixture)
        let decision = try fixture.arrive(Self.turn)
        #expect(decision.verdicts.map(\.code) == [nil])
        #expect(decision.verdicts.map(\.size) == [5])
        let row = try #require(decision.orders.values.first)
        #expect((row.orderClass, row.side, row.size, row.parent) == (.entry, .sell, 5, nil))
        let verdict = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(verdict.body) == nil)
        let text = String(decoding: verdict.body, as: UTF8.self)
        #expect(text.contains("reversal=single_order") && text.contains("turned=2"))
        let request = try #require(
            fixture.release(decision).calls.compactMap {
                if case .place(let request) = $0 { request } else { nil }
            }.first)
        #expect((request.side, request.size) == (.sell, Size(5)))
        #expect(request.bracket?.stop == nil && request.bracket?.target == nil)
        // Waiting for a turn behind other requests it would hold up an exit.
        #expect(try #require(request.notAfter) <= fixture.now.steady.advanced(by: .seconds(1)))
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 5, at: "21450.25")))
        fixture.hear(.trade(request.trade(1_000, order: 100, at: fixture.now.wall)))
        fixture.hear(.position(Self.one, Self.held(-3)))
        fixture.venue[Self.one]?.positions = [Self.held(-3)]
        fixture.reconcile()
        #expect(fixture.row(request.tag)?.state == .filled)
        #expect(fixture.desk.orders.isEmpty && fixture.closes().isEmpty)
    }

    @Test(arguments: [(false, 2), (true, 1)])
    func `what has just filled is turned round by one order once the position shows it`(
        isShown: Bool, orders: Int
    ) throws {
        var fixture = try Self.fixture()
        let first = try #require(try fixture.order(#""action":"buy","size":2,"id":"first""#).first)
        fixture.answer(first, .accepted(order: OrderID(50)))
        fixture.hear(.order(first.order(50, .filled, filled: 2, at: "21450.25")))
        if isShown { fixture.hear(.position(Self.one, Self.held(2))) }
        #expect(try fixture.arrive(Self.turn).verdicts.count == orders)
    }

    @Test func `a size that the alert leaves out is that of the position, once more`() throws {
        var fixture = try Self.fixture()
        try Self.hold(-2, &fixture)
        let request = try #require(try fixture.order(#""action":"reverse""#).first)
        #expect((request.side, request.size) == (.buy, Size(4)))
    }

    // MARK: When it does not

    /// An account that is long 2, and what makes one order the wrong way.
    enum Obstacle: CaseIterable {
        case bracketOfTheAlert, workingOrder, orderUnderWay, otherMonth, limitOrder, largerThanAllowed,
            tooMuchIfFlat
        case cutToTheLimit, sizeByPosition, samePersonTwice, halted, diskShort

        func fixture() throws -> DeskFixture {
            typealias Tests = DeskSingleReversalTests
            switch self {
            case .largerThanAllowed:
                return try Tests.fixture(
                    limits: RiskLimits(sizeMax: 4, positionMax: 9, requiresStop: false))
            case .tooMuchIfFlat:
                return try Tests.fixture(
                    limits: RiskLimits(sizeMax: 9, positionMax: 4, requiresStop: false))
            case .cutToTheLimit:
                return try Tests.fixture(
                    limits: RiskLimits(sizeMax: 9, positionMax: 2, requiresStop: false), clamps: true)
            case .sizeByPosition:
                return try Tests.fixture(size: SizeRule(.position(millionths: 1_000_000)))
            case .samePersonTwice:
                return try Tests.fixture(
                    hedge: HedgeScope(person: "owner", firm: "north"), accounts: [Tests.one, Tests.two])
            case .limitOrder: return try Tests.fixture(order: EntryOrder(.limit))
            default: return try Tests.fixture()
            }
        }

        func stand(in fixture: inout DeskFixture) throws {
            typealias Tests = DeskSingleReversalTests
            switch self {
            case .workingOrder:
                let stop = VenueOrder(
                    id: OrderID(7), account: Tests.one, contract: Tests.mnq, tag: nil, status: .open,
                    type: .stop, side: .sell, size: 2, filled: 0, stopPrice: Price("21400"))
                fixture.venue[Tests.one]?.orders = [stop]
                fixture.hear(.order(stop))
            case .orderUnderWay:
                _ = try fixture.arrive(#""action":"buy","size":1,"id":"more""#)
            case .otherMonth:
                fixture.hear(.position(Tests.one, Tests.held(1, DeskFixture.mnqOld)))
            case .halted:
                fixture.hear(.account(fixture.halted(Tests.one)))
            case .diskShort:
                _ = fixture.desk.stand(.short, at: fixture.now)
            default: break
            }
        }

        var members: String {
            switch self {
            case .bracketOfTheAlert: DeskSingleReversalTests.turn + #","stop_ticks":40"#
            case .limitOrder: DeskSingleReversalTests.turn + #","price":21450"#
            default: DeskSingleReversalTests.turn
            }
        }
    }

    @Test(arguments: Obstacle.allCases)
    func `everything else closes first`(obstacle: Obstacle) throws {
        var fixture = try obstacle.fixture()
        try Self.hold(2, &fixture, by: obstacle == .limitOrder ? #","price":21450"# : "")
        try obstacle.stand(in: &fixture)
        let decision = try fixture.arrive(obstacle.members)
        let own = decision.orders.values.filter { $0.account == Self.one }
        let close = try #require(own.first { $0.orderClass == .flatten })
        let entry = try #require(own.first { $0.orderClass == .entry && $0.state != .notSent })
        #expect(close.state == .approved && entry.parent == close.tag)
        #expect(!own.contains { $0.isSingleReversal })
        let calls = fixture.release(decision).calls
        #expect(!calls.contains { if case .place = $0 { true } else { false } })
    }

    // MARK: When it ends otherwise

    @Test(arguments: [
        Ending.rejected(Rejection(code: 2, name: "OrderRejected", message: nil)), .notSent("no turn came"),
    ])
    func `an order that ends without a fill is followed by the close that it stood for`(ending: Ending) throws
    {
        var fixture = try Self.fixture()
        let request = try turning(&fixture)
        let ended = fixture.answer(request, ending)
        let close = try #require(ended.orders.values.first { $0.orderClass == .flatten })
        #expect(
            close.contract == Self.mnq && close.leg == 0 && close.alert == fixture.row(request.tag)?.alert)
        #expect(fixture.closes() == [Self.mnq])
    }

    @Test func `one that the hub tells of as refused is followed by the close at once, and by one alone`()
        throws
    {
        var fixture = try Self.fixture()
        let request = try turning(&fixture)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .rejected)))
        #expect(fixture.closes() == [Self.mnq])
        fixture.reconcile()
        #expect(fixture.closes().isEmpty)
    }

    @Test func `a lost one is looked up, and the position is closed once it is known not to be there`() throws
    {
        var fixture = try Self.fixture()
        let request = try turning(&fixture)
        fixture.answer(request, .lost("connection reset"))
        fixture.findNothing(of: request.tag)
        #expect(fixture.row(request.tag)?.state == .notPlaced)
        #expect(fixture.closes() == [Self.mnq])
    }

    @Test func `a lost one that is found has turned the position, and nothing is closed`() throws {
        var fixture = try Self.fixture()
        let request = try turning(&fixture)
        fixture.answer(request, .lost("connection reset"))
        fixture.tick(after: .seconds(1))
        fixture.venue[Self.one]?.positions = [Self.held(-3)]
        fixture.hear(.position(Self.one, Self.held(-3)))
        for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
            fixture.tell(
                .lookedUp(.found(request.order(100, .filled, filled: 5, at: "21450.25"))), to: call)
        }
        fixture.reconcile()
        #expect(fixture.row(request.tag)?.state == .filled)
        #expect(fixture.closes().isEmpty)
    }

    @Test(arguments: [(Int64(1), true), (2, false), (4, false)])
    func `what a part of it left open is closed, and what it opened stays`(filled: Int64, isClosed: Bool)
        throws
    {
        var fixture = try Self.fixture()
        let request = try turning(&fixture)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.trade(request.trade(1_000, order: 100, size: filled, at: fixture.now.wall)))
        fixture.hear(.position(Self.one, Self.held(2 - filled)))
        fixture.hear(.order(request.order(100, .cancelled, filled: filled, at: "21450.25")))
        fixture.venue[Self.one]?.positions = filled == 2 ? [] : [Self.held(2 - filled)]
        fixture.reconcile()
        #expect(fixture.row(request.tag)?.state == .cancelled)
        #expect(fixture.desk.orders[request.tag] == nil)
        #expect(fixture.closes() == (isClosed ? [Self.mnq] : []))
    }

    @Test(arguments: [(Int64(3), true), (1, true), (0, false), (-1, false)])
    func `a position that changed before it left is closed where it is still the old side`(
        held: Int64, isClosed: Bool
    ) throws {
        var fixture = try Self.fixture()
        try Self.hold(2, &fixture)
        let decision = try fixture.arrive(Self.turn)
        let tag = try #require(decision.verdicts.first).tag
        fixture.hear(.position(Self.one, Self.held(held)))
        fixture.release(decision)
        #expect(fixture.row(tag)?.state == .notSent)
        #expect(fixture.row(tag)?.code == "POSITION_CHANGED")
        #expect(fixture.closes() == (isClosed ? [Self.mnq] : []))
    }

    @Test func `a close that came meanwhile closes once`() throws {
        var fixture = try Self.fixture()
        try Self.hold(2, &fixture)
        let turn = try fixture.arrive(Self.turn)
        fixture.release(try fixture.arrive(#""action":"close","id":"c""#))
        fixture.release(turn)
        #expect(fixture.closes() == [Self.mnq])
        let flattens = fixture.desk.orders.values.count { $0.row.orderClass == .flatten }
        #expect(flattens == 1)
    }

    // MARK: Restarts

    @Test(arguments: [(Int64(5), true), (599, true), (601, false)])
    func `a restart before it left closes the position, and enters nothing`(after: Int64, isClosed: Bool)
        throws
    {
        var fixture = try Self.fixture()
        try Self.hold(2, &fixture)
        let tag = try #require(try fixture.arrive(Self.turn).verdicts.first).tag
        let memory = fixture.memory()
        fixture.pass(.seconds(after))
        _ = fixture.restore(memory)
        fixture.tick(after: .milliseconds(1))
        fixture.connect()
        #expect(fixture.row(tag)?.state == .notSent)
        let calls = fixture.take { $0.movesMoney }.map(\.call)
        #expect(calls == (isClosed ? [.close(account: Self.one, contract: Self.mnq)] : []))
    }

    @Test func `a restart after it left looks it up, and closes what it did not turn`() throws {
        var fixture = try Self.fixture()
        let request = try turning(&fixture)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(fixture.closes().isEmpty)
        fixture.findNothing(of: request.tag)
        #expect(fixture.row(request.tag)?.state == .notPlaced)
        #expect(fixture.closes() == [Self.mnq])
    }

    // MARK: A ledger that fails

    @Test func `a close that is owed waits until the ledger can be written`() throws {
        var fixture = try Self.fixture()
        let request = try turning(&fixture)
        let checkpoint = fixture.desk.checkpoint()
        fixture.desk.goBack(to: checkpoint, forgetting: [])
        let ended = fixture.answer(
            request, .rejected(Rejection(code: 2, name: "OrderRejected", message: nil)))
        #expect(ended.orders.values.contains { $0.orderClass == .flatten && $0.state == .approved })
        #expect(fixture.closes().isEmpty)
        let met = fixture.desk.stand(.sound, at: fixture.now)
        #expect(met.calls.contains(.close(account: Self.one, contract: Self.mnq)))
    }
}

extension DeskFixture {
    /// Answers look-ups of a lost order as if the venue never had it, until it is given up: nothing is closed by then.
    fileprivate mutating func findNothing(of tag: OrderTag) {
        for _ in 0..<60 where row(tag)?.state == .lost {
            #expect(closes().isEmpty)
            tick(after: .seconds(1))
            answerSnapshots()
            for (call, _) in take(where: { if case .lookUp = $0 { true } else { false } }) {
                tell(.lookedUp(.absent), to: call)
            }
        }
    }

    /// The contracts that it asks to be closed and nobody has answered.
    fileprivate mutating func closes() -> [ContractID] {
        take(where: \.movesMoney).compactMap { call, _ in
            if case .close(_, let contract) = call { contract } else { nil }
        }
    }

    /// The venue's word that an account may not trade.
    fileprivate func halted(_ name: AccountName) -> AccountState {
        let known = state(of: name)
        return AccountState(
            account: name, id: known.id, name: known.name, balance: known.balance, canTrade: false,
            isVisible: true)
    }
}
