import Journey
import Testing
import Trading

/// Answers that come when something else was faster.
struct DeskAnswerEdgeTests {
    let buy = #""action":"buy","size":1"#

    @Test func `a refusal that the hub told first still gets the venue's reason`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.hear(.order(request.order(100, .rejected)))
        #expect(fixture.row(request.tag)?.state == .rejected)
        #expect(fixture.row(request.tag)?.reason == nil)
        let no = Rejection(code: 2, name: "OrderRejected", message: "risk limit of the firm")
        fixture.answer(request, .rejected(no))
        let row = try #require(fixture.row(request.tag))
        #expect((row.state, row.code, row.venueOrder) == (.rejected, "OrderRejected", OrderID(100)))
        #expect(row.reason == "the venue refused it, code 2: risk limit of the firm")
        #expect(fixture.desk.orders[request.tag] == nil)
    }

    /// An entry that another Desk sent, and that ended by the hub's word before this one had its answers.
    func settled(_ fixture: inout DeskFixture) throws -> (PlaceRequest, lookUp: GatewayCall) {
        let request = try #require(try fixture.order(buy).first)
        _ = fixture.take(where: \.movesMoney)
        _ = fixture.recover(fixture.memory())
        fixture.tick(after: .seconds(1))
        let asked = fixture.take(where: { if case .lookUp = $0 { true } else { false } })
        _ = fixture.recover(fixture.memory())
        fixture.hear(.order(request.order(100, .cancelled)))
        for _ in 0..<5 { fixture.reconcile() }
        #expect(fixture.row(request.tag)?.state == .cancelled)
        #expect(fixture.desk.orders[request.tag] == nil)
        return (request, try #require(asked.first).call)
    }

    @Test(arguments: [Ending.accepted(order: OrderID(100)), .lost("reset"), .notSent("stopped")])
    func `an answer to an order that is settled by now sends and writes nothing`(ending: Ending) throws {
        var fixture = try DeskFixture.connected()
        let (request, _) = try settled(&fixture)
        let late = fixture.tell(.ended(ending), to: .place(request))
        #expect(late.rows.isEmpty && late.calls.isEmpty)
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"n""#).verdicts.map(\.code) == [nil])
    }

    @Test func `a look-up of an order that is settled by now finds nothing new`() throws {
        var fixture = try DeskFixture.connected()
        let (request, call) = try settled(&fixture)
        let late = fixture.tell(.lookedUp(.absent), to: call)
        #expect(late.rows.isEmpty && late.calls.isEmpty)
        #expect(fixture.row(request.tag)?.state == .cancelled)
    }

    @Test func `an answer of another kind than its call is told, and taken for none`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let odd = fixture.tell(.lookedUp(.absent), to: .place(request))
        #expect(odd.notes.map(\.text) == ["an answer came that fits no call"])
        #expect(odd.rows.isEmpty)
        #expect(fixture.row(request.tag)?.state == .sent)
        fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(fixture.row(request.tag)?.state == .working)
    }
}
