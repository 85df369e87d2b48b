import Journey
import Testing
import Trading

/// Alerts, lost answers, events out of order, restarts: whatever comes, the promises hold.
struct DeskStormTests {
    static let positionMax: Int64 = 2

    @Test(arguments: UInt64(1)...120)
    func `a storm breaks no promise, and after it everything is settled`(seed: UInt64) throws {
        var storm = try Storm(seed: seed)
        for _ in 0..<250 { try storm.blow() }
        try storm.calm()
    }

    @Test(arguments: [UInt64](1...60) + [618])
    func `a storm of what is done by hand breaks none either`(seed: UInt64) throws {
        var storm = try Storm(seed: seed, isByHand: true)
        for _ in 0..<250 { try storm.blow() }
        try storm.calm()
    }

    @Test(arguments: UInt64(1)...60)
    func `a storm that takes stops away ends with every position protected`(seed: UInt64) throws {
        var storm = try Storm(seed: seed, losesStops: true)
        for _ in 0..<250 { try storm.blow() }
        try storm.calm()
    }

    @Test(arguments: UInt64(1)...30)
    func `a storm over the cut-off ends flat`(seed: UInt64) throws {
        // 9:32 in the fixture's Chicago, about two minutes after the storm begins.
        var storm = try Storm(seed: seed, losesStops: true, cutOff: CutOff(flattenAt: 34_320))
        for _ in 0..<250 { try storm.blow() }
        try storm.calm()
        #expect(storm.fixture.decisions.flatMap(\.alertRows).count { $0.source == "schedule" } == 2)
    }

    /// One Desk and one venue, and what may happen between them.
    struct Storm {
        var dice: Dice
        var fixture: DeskFixture
        var venue = StormVenue()
        var unreleased: [Decision] = []
        var sent: [OrderTag: Int] = [:]
        var number = 0
        /// Whether a person trades beside the alerts.
        let isByHand: Bool
        /// Whether another hand cancels stops.
        let losesStops: Bool
        /// What was asked by hand, by id.
        var asked: [(id: String, members: String, verdicts: [Verdict])] = []
        /// Changes and cancels sent, by the request that asked for them.
        var changes: [Fingerprint: Int] = [:]

        init(seed: UInt64, isByHand: Bool = false, losesStops: Bool = false, cutOff: CutOff? = nil) throws {
            self.losesStops = losesStops
            dice = Dice(seed: seed)
            self.isByHand = isByHand
            fixture = try DeskFixture.connected(
                limits: RiskLimits(
                    sizeMax: 2, positionMax: DeskStormTests.positionMax, requiresStop: !isByHand),
                unprotected: .protect, cutOff: cutOff)
        }

        mutating func blow() throws {
            switch Int.random(in: 0..<100, using: &dice) {
            case 0..<12 where isByHand: try askSomething()
            case 0..<22: try alert()
            case 22..<44: release()
            case 44..<66: answerOne()
            case 66..<82: tell()
            case 82..<90: venue.fillSomething(at: fixture.now.wall, using: &dice)
            case 90..<(losesStops ? 96 : 98):
                check(fixture.tick(after: .milliseconds(.random(in: 0...3_000, using: &dice))))
            case 98: bounce()
            case 97 where losesStops, 96 where losesStops: venue.loseStop(using: &dice)
            default: if dice.chance(40) { restart() }
            }
            // The journey's clocks and deadlines hold at every moment.
            _ = fixture.desk.nextDeadline
        }

