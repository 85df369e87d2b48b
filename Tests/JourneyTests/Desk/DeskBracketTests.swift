import Journey
import Testing
import Trading

/// An account whose platform settings take no order with a bracket.
struct DeskBracketTests {
    static let (one, two) = (DeskFixture.one, DeskFixture.two)
    static let refusal = Ending.rejected(
        Rejection(
            code: 2, name: "OrderRejected",
            message: "Brackets cannot be used with Position Brackets. You must enable Auto OCO Brackets.",
            order: OrderID(900), refusesBrackets: true))

    private func fixture() throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 9, positionMax: 9, requiresStop: false), isShared: true,
            guards: TradingGuards(rejects: TradingGuards.Limit(1, in: .seconds(60))))
        fixture.connect()
        return fixture
    }

    private func buy(_ fixture: inout DeskFixture) throws -> Decision {
        try fixture.arrive(#""action":"buy","size":1,"id":"\#(fixture.inputs.count)""#)
    }

    private func refuse(_ fixture: inout DeskFixture, hubFirst: Bool = false) throws -> Decision {
        let placed = fixture.release(try buy(&fixture)).placed
        let (first, other) = (
            try #require(placed.first { $0.account == Self.one }),
            try #require(placed.first { $0.account == Self.two })
        )
        if hubFirst { fixture.hear(.order(first.order(900, .rejected))) }
        let decision = fixture.answer(first, Self.refusal)
        fixture.answer(other, .accepted(order: OrderID(901)))
        fixture.hear(.order(other.order(901, .cancelled)))
        return decision
    }

    @Test(arguments: [false, true]) func `the first refusal stops that account, and nobody else`(
        hubFirst: Bool
    ) throws {
        var fixture = try fixture()
        let told = try refuse(&fixture, hubFirst: hubFirst)
        #expect(told.orders.values.map(\.state) == [.rejected])
        let verdicts = try buy(&fixture).verdicts
        #expect(verdicts.map(\.code) == ["BRACKET_MODE_CONFLICT", nil], "and no breaker of the strategy")
        #expect(verdicts.first?.reason?.contains("Brackets cannot be used with Position Brackets") == true)
        #expect(verdicts.first?.remedy?.contains("Auto OCO Brackets") == true)
        #expect(
            verdicts.first?.remedy?.contains("alertbridge resume --account combine-1 --config FILE") == true)
    }

    @Test func `it holds over a restart, until a person says that the mode was changed`() throws {
        var fixture = try fixture()
        _ = try refuse(&fixture)
        let memory = fixture.memory()
        _ = fixture.restore(memory)
        fixture.reconnect()
        #expect(try buy(&fixture).verdicts.first?.code == "BRACKET_MODE_CONFLICT")
        fixture.control(#""action":"resume","account":"combine-1""#)
        let codes = try buy(&fixture).verdicts.map(\.code)
        #expect(codes == [nil, nil])
    }

    @Test func `an order that waits is not sent into the same refusal`() throws {
        var fixture = try fixture()
        let waiting = try buy(&fixture)
        _ = try refuse(&fixture)
        let released = fixture.release(waiting)
        #expect(released.orders.values.first { $0.account == Self.one }?.code == "BRACKET_MODE_CONFLICT")
        #expect(released.placed.map(\.account) == [Self.two])
    }

    @Test func `any other refusal teaches nothing of it`() throws {
        var fixture = try fixture()
        let placed = fixture.release(try buy(&fixture)).placed
        let other = Ending.rejected(Rejection(code: 2, name: "OrderRejected", message: "not enough margin"))
        for request in placed { fixture.answer(request, other) }
        #expect(try buy(&fixture).verdicts.map(\.code) == ["REJECT_BREAKER_OPEN", "REJECT_BREAKER_OPEN"])
    }

    @Test func `nothing is known until then, and what the settings say counts`() throws {
        func inputs(_ mode: BracketMode?, stop: Int64? = 80) -> (String?, [String]) {
            let input = GateInput.passing.with {
                $0.trading.bracketMode = mode
                ($0.stopTicks, $0.targetTicks) = (stop, nil)
            }
            let result = RiskGate.examine(input).checks.first { $0.id == "PT-09" }
            return (result?.denial?.code.rawValue, result?.inputs ?? [])
        }
        #expect(inputs(nil) == (nil, ["bracket=sent", "bracket_mode=NO_DATA", "refused=no"]))
        #expect(inputs(.autoOCO) == (nil, ["bracket=sent", "bracket_mode=auto_oco", "refused=no"]))
        #expect(inputs(.position).0 == "BRACKET_MODE_CONFLICT")
        #expect(inputs(.position, stop: nil).0 == nil, "an order without a bracket is taken")
    }
}
