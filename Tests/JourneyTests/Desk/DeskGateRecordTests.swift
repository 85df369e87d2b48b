import Journey
import Testing
import Trading

/// What of an account is told to the gate for which order, and which locks it meets.
struct DeskGateRecordTests {
    static let one = DeskFixture.one
    let entry = #""action":"place","contract":"MNQ","side":"buy","size":1,"stop_ticks":80"#

    // MARK: Who is asked what

    /// An account on which every limit of entries is set, two contracts held.
    func limited() throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: DeskGateFactsTests.wide, holding: DeskHoldingTests.limits { $0.tenthsMax = 90 },
            hours: DeskCalendarTests.hours, calendar: DeskCalendarTests.calendar,
            day: DayLimits(lossMax: Money("5000")), terms: DeskProfileTests.terms(),
            contracts: ContractPolicy(maxAge: DeskMonthTests.day))
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(2)]
        fixture.connect()
        fixture.acknowledge(DeskProfileTests.terms())
        fixture.openMarket()
        return fixture
    }

    @Test func `an entry is judged by all that limits entries, an exit by none of it`() throws {
        var fixture = try limited()
        let entered = try #require(fixture.ask(entry, id: "entry").judged)
        #expect(entered.calendar != nil && entered.month != nil && entered.holding != nil)
        #expect(entered.day != nil && entered.profile != nil && entered.marks != nil)
        let left = try #require(fixture.exit(1).judged)
        #expect(left.calendar == nil && left.month == nil && left.holding == nil)
        #expect(left.day == nil && left.profile == nil && left.marks == nil && left.rule == nil)
        #expect(!left.stopTrails && left.stopTicks == nil)
    }

    @Test func `a resting entry is moved without being asked for its month anew`() throws {
        var fixture = try DeskMonthTests.fixture()
        let request = try fixture.sentEntry("buy", 1, more: #""type":"limit","limit_price":21000"#)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        let moved = fixture.ask(#""action":"modify","order":"100","limit_price":21100"#, id: "move")
        let told = try #require(moved.judged)
        #expect(told.change?.addsExposure == true && told.holding != nil && told.month == nil)
    }

    @Test func `the market is looked up where a firm's floor or a day's loss asks, and not else`() throws {
        var fixture = try DeskFixture.connected(limits: DeskGateFactsTests.wide)
        fixture.openMarket()
        #expect(try #require(fixture.ask(entry, id: "a").judged).marks == nil)
        fixture = try DeskFixture.connected(
            limits: DeskGateFactsTests.wide, day: DayLimits(lossMax: Money("5000")))
        fixture.openMarket()
        #expect(try #require(fixture.ask(entry, id: "b").judged).marks != nil)
        fixture = try DeskFixture.following(DeskProfileTests.terms())
        fixture.acknowledge(DeskProfileTests.terms())
        fixture.openMarket()
        #expect(try #require(fixture.ask(entry, id: "c").judged).marks != nil)
    }

    @Test func `an exit that is made larger than its position meets the account's limits`() throws {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 9, positionMax: 20, requiresStop: false),
            holding: DeskHoldingTests.limits { $0.tenthsMax = 3 })
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(1)]
        fixture.connect()
        var limit = PlaceRequest.sample.order(900)
        (limit.tag, limit.type, limit.side, limit.limitPrice) = (nil, .limit, .sell, Price("21500"))
        fixture.hear(.order(limit))
        func verdict(_ size: Int) -> [String?] {
            fixture.ask(#""action":"modify","order":"900","size":\#(size)"#, id: "m\(size)").verdicts.map(
                \.code)
        }
        // Five sold of one held leave four, and three are allowed.
        #expect(verdict(5) == ["POSITION_LIMIT_ACCOUNT"])
        #expect(verdict(4) == [nil])
    }

    @Test func `a contract that the venue does not list is none to be traded, and can be exited`() throws {
        let gone = ContractID("CON.F.US.QQQ.Z26")
        var fixture = try DeskFixture()
        fixture.venue[Self.one]?.positions = [
            Position(contract: gone, signedSize: 1, averagePrice: Price("1")!)
        ]
        fixture.connect()
        let decision = fixture.exit(1, gone.text)
        #expect(decision.verdicts.map(\.code) == [nil])
        let told = try #require(decision.judged)
        #expect(!told.isContractActive && told.areContractsRead && told.tickSize == nil)
    }

    // MARK: Reversals

    @Test(arguments: [3, -3])
    func `a reversal's entry is judged as if the position were gone`(held: Int64) throws {
        var fixture = try DeskFixture(limits: RiskLimits(sizeMax: 9, positionMax: 2))
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(held)]
        fixture.connect()
        let (side, next) = held > 0 ? ("sell", -2) : ("buy", 2)
        let turn = #""action":"\#(side)","size":5,"position":\#(next),"prev_position":\#(held)"#
        let decision = try fixture.judge(turn)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        #expect(decision.verdicts.last?.size == 2)
        #expect(decision.judged?.position == 0)
    }

    // MARK: Locks

    /// A close of what is held, under way.
    func closing(_ held: Contract, _ close: String) throws -> DeskFixture {
        var fixture = try DeskFixture(limits: DeskGateFactsTests.wide)
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(1, held)]
        fixture.connect()
        fixture.release(fixture.ask(close, id: "close"))
        return fixture
    }

    @Test func `a close of one product locks no other, and its own until it is verified flat`() throws {
        var fixture = try closing(DeskFixture.nq, #""action":"close","contract":"NQ""#)
        let mini = entry.replacing("MNQ", with: "NQ")
        #expect(fixture.ask(mini, id: "own").verdicts.map(\.code) == ["LOCKED_OUT"])
        #expect(fixture.ask(entry, id: "other").verdicts.map(\.code) == [nil])
        fixture.hear(.position(Self.one, DeskHedgeTests.held(0, DeskFixture.nq)))
        fixture.venue[Self.one]?.positions = []
        fixture.settle(seconds: 8)
        #expect(fixture.ask(mini, id: "free").verdicts.map(\.code) == [nil])
    }

    @Test func `a close of the whole account locks every product`() throws {
        var fixture = try closing(DeskFixture.nq, #""action":"close_all""#)
        #expect(fixture.ask(entry, id: "other").verdicts.map(\.code) == ["LOCKED_OUT"])
    }

    @Test func `what names no contract meets no lock of one`() throws {
        var fixture = try closing(DeskFixture.nq, #""action":"close","contract":"NQ""#)
        let unknown = entry.replacing("MNQ", with: "ZZZ")
        #expect(fixture.ask(unknown, id: "unknown").verdicts.map(\.code) == ["INSTRUMENT_NOT_FOUND"])
    }

    @Test func `a close of a contract that the venue does not list locks it all the same`() throws {
        let gone = ContractID("CON.F.US.QQQ.Z26")
        var fixture = try DeskFixture(limits: DeskGateFactsTests.wide)
        fixture.venue[Self.one]?.positions = [
            Position(contract: gone, signedSize: 2, averagePrice: Price("1")!)
        ]
        fixture.connect()
        fixture.release(fixture.ask(#""action":"close","contract":"\#(gone)""#, id: "close"))
        #expect(fixture.exit(1, gone.text).judged?.locks.count == 1)
    }
}
