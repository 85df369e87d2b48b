import Journey
import Testing
import Trading

/// What PT-15 asks of an entry's month: how old the word about it is, and that method and venue agree on it.
struct MonthChecksTests {
    static let day = Span.seconds(86_400)

    /// December, which the venue trades, told of just as long ago as is allowed.
    static let entry = GateInput.passing.with { input in
        var month = MonthFacts()
        (month.age, month.ageMax) = (day, day)
        (month.traded, month.venue) = ("MNQZ6", "MNQZ6")
        input.month = month
    }
    static let rolled = entry.with { input in
        input.month?.method = .daysBeforeExpiry(8)
        input.month?.picked = "MNQZ6"
    }

    func told(_ input: GateInput) -> [String] {
        Array(RiskGate.examine(input).checks.first { $0.id == "PT-15" }?.inputs.dropFirst(4) ?? [])
    }

    @Test(arguments: [
        GateCase("just as old as is allowed") { _ in },
        GateCase("a moment older", .instrumentNotFound) {
            $0.month?.age = Span(microseconds: day.microseconds + 1)
        },
        GateCase("never told of", .instrumentNotFound) { $0.month?.age = nil },
        GateCase("at any age") {
            $0.month?.age = nil
            $0.month?.ageMax = nil
        },
        GateCase("what another method says means nothing") {
            $0.month?.picked = "MNQH7"
            $0.month?.gap = "no volumes"
        },
        GateCase("another contract than the exchange's", .contractContradicted) {
            $0.month?.contradiction = "a tick of 0.5, and the exchange's is 0.25"
        },
    ])
    func `the word about a contract is no older than the account wants`(edge: GateCase) {
        let input = Self.entry.with(edge.change)
        #expect(input.failures == edge.codes)
        #expect(GateInput.passingExit.with { $0.month = input.month }.failures.isEmpty)
    }

    @Test(arguments: [
        GateCase("all agree") { _ in },
        GateCase("the method is ahead of both", .contractNotActive) { $0.month?.picked = "MNQH7" },
        GateCase("the venue has not rolled", .contractNotActive) {
            $0.month?.picked = "MNQH7"
            $0.month?.traded = "MNQH7"
        },
        GateCase("another is traded than both pick", .contractNotActive) {
            $0.month?.picked = "MNQH7"
            $0.month?.venue = "MNQH7"
        },
        GateCase("it cannot tell", .instrumentNotFound) {
            $0.month?.picked = nil
            $0.month?.gap = "no volumes"
        },
        GateCase("the alert named the month itself") {
            $0.month?.picked = "MNQH7"
            $0.month?.gap = "no volumes"
            $0.month?.asked = "MNQZ6"
        },
    ])
    func `a month that a method picks is the one that the venue trades`(edge: GateCase) {
        let input = Self.rolled.with(edge.change)
        #expect(input.failures == edge.codes)
        #expect(GateInput.passingExit.with { $0.month = input.month }.failures.isEmpty)
    }

    @Test func `an entry that no contract was found for says which month was wanted`() throws {
        func reason(_ change: (inout GateInput) -> Void) throws -> String {
            let input = Self.rolled.with {
                $0.contract = nil
                change(&$0)
            }
            return try #require(RiskGate.examine(input).denial).reason
        }
        #expect(
            try reason { $0.month?.asked = "MNQH7" } == "the alert names MNQH7, and the venue trades MNQZ6")
        #expect(
            try reason { $0.month?.gap = "no volumes" }
                == "days_before_expiry:8 cannot tell the month: no volumes")
        #expect(
            try reason { $0.month?.picked = "MNQH7" }
                == "by days_before_expiry:8 the month is MNQH7, and the venue trades MNQZ6")
        #expect(try reason { $0.month = nil } == "the venue lists no active contract for MNQ")
        let exit = Self.rolled.with {
            $0.contract = nil
            $0.orderClass = .reduce
            $0.month?.asked = "MNQH7"
        }
        #expect(RiskGate.examine(exit).failures.first == .instrumentNotFound)
    }

    @Test func `where no contracts were read, nothing but a close is taken, and says so`() throws {
        let unread = GateInput.passing.with { ($0.contract, $0.areContractsRead) = (nil, false) }
        let denial = try #require(RiskGate.examine(unread).denial)
        #expect(denial.code == .instrumentNotFound)
        #expect(denial.reason == "the venue's contracts have not been read yet")
        #expect(unread.with { $0.orderClass = .flatten }.failures.isEmpty)
    }

    @Test func `the record tells why it is this month`() {
        #expect(told(.passing).isEmpty)
        #expect(told(Self.entry) == ["age=\(Self.day)", "age_max=\(Self.day)", "venue=MNQZ6"])
        #expect(
            told(
                Self.entry.with {
                    $0.month?.age = nil
                    $0.month?.venue = nil
                })
                == ["age=NO_DATA", "age_max=\(Self.day)", "venue=none"])
        let all = Self.rolled.with { input in
            input.month?.age = nil
            input.month?.ageMax = nil
            input.month?.asked = "MNQZ6"
            input.month?.chart = "MNQH7"
            input.month?.differs = true
            input.month?.contradiction = "a tick of 0.5"
        }
        #expect(
            told(all) == [
                "asked=MNQZ6", "roll=days_before_expiry:8", "picked=MNQZ6", "venue=MNQZ6",
                "chart=MNQH7,DIFFERS", "contradicted=true",
            ])
        let same = all.with {
            $0.month?.differs = false
            $0.month?.picked = nil
            $0.month?.contradiction = nil
        }
        #expect(
            told(same) == [
                "asked=MNQZ6", "roll=days_before_expiry:8", "picked=NO_DATA", "venue=MNQZ6", "chart=MNQH7",
            ])
    }
}
