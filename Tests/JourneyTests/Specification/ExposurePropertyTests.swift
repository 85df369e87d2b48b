import Journey
import Testing
import Trading

/// No sequence of alerts, fills, cancels and lost answers takes exposure past a limit when the orders were ours.
///
/// After every step the worst case at the venue, with what is on its way to it, is held against both limits: per
/// contract, and over all contracts of an account in tenths of a mini. Hub events come late, out of order, twice,
/// or not at all (an order's first one comes: what was never heard of cannot be counted); answers get lost with any
/// ending; the program dies and goes on from its rows.
///
/// While a contract is being closed its bracket legs do not count, as in the simulation: the close leaves them working
/// until they are cancelled in their turn.
struct ExposurePropertyTests {
    static let (positionMax, tenthsMax): (Int64, Int64) = (4, 23)
    static let accounts = [DeskFixture.one, DeskFixture.two]
    static let contracts = [(DeskFixture.nq.id, Int64(10)), (DeskFixture.mnq.id, 1)]

    @Test func `the worst case stays within both limits after every step`() throws {
        var (sent, denied, nearest): (Int, Int, [Int64]) = (0, 0, [0, 0])
        for seed in UInt64(1)...40 {
            var play = try Play(seed: seed)
            for _ in 0..<220 { try play.step() }
            sent += play.sent
            denied += play.denied
            nearest = [max(nearest[0], play.worst), max(nearest[1], play.worstTenths)]
        }
        // They have come to both limits, or nothing was proven.
        #expect(sent > 100 && denied > 100)
        #expect(nearest == [Self.positionMax, Self.tenthsMax])
    }

    struct Play {
        var dice: Dice
        var fixture: DeskFixture
        var venue = ModelVenue()
        var unreleased: [Decision] = []
        var number = 0
        var (sent, denied): (Int, Int) = (0, 0)
        var (worst, worstTenths): (Int64, Int64) = (0, 0)

        let seed: UInt64

        init(seed: UInt64) throws {
            self.seed = seed
            dice = Dice(seed: seed &+ 77_000)
            let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
            func rule(_ name: String, _ root: String, _ accounts: [AccountName], _ strategy: String?) -> Rule
            {
                Rule(
                    name: name, when: Rule.Condition(source: "orb", strategy: strategy),
                    to: accounts.map {
                        Rule.Target(
                            account: $0, root: root, size: .asAlerted,
                            bracket: strategy == "bare" ? nil : bracket)
                    })
            }
            fixture = try DeskFixture.connected(
                limits: RiskLimits(
                    sizeMax: 4, positionMax: ExposurePropertyTests.positionMax, requiresStop: false),
                holding: DeskHoldingTests.limits { $0.tenthsMax = ExposurePropertyTests.tenthsMax },
                rules: [
                    rule("minis", "NQ", ExposurePropertyTests.accounts, "mini"),
                    rule("bare", "MNQ", [DeskFixture.one], "bare"),
                    rule("micros", "MNQ", ExposurePropertyTests.accounts, nil),
                ])
        }

        mutating func step() throws {
            switch Int.random(in: 0..<100, using: &dice) {
            case 0..<12: try alert()
            case 12..<26: release()
            case 26..<56: answerOne()
            case 56..<80: tell()
            case 80..<90: venue.fillSomething(at: fixture.now.wall, using: &dice)
            case 90..<92: venue.endSomething(using: &dice)
            case 92..<97: look(fixture.tick(after: .milliseconds(.random(in: 0...3_000, using: &dice))))
            case 97: bounce()
            default: if dice.chance(40) { restart() }
            }
            judge()
        }

