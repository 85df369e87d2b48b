import JSON
import Journey
import Testing
import Trading

/// What the operator is told, when, and in the same commit as what.
struct DeskNotificationTests {
    static let all = NotifyTarget(name: "phone", least: .info)
    let buy = #""action":"buy","size":1,"id":"a""#

    func connected(_ targets: [NotifyTarget] = [all]) throws -> DeskFixture {
        try DeskFixture.connected(notify: targets)
    }

    @Test func `a lost order is told at once, with its row, and its end too`() throws {
        var fixture = try connected()
        let request = try #require(try fixture.order(buy).first)
        let lost = fixture.answer(request, .lost("connection reset"))
        #expect(lost.orders[request.tag]?.state == .lost)
        let told = try #require(lost.told.first)
        #expect(told.kind == .orderLost && told.level == .critical)
        #expect(told.tag == request.tag)
        #expect(told.account == DeskFixture.one && told.alert == lost.orders[request.tag]?.alert)
        #expect(told.text.hasPrefix("UNRESOLVED: entry buy 1 CON.F.US.MNQ.Z26 on combine-1"))
        #expect(told.text.contains("connection reset") && told.text.contains("denied"))
        #expect(lost.notifications.map(\.row) == [told])
        #expect(lost.told.count == 1)

        let asked = fixture.tick(after: .seconds(1))
        #expect(asked.told.isEmpty)
        let call = try #require(asked.lookUp)
        let found = fixture.answer(call, .lookedUp(.found(request.order(100))))
        #expect(found.told.map(\.kind) == [.orderResolved])
        #expect(found.told.first?.text.contains("was UNRESOLVED for 1.0") == true)
        // The first is still under way, so the second waits.
        #expect(found.notifications.isEmpty)
    }

