import Testing

@testable import Simulation

struct PlanTests {
    private let plans = (1...200 as ClosedRange<UInt64>).map { seed in
        var dice = Dice(seed: seed)
        return Plan(seed: seed, dice: &dice)
    }

    @Test func `in some worlds accounts of firms follow another one`() {
        #expect(plans.contains { $0.firms != nil && !$0.settings.copies.isEmpty })
        #expect(plans.contains { $0.firms == nil && !$0.settings.copies.isEmpty })
    }

    @Test func `in some worlds the venue goes on to a next month, with copies and without`() {
        #expect(plans.contains { $0.roll != nil && $0.settings.copies.isEmpty })
        #expect(plans.contains { $0.roll != nil && !$0.settings.copies.isEmpty })
        #expect(plans.allSatisfy { $0.contracts.contains(Plan.next) == ($0.roll != nil) })
    }

    @Test func `no alert reaches a follower, and no rule is left without an account`() {
        for plan in plans where !plan.settings.copies.isEmpty {
            let rules = plan.settings.router.rules
            #expect(rules.allSatisfy { !$0.targets.isEmpty })
            #expect(Set(rules.flatMap(\.targets).map(\.account)) == Set(plan.led.map(\.name)))
        }
    }
}
