import Journey
import Testing
import Trading

/// What the ledger says of a close before, while and after one of its calls may be at the venue.
struct DeskCloseShownTests {
    let close = #""action":"close""#
    let isClose = { (call: GatewayCall) in if case .close = call { true } else { false } }

    /// Tells the closes that wait how they ended.
    @discardableResult
    private func end(_ fixture: inout DeskFixture, _ ending: Ending) -> Decision {
        var all = Decision()
        for (call, _) in fixture.take(where: isClose) {
            all.append(fixture.tell(.ended(ending), to: call))
        }
        return all
    }

    @Test func `it says sent in the commit of its attempt, and no more once that did not leave`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let arrived = try fixture.arrive(close)
        let tag = try #require(arrived.verdicts.first).tag
        let released = fixture.release(arrived)
        #expect(released.attempts.map(\.ending) == [nil])
        #expect(released.orders[tag]?.state == .sent)
        end(&fixture, .notSent("connection refused"))
        let row = try #require(fixture.row(tag))
        #expect((row.state, row.stage, row.code) == (.approved, .place, "NOT_SENT"))
        #expect(row.times.sentAt == nil && row.times.answeredAt == nil)
        #expect(row.reason?.hasPrefix("connection refused; it is tried again") == true)
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"n""#).verdicts.map(\.code) == ["LOCKED_OUT"])
    }

    @Test func `it is tried again, and then says sent once more`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        end(&fixture, .notSent("connection refused"))
        var tries = 0
        for _ in 0..<3 where tries == 0 {
            fixture.answerSnapshots()
            fixture.tick(after: .seconds(1))
            tries = fixture.calls.count { isClose($0.call) }
        }
        #expect(tries == 1)
        let row = try #require(fixture.row(tag))
        #expect(row.state == .sent && row.code == nil && row.reason == nil && row.times.sentAt != nil)
        end(&fixture, .lost("reset"))
        #expect(fixture.row(tag)?.state == .sent, "nobody knows whether it happened")
    }

    @Test func `a refusal is told, and nothing is at the venue`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        end(
            &fixture,
            .rejected(Rejection(code: 5, name: "OrderRejected", message: "not now", isNotFound: false)))
        let row = try #require(fixture.row(tag))
        #expect((row.state, row.code) == (.approved, "OrderRejected"))
        #expect(row.reason?.contains("not now") == true)
    }

    @Test func `what only cancels, or only reads, has sent no close`() throws {
        var fixture = try DeskFixture.connected()
        var resting = PlaceRequest.sample.order(900)
        (resting.tag, resting.type, resting.limitPrice) = (nil, .limit, Price("21000"))
        fixture.hear(.order(resting))
        let arrived = try fixture.arrive(#""action":"flatten""#)
        let tag = try #require(arrived.verdicts.first).tag
        let released = fixture.release(arrived)
        #expect(released.attempts.map(\.kind) == [.cancel])
        #expect((released.orders[tag]?.state, released.orders[tag]?.stage) == (.approved, .place))
        for (call, _) in fixture.take(where: \.movesMoney) {
            fixture.tell(.ended(.accepted(order: nil)), to: call)
        }
        #expect(fixture.row(tag)?.state == .approved)
    }

    @Test(arguments: [nil, "accepted", "lost", "rejected", "not_sent"])
    func `after a restart it says again what may have happened, and closes only what is read`(
        ending: String?
    ) throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        switch ending {
        case "accepted": end(&fixture, .accepted(order: nil))
        case "lost": end(&fixture, .lost("reset"))
        case "rejected":
            end(
                &fixture,
                .rejected(Rejection(code: 5, name: "OrderRejected", message: nil, isNotFound: false)))
        case "not_sent": end(&fixture, .notSent("connection refused"))
        default: break
        }
        let mayHaveLeft = !["rejected", "not_sent"].contains(ending)
        #expect(fixture.row(tag)?.state == (mayHaveLeft ? .sent : .approved))
        fixture.pass(.seconds(1_000))
        let restored = fixture.restore(fixture.memory())
        #expect(fixture.desk.orders[tag] != nil, "begun long ago, it goes on")
        #expect(!restored.calls.contains(where: isClose), "the position was not read again")
        #expect(fixture.desk.orders[tag]?.row.state == (mayHaveLeft ? .sent : .approved))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        fixture.connect()
        for _ in 0..<6 {
            for (call, _) in fixture.take(where: \.movesMoney) where !isClose(call) {
                fixture.tell(.ended(.accepted(order: nil)), to: call)
            }
            fixture.answerSnapshots()
            fixture.tick(after: .seconds(3))
        }
        #expect(fixture.row(tag)?.state == (mayHaveLeft ? .filled : .cancelled))
        #expect(!fixture.calls.contains { isClose($0.call) }, "what is flat is not closed again")
    }
}