    @Test func `an order that the venue never had is told as lost and as not placed`() throws {
        var fixture = try connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .lost("reset"))
        for span in [1, 1, 2, 4, 7, 15] {
            let call = try #require(fixture.tick(after: .seconds(Int64(span))).lookUp)
            fixture.answerSnapshots()
            fixture.answer(call, .lookedUp(.absent))
        }
        let told = fixture.told.filter { $0.kind != .started }
        #expect(told.map(\.kind) == [.orderLost, .notPlaced])
        #expect(told.last?.text.contains("UNRESOLVED for") == true)
    }

    @Test func `writes nothing without a receiver, and what nobody wants for none`() throws {
        for targets in [
            [], [NotifyTarget(name: "p", least: .critical, levels: [.orderLost: .warning])],
            [NotifyTarget(name: "p", least: .info, off: [.orderLost])],
        ] {
            var fixture = try connected(targets)
            let request = try #require(try fixture.order(buy).first)
            let lost = fixture.answer(request, .lost("reset"))
            #expect(lost.told.isEmpty && lost.notifications.isEmpty)
            #expect(fixture.desk.notificationsPending == 0)
        }
    }

    @Test func `each receiver has a row of its own at the level that it gave the kind`() throws {
        let mail = NotifyTarget(name: "mail", levels: [.orderLost: .warning], off: [.orderResolved])
        var fixture = try connected([Self.all, mail])
        let request = try #require(try fixture.order(buy).first)
        let lost = fixture.answer(request, .lost("reset"))
        #expect(lost.told.map(\.target) == ["phone", "mail"])
        #expect(lost.told.map(\.level) == [.critical, .warning])
        #expect(Set(lost.told.map(\.id)).count == 2)
        #expect(Set(lost.notifications.map(\.row.target)) == ["phone", "mail"])
    }

    @Test func `what the venue refuses is told with its reason`() throws {
        var fixture = try connected()
        let request = try #require(try fixture.order(buy).first)
        let decision = fixture.answer(
            request, .rejected(Rejection(code: 2, name: "OrderRejected", message: "no margin")))
        #expect(decision.told.map(\.kind) == [.rejected])
        #expect(decision.told.first?.text.contains("no margin") == true)
        #expect(fixture.reconcile().told.isEmpty)
    }

    @Test func `the same denial within a minute is counted, and told once more with its number`() throws {
        var fixture = try connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .lost("reset"))
        var told: [NotificationRow] = []
        for id in 1...5 { told += try fixture.arrive(#""action":"buy","size":1,"id":"b\#(id)""#).told }
        #expect(told.map(\.kind) == [.denied])
        #expect(told.first?.text.contains("UNRESOLVED_ORDER") == true)
        let due = try #require(fixture.desk.nextDeadline)
        #expect(due <= fixture.now.steady.advanced(by: .seconds(60)))
        let later = fixture.tick(after: .seconds(60)).told.filter { $0.kind == .denied }
        #expect(later.count == 1)
        #expect(later.first?.text.hasSuffix("(4 times since the one told before)") == true)
        let numbers = String(decoding: try #require(later.first).numbers, as: UTF8.self)
        #expect(numbers == #"{"size":1,"times":4}"#)
        #expect(fixture.tick(after: .seconds(61)).told.allSatisfy { $0.kind != .denied })
    }

    @Test func `a conflict, a refusal and a discrepancy are told in the commit that records them`() throws {
        var fixture = try connected()
        try fixture.order(buy)
        let conflict = try fixture.arrive(#""action":"buy","size":2,"id":"a""#)
        #expect(conflict.told.map(\.kind) == [.conflict])
        fixture.hear(.position(DeskFixture.one, DeskFixture.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [DeskFixture.held(3)]
        let decision = fixture.reconcile()
        #expect(decision.discrepancies.map(\.kind) == ["position"])
        #expect(decision.told.map(\.kind) == [.discrepancy])
        #expect(decision.told.first?.text.contains("ours 1, the venue's 3") == true)
    }

    @Test func `a flatten is told when it begins and when it is verified`() throws {
        var fixture = try connected()
        fixture.venue[DeskFixture.one]?.positions = [DeskFixture.held(2)]
        fixture.hear(.position(DeskFixture.one, DeskFixture.held(2)))
        let begun = fixture.release(try fixture.arrive(#""action":"flatten","id":"f""#))
        #expect(begun.told.map(\.kind) == [.flattenBegun])
        let close = try #require(fixture.take { if case .close = $0 { true } else { false } }.first?.call)
        let refused = fixture.tell(
            .ended(.rejected(Rejection(code: 3, name: "X", message: "not now"))), to: close)
        #expect(refused.told.map(\.kind) == [.closeRefused])
        #expect(refused.told.first?.level == .critical)
        fixture.venue[DeskFixture.one]?.positions = []
        var told: [NotificationRow] = []
        for _ in 1...20 where told.allSatisfy({ $0.kind != .verifiedFlat }) {
            told += fixture.tick(after: .seconds(1)).told
            for (call, _) in fixture.take(where: \.movesMoney) {
                told += fixture.tell(.ended(.accepted(order: nil)), to: call).told
            }
            told += fixture.answerSnapshots().told
        }
        let kinds = told.map(\.kind)
        #expect(kinds.count { $0 == .verifiedFlat } == 1)
        #expect(!kinds.contains(.flattenBegun))
    }

    @Test func `a hub that is away for 30 s is told once, and its return`() throws {
        var fixture = try connected()
        #expect(fixture.hear(.stream(DeskFixture.paper, .down(reason: "cut"))).told.isEmpty)
        #expect(fixture.tick(after: .seconds(29)).told.isEmpty)
        #expect(try #require(fixture.desk.nextDeadline) <= fixture.now.steady.advanced(by: .seconds(1)))
        let told = fixture.tick(after: .seconds(1)).told
        #expect(told.map(\.kind) == [.hubDown])
        #expect(told.first?.text.contains("cut") == true)
        #expect(fixture.tick(after: .seconds(60)).told.isEmpty)
        #expect(fixture.hear(.stream(DeskFixture.paper, .ready)).told.map(\.kind) == [.hubBack])
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "cut")))
        #expect(fixture.hear(.stream(DeskFixture.paper, .ready)).told.isEmpty)
    }

    @Test func `an unreachable gateway is told after 30 s, and its hub not besides`() throws {
        var fixture = try connected()
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "cut")))
        fixture.hear(.unreachable(DeskFixture.paper, reason: "no route"))
        #expect(fixture.tick(after: .seconds(31)).told.map(\.kind) == [.gatewayDown])
        #expect(fixture.tick(after: .seconds(600)).told.isEmpty)
        let back = fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
        #expect(back.told.map(\.kind) == [.gatewayBack, .hubDown])
    }

    @Test func `a hub whose gateway turns out to be away is told as that, and no later`() throws {
        var fixture = try connected()
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "cut")))
        fixture.tick(after: .seconds(25))
        #expect(fixture.hear(.unreachable(DeskFixture.paper, reason: "no route")).told.isEmpty)
        #expect(fixture.tick(after: .seconds(5)).told.map(\.kind) == [.gatewayDown])
        #expect(fixture.tick(after: .seconds(60)).told.isEmpty)
    }

    @Test func `an eviction is told at once`() throws {
        var fixture = try connected()
        let told = fixture.hear(.stream(DeskFixture.paper, .evicted)).told
        #expect(told.map(\.kind) == [.evicted])
        #expect(told.map(\.level) == [.critical])
        #expect(fixture.tick(after: .seconds(60)).told.isEmpty)
    }

    @Test func `a start tells what is unfinished, and what the settings halt`() throws {
        var fixture = try DeskFixture(state: .halted, isKilled: true, notify: [Self.all])
        let told = fixture.restore(DeskMemory()).told
        #expect(told.map(\.kind) == [.started, .halted, .halted, .halted])
        #expect(told.map(\.account) == [nil, nil, DeskFixture.one, DeskFixture.two])
    }

    @Test func `what was in the air when the program died is told as lost, once`() throws {
        var fixture = try connected()
        let request = try #require(try fixture.order(buy).first)
        let restarted = fixture.restore(fixture.memory())
        #expect(restarted.told.map(\.kind) == [.orderLost, .started])
        #expect(restarted.told.first?.tag == request.tag)
        let again = fixture.restore(fixture.memory())
        #expect(again.told.map(\.kind) == [.started])
        #expect(again.told.first?.text.contains("1 of them UNRESOLVED; 2 notifications waiting") == true)
        fixture.connect()
        let found = fixture.hear(.order(request.order(100)))
        #expect(found.told.map(\.kind) == [.orderResolved])
    }

    @Test func `a ledger that recovered is told, and no start`() throws {
        var fixture = try connected()
        let told = fixture.recover(fixture.memory()).told
        #expect(told.map(\.kind) == [.ledgerRecovered])
        #expect(fixture.tick(after: .seconds(600)).told.isEmpty)
    }

    @Test func `the message has the members that the README names`() throws {
        var fixture = try connected()
        let request = try #require(try fixture.order(buy).first)
        let told = try #require(fixture.answer(request, .lost("reset")).told.first)
        let root = try JSONDocument(told.message).root
        let names = ["id", "at", "level", "kind", "account", "tag", "alert", "text", "numbers"]
        #expect(root.members.map(\.key) == names)
        #expect(root["kind"]?.string == "order_lost")
        #expect(root["numbers"]?["size"]?.int64 == 1)
        #expect(told.idempotencyKey == "ab-\(told.id)-\(told.at.microseconds)")
    }

    @Test func `a position without its stop is critical, and a kind of its own`() throws {
        var fixture = try DeskFixture.connected(unprotected: .protect, notify: [Self.all])
        let entry = try fixture.filledEntry(#""action":"buy","size":1"#)
        fixture.hear(.order(entry.child("SL", 101, of: 100, .cancelled)))
        fixture.venue[DeskFixture.one]?.orders.removeAll { $0.id == OrderID(101) }
        for _ in 0..<40 {
            fixture.tick(after: .milliseconds(100))
            fixture.answerSnapshots()
        }
        let told = try #require(fixture.told.first { $0.kind == .unprotected })
        #expect(told.level == .critical && told.account == DeskFixture.one)
        #expect(told.text.contains("position_unprotected of CON.F.US.MNQ.Z26 on combine-1"))
        #expect(!fixture.told.contains { $0.kind == .discrepancy && $0.text.contains("unprotected") })
    }

    @Test func `an account that is not flat in time is critical, and a kind of its own`() throws {
        var fixture = try DeskFixture.connected(cutOff: CutOff(flattenAt: 54_450), notify: [Self.all])
        _ = try fixture.filledEntry(#""action":"buy","size":1"#)
        let flat = Timestamp("2026-10-05T20:08:31Z")!
        fixture.tick(after: flat.since(fixture.now.wall))
        fixture.tick(after: .seconds(61))
        let told = try #require(fixture.told.first { $0.kind == .notFlatInTime })
        #expect(told.level == .critical && told.text.hasPrefix("not_flat_in_time"))
    }

    @Test func `the other differences are warnings, with their order where they have one`() throws {
        var fixture = try connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .lost("reset"))
        for span in [1, 1, 2, 4, 7, 15] {
            let call = try #require(fixture.tick(after: .seconds(Int64(span))).lookUp)
            fixture.answerSnapshots()
            fixture.answer(call, .lookedUp(.absent))
        }
        fixture.pass(.seconds(61))
        let back = fixture.hear(.order(request.order(100)))
        let told = try #require(back.told.first { $0.kind == .discrepancy })
        #expect(told.level == .warning && told.tag == request.tag)
        #expect(told.text.hasPrefix("order_reappeared"))
    }
}

extension Decision {
    /// The notifications that it writes.
    var told: [NotificationRow] {
        rows.compactMap { if case .notification(let row) = $0 { row } else { nil } }
    }

    fileprivate var lookUp: GatewayCall? { calls.first { if case .lookUp = $0 { true } else { false } } }
}

extension DeskFixture {
    var told: [NotificationRow] { decisions.flatMap(\.told) }

    fileprivate static func held(_ size: Int64) -> Position {
        Position(contract: mnq.id, signedSize: size, averagePrice: Price(nanos: 25_000_000_000_000))
    }
}
