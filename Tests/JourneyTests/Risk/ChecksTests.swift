import Journey
import Testing
import Trading

struct ChecksTests {
    @Test func `the table is in order, without a number twice`() {
        let ids = Checks.all.map(\.id)
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        #expect(ids.first == "OP-01" && ids.last == "RL-01")
    }

    @Test func `every code of a denial belongs to a check`() {
        let told = Set(Checks.all.flatMap(\.codes))
        #expect(told == Set(Denial.Code.allCases))
    }

    @Test(arguments: Checks.all.map(\.id))
    func `a check applies to the classes that it names`(id: String) throws {
        let check = try #require(Checks.all.first { $0.id == id })
        for orderClass in OrderClass.allCases {
            let report = RiskGate.examine(.passing.with { $0.orderClass = orderClass })
            #expect(report.checks.contains { $0.id == id } == check.classes.contains(orderClass))
        }
        #expect(!check.title.isEmpty && !check.codes.isEmpty && !check.inputs(.passing).isEmpty)
    }

    @Test func `what a check looks at is told as key and value`() throws {
        let report = RiskGate.examine(.passing)
        let quantity = try #require(report.checks.first { $0.id == "PT-20" })
        #expect(quantity.inputs == ["size=2", "size_max=2"])
        #expect(quantity.hasPassed)
    }

    @Test func `a code that a check gives is one that it names`() {
        let inputs: [GateInput] = [
            .passing.with {
                ($0.isKilled, $0.tradingState, $0.locks, $0.canTrade) = (true, .halted, ["x"], nil)
            },
            .passing.with { ($0.size, $0.type, $0.stopTicks, $0.isTagUsed) = (nil, .stopLimit, nil, true) },
            .passingExit.with { ($0.contract, $0.size, $0.position) = (nil, 0, nil) },
        ]
        for input in inputs {
            for result in RiskGate.examine(input).checks {
                let check = Checks.all.first { $0.id == result.id }
                #expect(result.denial.map { check?.codes.contains($0.code) == true } ?? true)
            }
        }
    }

    @Test func `an approved request says what the input said`() throws {
        let input = GateInput.passing.with {
            ($0.type, $0.limitPrice, $0.stopTicks, $0.targetTicks) = (.limit, Price("21450.25"), 80, nil)
        }
        let request = try #require(RiskGate.approve(RiskGate.examine(input), for: AccountName("combine-1")))
            .request
        #expect(
            (request.account, request.contract, request.tag) == (
                AccountName("combine-1"), input.contract, input.tag
            ))
        #expect((request.type, request.side, request.size) == (.limit, .buy, Size(2)))
        #expect((request.limitPrice, request.stopPrice) == (Price("21450.25"), nil))
        #expect(request.bracket == Bracket(stop: Ticks(80), target: nil))
    }

    @Test func `a flatten is never a request`() {
        let input = GateInput.passing.with { $0.orderClass = .flatten }
        #expect(RiskGate.examine(input).denial == nil)
        #expect(RiskGate.approve(RiskGate.examine(input), for: AccountName("a")) == nil)
    }
}
