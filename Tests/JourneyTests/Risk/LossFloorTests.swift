import Journey
import Testing
import Trading

/// The floor of a maximum loss limit: the specification's vectors, section 7, and its worked figures, section 4.1.
struct LossFloorTests {
    private func money(_ text: String) throws -> Money { try #require(Money(text)) }

    /// Each day's end with the floor after it.
    @Test(
        arguments: [
            (
                "50000", "2000", "50000",
                [
                    ("50500", "48500"), ("50000", "48500"), ("51900", "49900"), ("52000", "50000"),
                    ("60000", "50000"), ("49000", "50000"),
                ]
            ),
            ("0", "2000", "0", [("1000", "-1000"), ("2000", "0"), ("500", "0"), ("9000", "0")]),
            (
                "100000", "3000", "100000",
                [("102999.99", "99999.99"), ("103000", "100000"), ("110000", "100000")]
            ),
            ("150000", "4500", "150000", [("149000", "145500"), ("151000", "146500"), ("154500", "150000")]),
            ("0", "3000", "0", [("2999.99", "-0.01"), ("3000", "0")]),
            ("0", "4500", "0", [("-4000", "-4500"), ("100", "-4400")]),
            // Tradeify's own example, which locks 100 above the start.
            ("100000", "3500", "100100", [("103000", "99500"), ("101000", "99500"), ("103600", "100100")]),
        ] as [(String, String, String, [(String, String)])])
    func `follows the best balance at days' ends, never falls and stops`(
        start: String, amount: String, lock: String, ends: [(String, String)]
    ) throws {
        let amount = try money(amount)
        var floor = try #require(LossFloor(start: try money(start), amount: amount))
        #expect(floor.floor == (try money(start)).checked(subtracting: amount))
        for (end, expected) in ends {
            floor.follow(try money(end), amount: amount, lock: try money(lock))
            #expect(floor.floor == (try money(expected)), "after \(end)")
        }
    }

    @Test func `follows the equity within the day where the firm does`() throws {
        let (amount, lock) = (try money("3000"), try money("100100"))
        var floor = try #require(LossFloor(start: try money("100000"), amount: amount))
        for (equity, expected) in [("100800", "97800"), ("100500", "97800"), ("103200", "100100")] {
            floor.follow(try money(equity), amount: amount, lock: lock)
            #expect(floor.floor == (try money(expected)), "at \(equity)")
        }
    }

    @Test(arguments: [("48500", true), ("48500.01", false), ("48499.99", true), ("48500.0001", false)])
    func `touching it is a breach`(equity: String, isBreach: Bool) throws {
        var floor = LossFloor(peak: try money("50500"), floor: try money("48500"))
        #expect(floor.test(try money(equity)) == isBreach)
        #expect(floor.isBreached == isBreach)
    }

    @Test func `a breach is told once`() throws {
        var floor = LossFloor(peak: try money("50000"), floor: try money("48000"))
        #expect(floor.test(try money("48000")))
        #expect(!floor.test(try money("47000")) && floor.isBreached)
    }

    @Test func `a floor without a lock is never at rest`() throws {
        let loss = LossFloor(peak: try money("50000"), floor: try money("48000"))
        let day = DayFloor(loss: loss, basis: .advanced, entry: DeskProfileTests.entered)
        #expect(!day.isAtRest(lock: nil))
        #expect(day.isAtRest(lock: try money("48000")))
        #expect(!day.isAtRest(lock: try money("48000.01")))
    }

    @Test func `a breach stands although the balance ends above`() throws {
        var floor = LossFloor(peak: try money("50000"), floor: try money("48000"))
        #expect(floor.test(try money("47750")))
        #expect(!floor.test(try money("48050")))
        #expect(floor.isBreached)
    }

    @Test func `a payout on the first day is a floor of 0 that stays`() throws {
        let amount = try money("2000")
        let entry = FloorEntry(floor: .zero, asOf: try #require(CivilDate("2026-10-05")))
        var floor = try #require(LossFloor(entered: entry, amount: amount))
        floor.follow(try money("900"), amount: amount, lock: .zero)
        floor.follow(try money("5000"), amount: amount, lock: .zero)
        #expect(floor.floor == .zero)
    }

    @Test func `an entered floor above the firm's stop never falls to it`() throws {
        var floor = LossFloor(peak: try money("52100"), floor: try money("50100"))
        floor.follow(try money("53000"), amount: try money("2000"), lock: try money("50000"))
        #expect(floor.floor == (try money("50100")))
    }

    @Test func `what leaves the range makes no floor and moves none`() throws {
        let most = Money(tenThousandths: .max)
        let least = Money(tenThousandths: .min)
        let entry = FloorEntry(floor: most, asOf: try #require(CivilDate("2026-10-05")))
        #expect(LossFloor(start: least, amount: try money("1")) == nil)
        #expect(LossFloor(entered: entry, amount: try money("1")) == nil)
        var floor = LossFloor(peak: least, floor: try money("48000"))
        floor.follow(least, amount: try money("1"), lock: nil)
        #expect(floor.floor == (try money("48000")))
    }

    @Test(arguments: [
        ("2000", "100"), ("1999.99", "100"), ("3000", "150"), ("4500", "225"), ("2000.02", "100.001"),
    ])
    func `100 USD or 5 % of the limit are kept away from it`(amount: String, buffer: String) throws {
        #expect(Drawdown.usualBuffer(of: try money(amount)) == (try money(buffer)))
        #expect(Drawdown.usualBuffer(of: nil) == (try money("100")))
    }

    @Test(arguments: [
        ("2026-10-05", "48000", false), ("2026-10-05", "48000.01", true), ("2026-10-06", "48000", true),
        ("2026-10-04", "49000", false),
    ])
    func `an entry of the same day that says something else, or of a later one, overrules`(
        asOf: String, floor: String, overrules: Bool
    ) throws {
        let date = try #require(CivilDate("2026-10-05"))
        let known = DayFloor(
            loss: LossFloor(peak: .zero, floor: .zero), basis: .entered,
            entry: FloorEntry(floor: try money("48000"), asOf: date))
        let entry = FloorEntry(floor: try money(floor), asOf: try #require(CivilDate(asOf)))
        #expect(known.isOverruled(by: entry) == overrules)
    }
}