        private mutating func alert() throws {
            number += 1
            let entries = ["buy", "sell", "buy", "sell"].map {
                #""action":"\#($0)","size":\#(Int.random(in: 1...3, using: &dice))"#
            }
            let exits = [
                #""action":"sell","size":1,"position":1,"prev_position":2"#,
                #""action":"buy","size":1,"position":-1,"prev_position":-2"#,
            ]
            let turns = [
                #""action":"close""#, #""action":"flatten""#,
                #""action":"sell","size":2,"position":-1,"prev_position":1"#,
                #""action":"buy","size":3,"position":2,"prev_position":-1"#,
            ]
            let kinds = dice.chance(84) ? entries : dice.chance(70) ? exits : turns
            let kind = try #require(kinds.randomElement(using: &dice))
            let strategy = ["", "", #","strategy":"mini""#, #","strategy":"bare""#]
            let which = try #require(strategy.randomElement(using: &dice))
            let decision = try fixture.arrive(kind + which + #","id":"p\#(number)""#)
            denied += decision.verdicts.count { $0.code != nil }
            look(decision)
            unreleased.append(decision)
        }

        private mutating func release() {
            guard !unreleased.isEmpty else { return }
            look(fixture.release(unreleased.removeFirst()))
        }

        /// Tells one event of the hub; each kind keeps its own order.
        private mutating func tell() {
            let kinds = venue.untold.indices.filter { !venue.untold[$0].isEmpty }
            guard let kind = kinds.randomElement(using: &dice) else { return }
            let event = venue.untold[kind].removeFirst()
            let isFirst = if case .order(let order) = event { !order.status.isTerminal } else { false }
            if !isFirst, dice.chance(5) { return }
            look(fixture.hear(event))
            if dice.chance(5) { look(fixture.hear(event)) }
        }

        private mutating func bounce() {
            look(fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset"))))
            venue.untold = [[], [], []]
            look(fixture.hear(.stream(DeskFixture.paper, .ready)))
        }

        /// The program dies: what was under way lands or does not, and nobody is told.
        private mutating func restart() {
            for (call, _) in fixture.take(where: { $0.movesMoney }) where dice.chance(50) {
                _ = perform(call)
            }
            unreleased = []
            venue.untold = [[], [], []]
            look(fixture.restore(fixture.memory()))
            for account in ExposurePropertyTests.accounts {
                fixture.venue[account] = venue.standing(of: account)
            }
            let count = fixture.decisions.count
            fixture.connect()
            fixture.decisions[count...].forEach { look($0) }
        }

        private mutating func perform(_ call: GatewayCall) -> Ending {
            switch call {
            case .place(let request): return venue.take(request)
            case .close(let account, let contract):
                return venue.close(.init(account: account, contract: contract), at: fixture.now.wall)
            case .cancel(_, let order): return venue.cancel(order)
            case .modify(_, let order, let change): return venue.modify(order, change)
            case .lookUp, .readOrder, .snapshot, .partialClose: return .notSent("no such call")
            }
        }

        private mutating func answerOne() {
            guard let (call, asked) = fixture.calls.randomElement(using: &dice) else { return }
            switch call {
            case .place, .close, .cancel, .partialClose, .modify:
                look(fixture.answer(call, .ended(ending(of: call))))
            case .lookUp(_, let tag, _):
                let found = venue.order(tag: tag).map(LookUp.found) ?? .absent
                look(fixture.answer(call, .lookedUp(dice.chance(25) ? .unreadable("503") : found)))
            case .readOrder(_, let id):
                let found = venue.orders[id].map(LookUp.found) ?? .absent
                look(fixture.answer(call, .lookedUp(dice.chance(25) ? .unreadable("503") : found)))
            case .snapshot(let account, _, _):
                fixture.venue[account] = venue.standing(of: account)
                if dice.chance(10) { fixture.venue[account]?.fault = "503" }
                look(fixture.answer(call, .snapshot(fixture.snapshot(of: account, askedAt: asked.steady))))
                fixture.venue[account]?.fault = nil
            }
        }

        private mutating func ending(of call: GatewayCall) -> Ending {
            switch Int.random(in: 0..<12, using: &dice) {
            case 0: return .lost("never landed")
            case 1: return .notSent("no budget")
            case 2:
                guard case .place = call else { return perform(call) }
                return .rejected(Rejection(code: 2, name: "OrderRejected", message: "not today"))
            case 3:
                _ = perform(call)
                return .lost("reset after it landed")
            default: return perform(call)
            }
        }

        // MARK: What must be true

        private mutating func look(_ decision: Decision) {
            sent += decision.placed.count
            #expect(!decision.audits.contains { GateReport.recheck($0.body) != nil })
        }

        private func isClosing(_ place: ModelVenue.Place) -> Bool {
            fixture.desk.orders.values.contains { order in
                order.row.account == place.account && order.row.orderClass == .flatten
                    && order.row.state.isLive
                    && (order.row.contract == nil || order.row.contract == place.contract)
            }
        }

        /// The truth at the venue, and what may still reach it, is within both limits.
        private mutating func judge() {
            let underWay = fixture.calls.compactMap { waiting in
                if case .place(let request) = waiting.call { request } else { nil }
            }
            for account in ExposurePropertyTests.accounts {
                var tenths: Int64 = 0
                for (contract, weight) in ExposurePropertyTests.contracts {
                    let place = ModelVenue.Place(account: account, contract: contract)
                    let exposure = venue.exposure(
                        at: place, underWay: underWay, countsLegs: !isClosing(place))
                    worst = max(worst, exposure)
                    tenths += weight * exposure
                    #expect(
                        exposure <= ExposurePropertyTests.positionMax,
                        "seed \(seed): \(account) \(contract) beyond its limit")
                }
                worstTenths = max(worstTenths, tenths)
                #expect(
                    tenths <= ExposurePropertyTests.tenthsMax, "seed \(seed): \(account) beyond its minis")
            }
        }
    }
}
