import Journey
import Testing
import Trading

/// From a leader's position to what a follower has to trade.
struct CopyPlanTests {
    private func follower(
        _ millionths: Int64, _ rounding: SizeRule.Rounding = .down, max: Int64? = nil, inverse: Bool = false
    ) -> Copy.Follower {
        Copy.Follower(
            account: AccountName("f"), millionths: millionths, rounding: rounding,
            max: max.flatMap(Size.init),
            isInverse: inverse)
    }

    @Test(arguments: [
        (1, 0), (2, 1), (3, 1), (4, 2), (-1, 0), (-2, -1), (-3, -1), (0, 0),
    ])
    func `half a contract is none until there are two, long and short alike`(leader: Int64, target: Int64) {
        #expect(follower(500_000).target(leader: leader) == target)
    }

    @Test(arguments: [
        (SizeRule.Rounding.down, 3, 1), (.nearest, 3, 2), (.up, 3, 2), (.down, 1, 0), (.nearest, 1, 1),
        (.up, 1, 1), (.nearest, -3, -2), (.up, -1, -1),
    ])
    func `a part of a contract becomes what round says`(
        rounding: SizeRule.Rounding, leader: Int64, target: Int64
    ) {
        #expect(follower(500_000, rounding).target(leader: leader) == target)
    }

    @Test(arguments: [(1, 2), (2, 4), (3, 5), (9, 5), (-2, -4), (-3, -5)])
    func `the cap holds both ways`(leader: Int64, target: Int64) {
        #expect(follower(2_000_000, max: 5).target(leader: leader) == target)
    }

    @Test(arguments: [(1, -2), (-1, 2), (3, -3), (0, 0)])
    func `inverse stands on the other side`(leader: Int64, target: Int64) {
        #expect(follower(2_000_000, max: 3, inverse: true).target(leader: leader) == target)
    }

    @Test(arguments: [Int64.max, .min, .max / 2, .min + 1])
    func `what leaves the range is the cap, and nothing without one`(leader: Int64) {
        #expect(follower(2_000_000, max: 5).target(leader: leader).magnitude == 5)
        #expect(follower(1_000_000_000).target(leader: leader) == 0)
    }

    typealias Case = (before: Int64, fresh: Int64?, target: Int64, held: Int64, move: CopyPlan.Move)

    @Test(
        arguments: [
            // Entries: as many as the leader added, and never beyond the target.
            (0, 0, 2, 0, .enter(.buy, 2)), (0, 0, -2, 0, .enter(.sell, 2)), (1, 1, 3, 1, .enter(.buy, 2)),
            (1, 1, 3, 0, .enter(.buy, 2)), (0, 0, 3, 2, .enter(.buy, 1)), (0, 0, 2, 2, .nothing),
            (1, 1, 2, 3, .nothing), (2, 2, 2, 0, .nothing),
            // Only what is young: the first of two executions is too old.
            (0, 1, 2, 0, .enter(.buy, 1)), (0, nil, 2, 0, .enter(.buy, 2)),
            // Exits go down to the target.
            (2, 2, 1, 2, .reduce(.sell, 1)), (-4, nil, -1, -4, .reduce(.buy, 3)),
            (4, nil, 2, 5, .reduce(.sell, 3)),
            (4, 4, 2, 2, .nothing), (4, 4, 2, 1, .nothing), (2, 2, 0, 2, .close), (2, nil, 0, -1, .close),
            (0, 0, 0, 3, .nothing), (2, 2, 0, 0, .nothing),
            // The leader turns.
            (2, 2, -1, 2, .turn(.sell, 1)), (2, nil, -1, 2, .turn(.sell, 1)), (-2, -2, 3, -1, .turn(.buy, 3)),
            (2, 2, -1, 0, .enter(.sell, 1)), (0, 0, 1, -3, .turn(.buy, 1)), (0, nil, 1, -3, .nothing),
            // By hand on the other side, and the leader only took some off.
            (3, 3, 2, -1, .nothing),
        ] as [Case])
    func `a follower does what the leader's executions ask for`(one: Case) {
        #expect(
            CopyPlan.follow(from: one.before, fresh: one.fresh, to: one.target, held: one.held) == one.move)
    }

    @Test(
        arguments: [
            (2, 0, .enter(.buy, 2)), (2, 1, .enter(.buy, 1)), (2, 2, .nothing), (2, 3, .reduce(.sell, 1)),
            (2, -1, .turn(.buy, 2)), (0, -1, .close), (0, 0, .nothing), (-2, -1, .enter(.sell, 1)),
            (-2, -5, .reduce(.buy, 3)),
        ] as [(Int64, Int64, CopyPlan.Move)])
    func `a difference is put right whole`(target: Int64, held: Int64, move: CopyPlan.Move) {
        #expect(CopyPlan.repair(to: target, held: held) == move)
    }

    @Test func `whatever is done, the follower never stands beyond its target`() {
        for before in Int64(-3)...3 {
            for fresh in [nil] + (Int64(-3)...3).map(Optional.init) {
                for target in Int64(-3)...3 {
                    for held in Int64(-4)...4 {
                        let move = CopyPlan.follow(from: before, fresh: fresh, to: target, held: held)
                        let after: Int64 =
                            switch move {
                            case .nothing: held
                            case .enter(let side, let size): held + side.sign * size
                            case .reduce(let side, let size): held + side.sign * size
                            case .close: 0
                            case .turn(let side, let size): side.sign * size
                            }
                        guard move != .nothing else { continue }
                        #expect(after == 0 || after.signum() == target.signum())
                        #expect(abs(after) <= abs(target))
                        #expect(!move.enters || abs(after) > abs(held) || after.signum() != held.signum())
                    }
                }
            }
        }
    }
}
