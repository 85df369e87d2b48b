import Journey
import Testing
import Trading

/// Alerts of content alone that come again: resends of one, or another that says the same.
struct DeskRepeatTests {
    let close = #""action":"close""#
    let half = #""action":"sell","size":1,"position":1,"prev_position":2"#
    let turn = #""action":"sell","size":2,"position":-1,"prev_position":1"#

    /// Answers everything that waits until the account is flat and its orders are over.
    private func closeAll(_ fixture: inout DeskFixture, _ long: PlaceRequest) {
        for (call, _) in fixture.take(where: { $0.movesMoney }) {
            fixture.answer(call, .ended(.accepted(order: nil)))
        }
        fixture.hear(.position(DeskFixture.one, long.held(0)))
        for order in fixture.venue[DeskFixture.one]?.orders ?? [] {
            fixture.hear(.order(order.ended))
        }
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        for _ in 0..<2 {
            fixture.answerSnapshots()
            fixture.tick(after: .seconds(2))
        }
        fixture.answerSnapshots()
    }

    private func outcomes(_ decision: Decision) -> [DeliveryRow.Outcome] {
        decision.deliveries.map(\.outcome)
    }

    @Test func `a close that comes four times at 5 s is one alert, and one again after 30 s`() throws {
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry()
        fixture.release(try fixture.arrive(close))
        let first = fixture.now.wall
        closeAll(&fixture, long)
        #expect(fixture.desk.orders.isEmpty)
        for resend in 1...3 {
            fixture.pass(Span.seconds(Int64(resend) * 5 + 1).minus(fixture.now.wall.since(first)))
            #expect(outcomes(try fixture.arrive(close)) == [.duplicate])
        }
        fixture.pass(Span.seconds(30).minus(fixture.now.wall.since(first)))
        #expect(outcomes(try fixture.arrive(close)) == [.accepted])
    }

