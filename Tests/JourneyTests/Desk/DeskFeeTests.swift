import Testing
import Trading

@testable import Journey

/// What a way in and out costs, by the account's executions.
struct DeskFeeTests {
    static let one = DeskFixture.one

    func execution(
        _ id: Int64, _ fees: String, size: Int64 = 1, profit: String? = nil, isVoided: Bool = false,
        _ fixture: DeskFixture
    ) throws -> VenueTrade {
        var trade = PlaceRequest.sample.trade(
            id, order: id, size: size, profit: profit, at: fixture.now.wall, isVoided: isVoided)
        trade.fees = try #require(Money(fees))
        return trade
    }

    func told(_ fixture: inout DeskFixture) throws -> String? {
        let decision = try fixture.enter(#""action":"buy","size":1"#)
        let audit = try #require(decision.audits.first { $0.kind == "risk.verdict" })
        #expect(GateReport.recheck(audit.body) == nil)
        let check = GateReport(recorded: audit.body)?.checks.first { $0.id == "PT-40" }
        return check?.inputs.first { $0.hasPrefix("round_turn=") }
    }

    @Test(
        arguments: [
            ([], "1.34"), ([("0.86", nil)], "1.72"), ([("0.86", nil), ("0.86", "5")], "1.72"),
            // Of one side alone no less than the table's; of both what they say, rounded up to a cent.
            ([("0.3", nil)], "1.34"), ([("0.3", nil), ("0.3", "5")], "0.6"),
            ([("0.301", nil), ("0.3", "5")], "0.61"), ([("0", nil), ("0", "5")], "1.34"),
        ] as [([(String, String?)], String)])
    func `is learnt from them, the table stands in, and a restart remembers it`(
        told fills: [(String, String?)], expected: String
    ) throws {
        var fixture = try DeskFixture.connected(limits: DeskDayLimitTests.wide)
        for (index, fill) in fills.enumerated() {
            fixture.hear(.trade(try execution(Int64(index) + 700, fill.0, profit: fill.1, fixture)))
        }
        #expect(try told(&fixture) == "round_turn=\(expected)")
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(try told(&fixture) == "round_turn=\(expected)")
    }

    @Test func `each contract has its part, and what was voided cost nothing`() throws {
        var fixture = try DeskFixture.connected(limits: DeskDayLimitTests.wide)
        fixture.hear(.trade(try execution(700, "2.58", size: 3, fixture)))
        fixture.hear(.trade(try execution(701, "9", fixture)))
        #expect(try told(&fixture) == "round_turn=18")
        fixture.hear(.trade(try execution(701, "9", isVoided: true, fixture)))
        #expect(try told(&fixture) == "round_turn=1.72")
    }
}
