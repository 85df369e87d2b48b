import Journey
import Testing
import Trading

/// A person who trades beside the alerts, in the midst of a storm.
extension DeskStormTests.Storm {
    mutating func askSomething() throws {
        if dice.chance(10), let earlier = asked.randomElement(using: &dice) {
            return askAgain(earlier)
        }
        number += 1
        let id = "h\(number)"
        guard let members = try wish() else { return }
        let decision = fixture.ask(members, id: id)
        check(decision)
        if !decision.verdicts.isEmpty { asked.append((id, members, decision.verdicts)) }
    }

    /// The same id is the same request: told the first verdicts, and nothing is done.
    private mutating func askAgain(_ earlier: (id: String, members: String, verdicts: [Verdict])) {
        // After a restart the ledger is asked, which this test does not have.
        guard fixture.remembers(earlier.id) else { return }
        let decision = fixture.ask(earlier.members, id: earlier.id)
        #expect(decision.verdicts == earlier.verdicts)
        #expect(decision.calls.isEmpty && decision.releases.isEmpty && decision.attempts.isEmpty)
    }

    private mutating func wish() throws -> String? {
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<25: entry()
        case 25..<50: exit()
        case 50..<58: #""action":"close","contract":"MNQ","size":1"#
        case 58..<62: #""action":"close","contract":"MNQ""#
        case 62..<64: #""action":"close_all""#
        case 64..<86: change()
        default: cancel()
        }
    }

    private mutating func entry() -> String {
        let side = dice.chance(50) ? "buy" : "sell"
        let types = [#""type":"market""#, #""type":"limit","limit_price":21000"#]
        let type = types[dice.chance(50) ? 0 : 1]
        let stop = dice.chance(60) ? #","stop_ticks":80,"target_ticks":160"# : ""
        let size = Int.random(in: 1...2, using: &dice)
        return #""action":"place","contract":"MNQ","side":"\#(side)","size":\#(size),\#(type)\#(stop)"#
    }

    private mutating func exit() -> String? {
        let position = fixture.desk.accounts[DeskFixture.one]?.position(in: DeskFixture.mnq.id) ?? 0
        guard position != 0 else { return nil }
        let types = [
            #""type":"market""#, #""type":"limit","limit_price":21500"#, #""type":"stop","stop_price":21400"#,
        ]
        let type = types[Int.random(in: types.indices, using: &dice)]
        let side = position > 0 ? "sell" : "buy"
        let size = Int64.random(in: 1...abs(position), using: &dice)
        return #""action":"place","contract":"MNQ","side":"\#(side)","size":\#(size),\#(type)"#
    }

    private mutating func change() -> String? {
        guard let order = venue.live.randomElement(using: &dice) else { return nil }
        let name = dice.chance(50) ? order.tag?.text ?? "\(order.id)" : "\(order.id)"
        let price = "\(Int.random(in: 21_000...21_900, using: &dice))"
        let members =
            dice.chance(60)
            ? #""size":\#(Int.random(in: 1...3, using: &dice))"#
            : dice.chance(50) ? #""limit_price":\#(price)"# : #""stop_price":\#(price)"#
        return #""action":"modify","order":"\#(name)",\#(members)"#
    }

    private mutating func cancel() -> String? {
        guard let order = venue.live.randomElement(using: &dice) else { return nil }
        return #""action":"cancel","order":"\#(order.id)""#
    }

    // MARK: What must be true

    /// Every change is on disk before it leaves, once for each request, and none goes beyond the limit.
    mutating func checkChanges(_ decision: Decision) {
        for attempt in decision.attempts where attempt.ending == nil {
            guard [.modify, .cancel].contains(attempt.kind), let alert = attempt.alert else { continue }
            changes[alert, default: 0] += 1
            #expect(changes[alert] == 1, "a change was sent twice")
        }
        #expect(
            decision.modified.count <= decision.attempts.count { $0.kind == .modify && $0.ending == nil },
            "a change without its attempt on disk")
        for (id, change) in decision.modified {
            guard let order = venue.orders[id], !order.status.isTerminal, order.parent == nil,
                let side = order.side, (change.size?.contracts ?? 0) > order.size
            else { continue }
            let worst = venue.worst(side) + underWay(side)
            #expect(worst <= DeskStormTests.positionMax, "a change beyond the limit")
        }
    }

    /// Where nothing is on its way and nothing untold, an exit only takes off what is held.
    mutating func checkExit(_ request: PlaceRequest) {
        let isQuiet =
            venue.untold.allSatisfy(\.isEmpty)
            && !fixture.calls.contains { $0.call.movesMoney && $0.call != .place(request) }
            && fixture.desk.accounts[DeskFixture.one]?.position(in: request.contract) == venue.position
        guard isQuiet else { return }
        #expect((request.side == .sell) == (venue.position > 0), "an exit that adds")
        #expect(request.size.contracts <= abs(venue.position), "an exit that turns the position round")
    }

    /// When all is quiet, stops cover what is held: every entry of this storm asked for one.
    func expectProtected() {
        let side: Side = venue.position > 0 ? .sell : .buy
        let stops = venue.live.filter { $0.side == side && $0.type == .stop && $0.status == .open }
        let covered = stops.reduce(Int64(0)) { $0 + $1.size }
        #expect(covered >= abs(venue.position), "a position without a stop")
    }

    /// When all is quiet, no leg and no exit by hand is larger than what it protects, or on its wrong side.
    func expectFitting() {
        let exits = venue.live.filter { order in
            let own = fixture.desk.orders.values.first { $0.row.venueOrder == order.id }?.row
            return own?.orderClass == .protect && order.status == .open
        }
        let brackets = Dictionary(grouping: exits.filter { $0.parent != nil }) { $0.parent }
        let legs = brackets.values.reduce(Int64(0)) { $0 + ($1.map(\.size).max() ?? 0) }
        let standing = fixture.desk.orders.values.map(\.row).map { row in
            "\(row.tag) \(row.orderClass) \(row.state) \(row.type) \(row.venueOrder?.number ?? 0)"
        }
        #expect(legs <= abs(venue.position), "legs larger than the position: \(standing)")
        #expect(exits.allSatisfy { ($0.side == .sell) == (venue.position > 0) }, "protection that adds")
        for type in [OrderType.limit, .stop] {
            let byHand = exits.filter { $0.parent == nil && $0.type == type }
            #expect(
                byHand.reduce(0) { $0 + $1.size } <= abs(venue.position), "exits larger than the position")
        }
    }
}