/// What a close reads to prove that an account is flat.
struct DeskProofTests {
    private func readings(_ fixture: inout DeskFixture) -> [GatewayCall.Urgency] {
        let asked = fixture.take { if case .snapshot(DeskFixture.one, _, _) = $0 { true } else { false } }
        return asked.compactMap { call, at in
            guard case .snapshot(let name, _, let urgency) = call else { return nil }
            fixture.tell(.snapshot(fixture.snapshot(of: name, askedAt: at.steady)), to: call)
            return urgency
        }
    }

    @Test func `what is flat already is proved by two readings of orders and positions alone`() throws {
        var fixture = try DeskFixture.connected()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"flatten""#).first)
        #expect(readings(&fixture) == [.proof])
        fixture.tick(after: .seconds(3))
        #expect(readings(&fixture) == [.proof])
        #expect(fixture.row(tag)?.code == "ALREADY_FLAT")
        #expect(readings(&fixture).isEmpty)
    }

    @Test func `what was closed is read whole, and then proved once more`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"close""#).first)
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        DeskFlattenTests().fillClose(&fixture, entry)
        for (id, suffix) in [(101, "SL"), (102, "TP")] as [(Int64, String)] {
            fixture.hear(.order(entry.child(suffix, id, of: 100, .cancelled)))
        }
        for (call, _) in fixture.take(where: \.movesMoney) {
            fixture.tell(.ended(.accepted(order: nil)), to: call)
        }
        var urgencies = readings(&fixture)
        for _ in 0..<4 where fixture.row(tag)?.state == .sent {
            fixture.tick(after: .seconds(3))
            urgencies += readings(&fixture)
        }
        #expect(urgencies.first == .closing && urgencies.last == .proof, "\(urgencies)")
        #expect(fixture.row(tag)?.state == .filled)
    }

    @Test func `a fill told behind the whole reading is agreed with by another one`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"close""#).first)
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        for (call, _) in fixture.take(where: \.movesMoney) {
            fixture.tell(.ended(.accepted(order: nil)), to: call)
        }
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(0)))
        for (id, suffix) in [(101, "SL"), (102, "TP")] as [(Int64, String)] {
            fixture.hear(.order(entry.child(suffix, id, of: 100, .cancelled)))
        }
        var urgencies: [GatewayCall.Urgency] = []
        for _ in 0..<6 where fixture.row(tag)?.state.isTerminal == false {
            urgencies += readings(&fixture)
            for (call, _) in fixture.take(where: \.movesMoney) {
                fixture.tell(.ended(.accepted(order: nil)), to: call)
            }
            fixture.tick(after: .seconds(3))
        }
        #expect(fixture.row(tag)?.state == .filled)
        #expect(urgencies == [.closing, .closing], "until then entries the other way are held back")
    }

    @Test func `what a proof shows open is closed, and read whole behind it`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.arriveAndRelease(#""action":"flatten""#)
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(1)]
        #expect(readings(&fixture) == [.proof])
        let closes = fixture.take(where: \.movesMoney)
        #expect(
            closes.map(\.call) == [.close(account: DeskFixture.one, contract: PlaceRequest.sample.contract)])
        for (call, _) in closes { fixture.tell(.ended(.accepted(order: nil)), to: call) }
        #expect(readings(&fixture) == [.closing])
    }

    @Test func `without the hub, or once a proof could not be read, it is a whole reading`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.arriveAndRelease(#""action":"flatten""#)
        fixture.venue[DeskFixture.one]?.fault = "orders: 503"
        #expect(readings(&fixture) == [.proof])
        fixture.venue[DeskFixture.one]?.fault = nil
        fixture.tick(after: .seconds(1))
        #expect(readings(&fixture) == [.closing])
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        fixture.tick(after: .seconds(3))
        #expect(readings(&fixture) == [.closing])
    }
}