    @Test func `what came at the very moment of the first is the first, whatever came between`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 5, positionMax: 5))
        _ = try fixture.filledEntry(#""action":"buy","size":1,"id":"a""#)
        let at = fixture.now.wall
        #expect(outcomes(try fixture.arrive(turn, bodyAt: at)) == [.accepted])
        #expect(outcomes(try fixture.arrive(turn + #","id":"b""#, bodyAt: at)) == [.accepted])
        let again = try fixture.arrive(turn, bodyAt: at)
        #expect(outcomes(again) == [.duplicate] && again.orders.isEmpty)
    }

    @Test func `an exit is meant anew after 30 s, though what it took back still works`() throws {
        let exit = #""action":"exit","quantity":1,"cancel":true"#
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 9, positionMax: 9))
        let long = try fixture.filledEntry(#""action":"buy","size":3"#)
        let resting = try #require(
            try fixture.order(
                #""action":"add","sentiment":"long","quantity":1,"orderType":"limit","limitPrice":21000"#
            ).first)
        fixture.answer(resting, .accepted(order: OrderID(700)))
        fixture.hear(.order(resting.order(700)))
        let first = try fixture.arrive(exit)
        #expect(outcomes(first) == [.accepted] && first.verdicts.count == 2)
        let part = try #require(fixture.release(first).placed.first)
        fixture.answer(part, .accepted(order: OrderID(701)))
        fixture.hear(.order(part.order(701).ended))
        fixture.hear(.position(DeskFixture.one, long.held(2)))
        fixture.venue[DeskFixture.one]?.positions = [long.held(2)]
        fixture.reconcile()
        // The cancel is refused for as long as this lasts.
        for _ in 0..<40 { fixture.pass(.seconds(1)) }
        #expect(fixture.desk.orders[resting.tag]?.row.state.isLive == true)
        #expect(outcomes(try fixture.arrive(exit)) == [.accepted])
    }

    @Test func `a close is meant anew once another entry was let through`() throws {
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry(#""action":"buy","size":1,"id":"a""#)
        fixture.release(try fixture.arrive(close))
        closeAll(&fixture, long)
        #expect(try fixture.order(#""action":"buy","size":1,"id":"b""#).count == 1)
        #expect(outcomes(try fixture.arrive(close)) == [.accepted])
    }

    @Test func `a plain order against a position is meant anew once another entry was let through`() throws {
        let sell = #""action":"sell","size":1"#
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry(#""action":"buy","size":1,"id":"a""#)
        #expect(try fixture.order(sell).count == 1)
        fixture.hear(.position(DeskFixture.one, long.held(0)))
        fixture.pass(.seconds(2))
        #expect(outcomes(try fixture.arrive(sell)) == [.duplicate], "a resend finds nothing to take off")
        _ = try fixture.order(#""action":"buy","size":1,"id":"b""#)
        fixture.hear(.position(DeskFixture.one, long.held(1)))
        #expect(outcomes(try fixture.arrive(sell)) == [.accepted])
        #expect(outcomes(try fixture.arrive(sell)) == [.duplicate], "until something is opened again")
    }

    @Test func `a plain order that adds is a resend for as long as its content is known`() throws {
        let sell = #""action":"sell","size":1"#
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 9, positionMax: 9))
        let short = try fixture.filledEntry(sell)
        fixture.pass(.seconds(20))
        #expect(outcomes(try fixture.arrive(sell)) == [.duplicate])
        _ = try fixture.order(#""action":"sell","size":2,"id":"b""#)
        fixture.hear(.position(DeskFixture.one, short.held(-3)))
        #expect(outcomes(try fixture.arrive(sell)) == [.duplicate])
        fixture.pass(.seconds(10))
        #expect(outcomes(try fixture.arrive(sell)) == [.accepted], "its strategy says it again")
    }

    @Test func `a close is meant anew while the venue shows something that it would end`() throws {
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry()
        fixture.release(try fixture.arrive(close))
        closeAll(&fixture, long)
        // By hand, at the venue.
        fixture.hear(.position(DeskFixture.one, long.held(-1)))
        #expect(outcomes(try fixture.arrive(close)) == [.accepted])
    }

    @Test func `a close is meant anew where nobody knows what is held`() throws {
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry()
        fixture.release(try fixture.arrive(close))
        closeAll(&fixture, long)
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        #expect(outcomes(try fixture.arrive(close)) == [.accepted])
    }

    /// Two contracts, of which a part was taken off.
    private func halved() throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry(#""action":"buy","size":2,"id":"a""#)
        let exit = try #require(try fixture.order(half).first)
        fixture.answer(exit, .accepted(order: OrderID(200)))
        fixture.hear(.order(exit.order(200, .filled, filled: 1, at: "21450.25")))
        fixture.hear(.position(exit.account, long.held(1)))
        fixture.hear(.trade(exit.trade(2_000, order: 200, at: fixture.now.wall)))
        fixture.venue[DeskFixture.one]?.positions = [long.held(1)]
        fixture.reconcile()
        return (fixture, long)
    }

    @Test func `a part that is taken off comes again within 30 s as a duplicate, though a rest is held`()
        throws
    {
        var (fixture, _) = try halved()
        fixture.pass(.seconds(5))
        #expect(outcomes(try fixture.arrive(half)) == [.duplicate])
        fixture.pass(.seconds(30))
        #expect(outcomes(try fixture.arrive(half)) == [.accepted])
    }

    @Test func `a part is taken off again after another entry`() throws {
        var (fixture, _) = try halved()
        #expect(try fixture.order(#""action":"buy","size":1,"position":2,"prev_position":1"#).count == 1)
        let again = try fixture.arrive(half)
        #expect(outcomes(again) == [.accepted])
        #expect(again.verdicts.map(\.isApproved) == [true])
    }

    @Test func `a part is taken off again after the venue told of more`() throws {
        var (fixture, long) = try halved()
        fixture.hear(.position(DeskFixture.one, long.held(2)))
        #expect(outcomes(try fixture.arrive(half)) == [.accepted])
    }

    @Test func `an entry in another product makes no repeat of an exit`() throws {
        var (fixture, long) = try halved()
        fixture.hear(
            .position(
                DeskFixture.one,
                Position(
                    contract: DeskFixture.nq.id, signedSize: 1,
                    averagePrice: Price(nanos: 21_450_250_000_000))))
        #expect(outcomes(try fixture.arrive(half)) == [.duplicate])
        fixture.hear(.position(DeskFixture.two, long.held(2)))
        #expect(outcomes(try fixture.arrive(half)) == [.duplicate])
    }

    @Test func `a reversal's own entry makes no repeat of it`() throws {
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry()
        fixture.release(try fixture.arrive(turn))
        closeAll(&fixture, long)
        let entry = try #require(
            fixture.take { $0.movesMoney }.compactMap {
                if case .place(let request) = $0.call { request } else { nil }
            }.first)
        fixture.answer(entry, .accepted(order: OrderID(300)))
        // The position is told before the fill.
        fixture.hear(.position(entry.account, entry.position))
        fixture.hear(.order(entry.order(300, .filled, filled: 1, at: "21450.25")))
        fixture.pass(.seconds(5))
        #expect(outcomes(try fixture.arrive(turn)) == [.duplicate])
        _ = try fixture.arrive(#""action":"buy","size":2,"position":1,"prev_position":-1"#)
        #expect(outcomes(try fixture.arrive(turn)) == [.accepted])
    }

    @Test func `after a restart the ledger tells what was opened`() throws {
        for opens in [false, true] {
            var (fixture, _) = try halved()
            let first = try #require(
                fixture.decisions.flatMap(\.rows).compactMap { row -> AlertRow? in
                    if case .alert(let alert) = row, alert.action == "sell" { alert } else { nil }
                }.first)
            if opens { #expect(try fixture.order(#""action":"buy","size":1,"id":"b""#).count == 1) }
            _ = fixture.restore(fixture.memory())
            fixture.connect()
            let again = try fixture.arrive(half, known: KnownAlert(row: first, verdicts: []))
            #expect(outcomes(again) == [opens ? .accepted : .duplicate])
        }
    }

    @Test func `an entry comes again within 30 s as a duplicate, whatever was closed between`() throws {
        var fixture = try DeskFixture.connected()
        let buy = #""action":"buy","size":1"#
        let long = try fixture.filledEntry(buy)
        fixture.release(try fixture.arrive(close))
        closeAll(&fixture, long)
        #expect(outcomes(try fixture.arrive(buy)) == [.duplicate])
    }
}

extension Span {
    fileprivate func minus(_ other: Span) -> Span { Span(microseconds: microseconds - other.microseconds) }
}

extension VenueOrder {
    /// The same, cancelled.
    fileprivate var ended: VenueOrder {
        VenueOrder(
            id: id, account: account, contract: contract, tag: tag, status: .cancelled, type: type,
            side: side,
            size: size, filled: filled, limitPrice: limitPrice, stopPrice: stopPrice, parent: parent)
    }
}
