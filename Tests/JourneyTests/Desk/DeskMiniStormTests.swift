import Journey
import Testing
import Trading

/// Minis and micros of one account in a storm of alerts, fills, cancels and lost answers.
struct DeskMiniStormTests {
    static let tenthsMax: Int64 = 25

    @Test(arguments: UInt64(1)...60)
    func `no order of ours ever takes an account past its minis`(seed: UInt64) throws {
        var storm = try Storm(seed: seed)
        for _ in 0..<250 { try storm.blow() }
        #expect(storm.sent > 1)
    }

    struct Storm {
        var dice: Dice
        var fixture: DeskFixture
        var unreleased: [Decision] = []
        /// What is true at the venue.
        var live: [OrderID: VenueOrder] = [:]
        var held: [ContractID: Int64] = [:]
        var untold: [GatewayEvent] = []
        var number: Int64 = 1_000
        var sent = 0

        init(seed: UInt64) throws {
            dice = Dice(seed: seed)
            let rules = [("NQ", "mini"), ("MNQ", nil)].map { root, strategy in
                Rule(
                    name: root, when: Rule.Condition(source: "orb", strategy: strategy),
                    to: [Rule.Target(account: DeskFixture.one, root: root, size: .asAlerted)])
            }
            fixture = try DeskFixture.connected(
                limits: RiskLimits(sizeMax: 50, positionMax: 50, requiresStop: false),
                holding: DeskHoldingTests.limits { $0.tenthsMax = DeskMiniStormTests.tenthsMax }, rules: rules
            )
        }

        mutating func blow() throws {
            switch Int.random(in: 0..<100, using: &dice) {
            case 0..<25: try alert()
            case 25..<50 where !unreleased.isEmpty: check(fixture.release(unreleased.removeFirst()))
            case 50..<70: answer()
            case 70..<78: fill()
            case 78..<82: cancel()
            case 82..<96 where !untold.isEmpty: check(fixture.hear(untold.removeFirst()))
            default: check(fixture.tick(after: .milliseconds(.random(in: 0...2_000, using: &dice))))
            }
        }

        private mutating func alert() throws {
            let isMini = dice.chance(30)
            let side = dice.chance(50) ? "buy" : "sell"
            let size = Int.random(in: 1...(isMini ? 2 : 12), using: &dice)
            let strategy = isMini ? #","strategy":"mini""# : ""
            let decision = try fixture.judge(#""action":"\#(side)","size":\#(size)\#(strategy)"#)
            check(decision)
        }

        private mutating func land(_ request: PlaceRequest) -> OrderID {
            number += 1
            let order = request.order(number)
            live[order.id] = order
            untold.append(.order(order))
            return order.id
        }

        private mutating func answer() {
            guard let (call, asked) = fixture.calls.randomElement(using: &dice) else { return }
            switch call {
            case .place(let request):
                let ending: Ending
                switch Int.random(in: 0..<10, using: &dice) {
                case 0: ending = .lost("never landed")
                case 1:
                    _ = land(request)
                    ending = .lost("reset after it landed")
                case 2: ending = .rejected(Rejection(code: 2, name: "OrderRejected", message: nil))
                default: ending = .accepted(order: land(request))
                }
                check(fixture.answer(call, .ended(ending)))
            case .lookUp(_, let tag, _):
                let found = live.values.first { $0.tag == tag }.map(LookUp.found) ?? .absent
                check(fixture.answer(call, .lookedUp(dice.chance(20) ? .unreadable("503") : found)))
            case .readOrder(_, let id):
                check(fixture.answer(call, .lookedUp(live[id].map(LookUp.found) ?? .unreadable("503"))))
            case .snapshot(let account, _, _):
                // What was not told yet is in the reading.
                fixture.venue[DeskFixture.one] = DeskFixture.Standing(
                    positions: positions, orders: live.values.filter { !$0.status.isTerminal })
                check(fixture.answer(call, .snapshot(fixture.snapshot(of: account, askedAt: asked.steady))))
            case .close, .cancel, .partialClose, .modify:
                check(fixture.answer(call, .ended(.notSent("no such call"))))
            }
        }

        private var positions: [Position] {
            held.filter { $0.value != 0 }.map { contract, size in
                Position(contract: contract, signedSize: size, averagePrice: Price(nanos: 1_000_000_000))
            }.sorted { $0.contract < $1.contract }
        }

        private mutating func working() -> VenueOrder? {
            live.values.filter { !$0.status.isTerminal }.sorted { $0.id < $1.id }.randomElement(using: &dice)
        }

        private mutating func fill() {
            guard var order = working(), let side = order.side else { return }
            (order.status, order.filled) = (.filled, order.size)
            live[order.id] = order
            held[order.contract, default: 0] += side.sign * order.size
            let position = Position(
                contract: order.contract, signedSize: held[order.contract] ?? 0,
                averagePrice: Price(nanos: 1_000_000_000))
            let events = [GatewayEvent.order(order), .position(DeskFixture.one, position)]
            untold += dice.chance(50) ? events : events.reversed()
        }

        private mutating func cancel() {
            guard var order = working() else { return }
            order.status = .cancelled
            live[order.id] = order
            untold.append(.order(order))
        }

        /// The truth at the venue, and what is on its way to it, stay within the limit whenever an order leaves.
        private mutating func check(_ decision: Decision) {
            #expect(!decision.audits.contains { GateReport.recheck($0.body) != nil })
            if !decision.releases.isEmpty { unreleased.append(decision) }
            guard !decision.placed.isEmpty else { return }
            sent += decision.placed.count
            let underWay = fixture.calls.compactMap { call -> (ContractID, Side, Int64)? in
                guard case .place(let request) = call.call else { return nil }
                return (request.contract, request.side, request.size.contracts)
            }
            let working = live.values.filter { !$0.status.isTerminal }.compactMap { order in
                order.side.map { (order.contract, $0, order.size) }
            }
            var tenths: Int64 = 0
            for (contract, weight) in [(DeskFixture.nq.id, Int64(10)), (DeskFixture.mnq.id, 1)] {
                let position = held[contract] ?? 0
                func sum(_ side: Side) -> Int64 {
                    (underWay + working).filter { $0.0 == contract && $0.1 == side }.reduce(0) { $0 + $1.2 }
                }
                tenths += weight * max(abs(position), position + sum(.buy), sum(.sell) - position)
            }
            #expect(tenths <= DeskMiniStormTests.tenthsMax, "an entry beyond the account's minis")
        }
    }
}
