import JSON
import Journey
import Testing
import Trading

/// Alerts that change what is at the venue: entries are taken back, stops brought nearer.
struct DeskAlertChangeTests {
    private static let limit = #""action":"buy","size":2,"type":"limit","limit_price":21000,"id":"entry""#
    private static let breakeven = #""action":"breakeven","id":"be""#
    private let cancel = GatewayCall.cancel(account: DeskFixture.one, order: OrderID(500))

    private func moveStop(_ price: String, id: String = "move") -> String {
        #""action":"move_stop","stop_price":"\#(price)","id":"\#(id)""#
    }

    /// A limit entry of ours that works under number 500.
    private func resting() throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(Self.limit).first)
        fixture.answer(request, .accepted(order: OrderID(500)))
        fixture.hear(.order(request.order(500)))
        return (fixture, request)
    }

    // MARK: Cancel

    @Test(arguments: [#""action":"cancel""#, #""action":"cancel_all""#])
    func `a waiting entry is cancelled, and its verdict names it`(members: String) throws {
        var (fixture, entry) = try resting()
        let decision = try fixture.arrive(members)
        #expect(decision.verdicts.map(\.tag) == [entry.tag])
        #expect(decision.verdicts.map(\.isApproved) == [true])
        #expect(decision.calls == [cancel])
        #expect(decision.attempts.map(\.alert) == [decision.alertRows.first?.fingerprint])
        #expect(decision.audits.map(\.kind) == ["entry.cancelled"])
        fixture.answer(cancel, .ended(.accepted(order: nil)))
        fixture.hear(.order(entry.order(500, .cancelled)))
        #expect(fixture.row(entry.tag)?.state == .cancelled)
        #expect(fixture.row(entry.tag)?.code == "ENTRY_CANCELLED")
    }

    @Test func `another product's entries are left by cancel and taken by cancel all`() throws {
        var (fixture, _) = try resting()
        let decision = try fixture.arrive(#""action":"cancel""#, ticker: "ES1!")
        // The rule trades MNQ for whatever comes: the product is the rule's.
        #expect(decision.calls == [cancel])
        var (other, _) = try restingWithoutRoot()
        #expect(try other.arrive(#""action":"cancel""#, ticker: "ES1!").calls.isEmpty)
        #expect(try other.arrive(#""action":"cancel_all""#, ticker: "ES1!").calls == [cancel])
    }

    /// The same where the rule trades the chart's own product.
    private func restingWithoutRoot() throws -> (DeskFixture, PlaceRequest) {
        let target = Rule.Target(
            account: DeskFixture.one, size: .asAlerted, bracket: Bracket(stop: Ticks(80), target: Ticks(160)))
        let rule = Rule(name: "own", when: Rule.Condition(source: "orb"), to: [target])
        var fixture = try DeskFixture.connected(rules: [rule])
        let decision = fixture.release(try fixture.arrive(Self.limit, ticker: "MNQ1!"))
        let request = try #require(decision.placed.first)
        fixture.answer(request, .accepted(order: OrderID(500)))
        fixture.hear(.order(request.order(500)))
        return (fixture, request)
    }

    @Test func `one that is on its way is cancelled once the venue shows it`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(Self.limit).first)
        let decision = try fixture.arrive(#""action":"cancel""#)
        #expect(decision.verdicts.map(\.isApproved) == [true])
        #expect(decision.calls.isEmpty, "there is no number to cancel by yet")
        fixture.answer(request, .accepted(order: OrderID(500)))
        let shown = fixture.hear(.order(request.order(500)))
        #expect((shown.calls + fixture.tick(after: .milliseconds(1)).calls).contains(cancel))
    }

    @Test func `a restart goes on with a cancel that had not come through`() throws {
        let (fixture, entry) = try resting()
        var row = try #require(fixture.row(entry.tag))
        row.code = "ENTRY_CANCELLED"
        var memory = DeskMemory()
        memory.orders = [row]
        var again = try DeskFixture()
        _ = again.restore(memory)
        again.venue[DeskFixture.one]?.orders = [entry.order(500)]
        again.connect()
        for _ in 0..<3 { again.tick(after: .seconds(1)) }
        #expect(again.decisions.flatMap(\.calls).contains(cancel))
    }

    @Test func `one that fills first is no cancelled entry`() throws {
        var (fixture, entry) = try resting()
        try fixture.arrive(#""action":"cancel""#)
        fixture.hear(.order(entry.order(500, .filled, filled: 2, at: "21000")))
        #expect(fixture.row(entry.tag)?.state == .filled)
        #expect(fixture.row(entry.tag)?.code == nil)
    }

    @Test func `with nothing waiting the account is left alone, in writing`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.arrive(#""action":"cancel","id":"c""#)
        #expect(decision.verdicts.map(\.code) == ["NOT_CONCERNED"])
        #expect(decision.orders.values.map(\.state) == [.denied])
        #expect(decision.calls.isEmpty)
        #expect(try fixture.arrive(#""action":"cancel","id":"c""#).verdicts == decision.verdicts)
    }

    @Test(arguments: [
        (#""action":"add","sentiment":"long","quantity":1,"orderType":"market""#, Side.buy),
        (#""action":"exit","quantity":1"#, .sell),
        (#""action":"sell","sentiment":"long","quantity":1"#, .sell),
    ])
    func `an order that says cancel takes back what waits, and closes nothing`(
        members: String, side: Side
    ) throws {
        for cancels in [false, true] {
            var (fixture, entry) = try resting()
            fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
            let said = #"{"ticker":"NQ1!",\#(members)\#(cancels ? #","cancel":true"# : "")}"#
            let decision = try fixture.hear(said)
            #expect(decision.calls.contains(cancel) == cancels)
            #expect(decision.verdicts.count == (cancels ? 2 : 1))
            #expect((decision.verdicts.last?.tag == entry.tag) == cancels)
            #expect(decision.orders.values.allSatisfy { $0.orderClass != .flatten })
            // The gate counts what waits until it is seen to be over, against an entry alone.
            guard side == .sell else { continue }
            let placed = fixture.release(decision).placed
            #expect(placed.map(\.side) == [side] && placed.map(\.size.contracts) == [1])
        }
    }

    @Test func `a cancel is never too old, and asked twice it is sent once`() throws {
        var (fixture, _) = try resting()
        let at = fixture.now.wall.description
        fixture.pass(.seconds(3_600))
        let decision = try fixture.arrive(#""action":"cancel","time":"\#(at)","id":"a""#)
        #expect(decision.calls.contains(cancel))
        #expect(try fixture.arrive(#""action":"cancel","id":"b""#).calls.isEmpty)
    }

    @Test func `an entry that waits for its reversal's exit does not leave any more`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tags = try fixture.arriveAndRelease(
            #""action":"sell","size":3,"position":-2,"prev_position":1,"id":"r""#)
        let entry = try #require(tags.last)
        let decision = try fixture.arrive(#""action":"cancel","id":"c""#)
        #expect(decision.verdicts.map(\.tag) == [entry])
        // No attempt tells of it: this row says which alert it was.
        let told = try #require(decision.audits.first { $0.kind == "entry.cancelled" })
        #expect(told.subject == entry.text)
        let by = try #require(decision.alertRows.first?.fingerprint.description)
        #expect(try JSONDocument(told.body).root["by"]?.string == by)
        #expect(fixture.row(entry)?.state == .notSent)
        #expect(fixture.row(entry)?.code == "ENTRY_CANCELLED")
    }

    // MARK: Stops

    @Test func `breakeven brings the stop to the average price`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.arrive(Self.breakeven)
        #expect(decision.modified.map(\.order) == [OrderID(101)])
        #expect(decision.modified.map(\.change) == [OrderChange(stopPrice: Price("21450.25"))])
        #expect(decision.verdicts.map(\.isApproved) == [true])
        #expect(decision.audits.map(\.kind) == ["risk.verdict"])
    }

    @Test(arguments: [
        ("buy", "21450.30", 0, "21450.5"), ("buy", "21450.25", 4, "21451.25"),
        ("sell", "21450.30", 0, "21450.25"), ("sell", "21450.25", 4, "21449.25"),
        ("buy", "21450.25", -2, "21449.75"),
    ])
    func `an average between two ticks is rounded toward protection`(
        side: String, average: String, ticks: Int, level: String
    ) throws {
        let size: Int64 = side == "buy" ? 1 : -1
        let held = Position(
            contract: DeskFixture.mnq.id, signedSize: size, averagePrice: try #require(Price(average)))
        let move = StopMove.breakeven(ticks: Int64(ticks))
        #expect(move.level(for: held, tickSize: DeskFixture.mnq.tickSize) == Price(level))
        #expect(move.level(for: held, tickSize: nil) == nil)
    }

    @Test(arguments: [("21430.5", true), ("21430.25", false), ("21430", false)])
    func `a long's stop is raised and never lowered`(price: String, isMoved: Bool) throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.arrive(moveStop(price))
        #expect(decision.modified.count == (isMoved ? 1 : 0))
        #expect(decision.verdicts.map(\.code) == [isMoved ? nil : "ORDER_NOT_CHANGEABLE"])
        guard !isMoved else { return }
        #expect(decision.verdicts.first?.reason?.contains("brings a stop nearer") == true)
        #expect(decision.verdicts.first?.remedy?.contains("order modify") == true)
    }

    @Test func `a price between two ticks is denied as any order's`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        #expect(try fixture.arrive(moveStop("21440.10")).verdicts.map(\.code) == ["PRICE_OFF_TICK"])
    }

    @Test func `a flat account, and a position without a stop, are left alone`() throws {
        var fixture = try DeskFixture.connected()
        #expect(try fixture.arrive(Self.breakeven).verdicts.map(\.code) == ["NOT_CONCERNED"])
        let long = try fixture.filledEntry(#""action":"buy","size":1,"id":"in""#)
        fixture.hear(.order(long.child("SL", 101, of: 100, .cancelled)))
        let decision = try fixture.arrive(moveStop("21440"))
        #expect(decision.verdicts.map(\.code) == ["NOT_CONCERNED"])
        #expect(decision.verdicts.first?.reason?.contains("no stop works") == true)
    }

    @Test func `a stop is not moved for an alert that is too old`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let at = fixture.now.wall.description
        fixture.pass(.seconds(31))
        let decision = try fixture.arrive(#""action":"breakeven","time":"\#(at)","id":"late""#)
        #expect(decision.modified.isEmpty)
        #expect(decision.deliveries.map(\.outcome) == [.refused])
    }

    @Test func `a reducing account's stop may be brought nearer`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        fixture.control(#""action":"reduce","account":"combine-1""#)
        #expect(try fixture.arrive(Self.breakeven).modified.count == 1)
    }
}