        private mutating func alert() throws {
            number += 1
            let entries = [
                #""action":"buy","size":1"#, #""action":"sell","size":1"#, #""action":"buy","size":2"#,
            ]
            let exits = [
                #""action":"sell","size":1,"position":1,"prev_position":2"#,
                #""action":"buy","size":1,"position":-1,"prev_position":-2"#,
            ]
            let turns = [
                #""action":"close""#, #""action":"flatten""#,
                #""action":"sell","size":2,"position":-1,"prev_position":1"#,
                #""action":"buy","size":3,"position":2,"prev_position":-1"#,
            ]
            let kinds = dice.chance(80) ? entries : dice.chance(85) ? exits : turns
            let kind = try #require(kinds.randomElement(using: &dice))
            let decision = try fixture.arrive(kind + #","id":"n\#(number)""#)
            check(decision)
        }

        mutating func release() {
            guard !unreleased.isEmpty else { return }
            check(fixture.release(unreleased.removeFirst()))
        }

        /// Tells one event of the hub; each kind keeps its own order.
        private mutating func tell() {
            let kinds = venue.untold.indices.filter { !venue.untold[$0].isEmpty }
            guard let kind = kinds.randomElement(using: &dice) else { return }
            let event = venue.untold[kind].removeFirst()
            // What was never heard of cannot be counted: an order's first events are late at most.
            let isFirst = if case .order(let order) = event { !order.status.isTerminal } else { false }
            if !isFirst, dice.chance(4) { return }
            check(fixture.hear(event))
            if dice.chance(4) { check(fixture.hear(event)) }
        }

        private mutating func bounce() {
            check(fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset"))))
            venue.untold = [[], [], []]
            check(fixture.hear(.stream(DeskFixture.paper, .ready)))
        }

        /// The program dies: what was under way lands or does not, and nobody is told.
        private mutating func restart() {
            for (call, _) in fixture.take(where: { $0.movesMoney }) where dice.chance(50) {
                _ = perform(call)
            }
            unreleased = []
            venue.untold = [[], [], []]
            check(fixture.restore(fixture.memory()))
            fixture.venue[DeskFixture.one] = venue.standing
            let count = fixture.decisions.count
            fixture.connect()
            fixture.decisions[count...].forEach { check($0) }
        }

        private mutating func perform(_ call: GatewayCall) -> Ending {
            switch call {
            case .place(let request):
                venue.take(request, fillsAtOnce: dice.chance(60), at: fixture.now.wall)
            case .close: venue.close(at: fixture.now.wall)
            case .cancel(_, let order): venue.cancel(order)
            case .modify(_, let order, let change): venue.modify(order, change)
            case .lookUp, .readOrder, .snapshot, .partialClose: .notSent("no such call")
            }
        }

        private mutating func answerOne() {
            guard let (call, asked) = fixture.calls.randomElement(using: &dice) else { return }
            switch call {
            case .place, .close, .cancel, .partialClose, .modify:
                let ending: Ending =
                    switch Int.random(in: 0..<10, using: &dice) {
                    case 0: dice.chance(50) ? .lost("never landed") : .notSent("no budget")
                    case 1: lose(call)
                    default: perform(call)
                    }
                check(fixture.answer(call, .ended(ending)))
            case .lookUp(_, let tag, _):
                let found = venue.order(tag: tag).map(LookUp.found) ?? .absent
                check(fixture.answer(call, .lookedUp(dice.chance(20) ? .unreadable("503") : found)))
            case .readOrder(_, let id):
                let found = venue.orders[id].map(LookUp.found) ?? .absent
                check(fixture.answer(call, .lookedUp(dice.chance(20) ? .unreadable("503") : found)))
            case .snapshot(let account, _, _):
                fixture.venue[DeskFixture.one] = venue.standing
                if dice.chance(10) { fixture.venue[account]?.fault = "503" }
                check(fixture.answer(call, .snapshot(fixture.snapshot(of: account, askedAt: asked.steady))))
                fixture.venue[account]?.fault = nil
            }
        }

        private mutating func lose(_ call: GatewayCall) -> Ending {
            _ = perform(call)
            return .lost("reset after it landed")
        }

        /// What must be true of every decision.
        mutating func check(_ decision: Decision) {
            checkChanges(decision)
            // An alert that waited for what was under way is decided by whatever ended that.
            if !decision.releases.isEmpty { unreleased.append(decision) }
            #expect(!decision.audits.contains { GateReport.recheck($0.body) != nil })
            let attempts = decision.attempts.filter { $0.kind == .place && $0.ending == nil }
            for case .place(let request) in decision.calls {
                let row = fixture.row(request.tag)
                #expect(attempts.contains { $0.tag == request.tag }, "a send without its attempt on disk")
                #expect(row?.state == .sent)
                sent[request.tag, default: 0] += 1
                guard row?.orderClass == .entry else {
                    checkExit(request)
                    continue
                }
                #expect(sent[request.tag] == 1, "an entry was sent twice")
                let worst = venue.worst(request.side) + underWay(request.side)
                #expect(worst <= DeskStormTests.positionMax, "an entry beyond the limit")
            }
        }

        /// Contracts that calls under way may add to one side's orders.
        func underWay(_ side: Side) -> Int64 {
            fixture.calls.reduce(Int64(0)) { sum, one in
                switch one.call {
                case .place(let other) where other.side == side: return sum + other.size.contracts
                case .modify(_, let id, let change):
                    guard let order = venue.orders[id], order.side == side, order.parent == nil,
                        !order.status.isTerminal, let size = change.size
                    else { return sum }
                    return sum + max(0, size.contracts - order.size)
                default: return sum
                }
            }
        }

        /// Lets everything come to rest, compares both sides, then closes the account and compares again.
        mutating func calm() throws {
            while !unreleased.isEmpty { release() }
            settle()
            try compare()
            check(try fixture.arrive(#""action":"flatten","id":"last""#))
            while !unreleased.isEmpty { release() }
            settle()
            try compare()
            #expect(venue.position == 0 && venue.live.isEmpty)
            #expect(fixture.desk.orders.isEmpty)
            #expect(fixture.memory().orders.isEmpty && fixture.memory().locks.isEmpty)
        }

        private func compare() throws {
            let book = try #require(fixture.desk.accounts[DeskFixture.one])
            #expect(book.position(in: DeskFixture.mnq.id) == venue.position)
            #expect(Set(book.venueOrders.keys) == Set(venue.live.map(\.id)))
            let open = fixture.desk.orders.values.map(\.row)
            #expect(Set(open.compactMap(\.venueOrder)).isSubset(of: Set(venue.live.map(\.id))))
            #expect(!open.contains { [.approved, .sent].contains($0.state) && $0.orderClass != .flatten })
            expectFitting()
            if losesStops { expectProtected() }
            // Contracts that nothing explains keep a lost entry lost, until they are closed.
            #expect(venue.position != 0 || !open.contains { $0.state == .lost })
            let rebuilt = fixture.held(by: fixture.decisions.flatMap(\.rows)).map(\.signedSize)
            #expect(rebuilt.reduce(0, +) == venue.position, "fills and rows do not make the position")
        }

        /// Tells and answers everything honestly, for two minutes.
        private mutating func settle() {
            for _ in 0..<120 {
                while !unreleased.isEmpty { release() }
                venue.fillMarketOrders(at: fixture.now.wall)
                for kind in venue.untold.indices {
                    while !venue.untold[kind].isEmpty {
                        check(fixture.hear(venue.untold[kind].removeFirst()))
                    }
                }
                fixture.venue[DeskFixture.one] = venue.standing
                for (call, asked) in fixture.take(where: { _ in true }) {
                    check(fixture.tell(honest(call, askedAt: asked.steady), to: call))
                }
                check(fixture.tick(after: .seconds(1)))
            }
        }

        private mutating func honest(_ call: GatewayCall, askedAt: Timestamp) -> GatewayResult {
            switch call {
            case .place, .close, .cancel, .partialClose, .modify: .ended(perform(call))
            case .lookUp(_, let tag, _): .lookedUp(venue.order(tag: tag).map(LookUp.found) ?? .absent)
            case .readOrder(_, let id): .lookedUp(venue.orders[id].map(LookUp.found) ?? .absent)
            case .snapshot(let account, _, _): .snapshot(fixture.snapshot(of: account, askedAt: askedAt))
            }
        }
    }
}
