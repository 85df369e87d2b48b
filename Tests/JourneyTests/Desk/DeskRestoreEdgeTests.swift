import Journey
import Testing
import Trading

/// A ledger that remembers more than the settings name, or more than one try.
struct DeskRestoreEdgeTests {
    let limit = #""action":"buy","size":1,"type":"limit","limit_price":21000"#

    @Test func `what an account left that the settings no longer name stays as it is`() throws {
        var fixture = try DeskFixture.connected(unprotected: .protect)
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let open = try #require(try fixture.order(#""action":"buy","size":1,"id":"b""#).first)
        let gone = AccountName("combine-0")
        var memory = fixture.memory()
        for index in memory.orders.indices { memory.orders[index].account = gone }
        for index in memory.entries.indices { memory.entries[index].account = gone }
        for index in memory.fills.indices { memory.fills[index].trade.account = gone }
        memory.locks = [
            LockRow(
                id: 1, account: gone, contract: nil, kind: "flatten", reason: "x", createdAt: fixture.now.wall
            )
        ]
        (memory.positions, memory.holdings) = ([], [])
        #expect(!memory.entries.isEmpty && memory.attempts.contains { $0.ending == nil })
        let restored = fixture.restore(memory)
        #expect(restored.rows.isEmpty && restored.calls.isEmpty)
        let left = restored.notes.filter { $0.account == gone && $0.text.hasPrefix("left as it is (") }
        #expect(Set(left.compactMap(\.tag)) == Set(memory.orders.map(\.tag)))
        #expect(left.contains { $0.tag == open.tag && $0.text.contains("(sent)") })
        #expect(fixture.desk.orders.isEmpty)
        // Nothing of it counts against the accounts that are named.
        fixture.venue = [:]
        fixture.connect()
        #expect(try fixture.arrive(#""action":"buy","size":3,"id":"c""#).verdicts.map(\.code) == [nil])
    }

    @Test(arguments: [[1, 2, 3], [3, 2, 1], [2, 3, 1]])
    func `tries are counted on from the highest, whatever order the ledger tells them in`(
        order: [Int64]
    ) throws {
        var fixture = try DeskFixture.connected()
        let entry = try #require(try fixture.order(limit).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100)))
        var memory = fixture.memory()
        let first = try #require(memory.attempts.first { $0.tag == entry.tag })
        memory.attempts = order.map { number in
            var attempt = first
            attempt.number = number
            return attempt
        }
        _ = fixture.restore(memory)
        fixture.venue[DeskFixture.one]?.orders = [entry.order(100)]
        fixture.connect()
        let asked = fixture.ask(#""action":"cancel","order":"100""#, id: "c")
        #expect(asked.attempts.map(\.number) == [4])
    }

    @Test func `a close that was begun, and waits for another after a restart, goes on after the next one`()
        throws
    {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"close","id":"c""#).first)
        var memory = fixture.memory()
        let row = try #require(memory.orders.first { $0.tag == tag })
        var other = OrderRow(
            tag: OrderTag("ab-aaaaaaaaaaaaaaaaaaaa-1001-0"), alert: row.alert, account: row.account,
            contract: ContractID("other"), orderClass: .flatten, side: nil, size: nil, type: .market,
            stage: .place, state: .sent, leg: 0, createdAt: row.createdAt)
        other.times.sentAt = row.times.sentAt
        memory.orders.append(other)
        _ = fixture.restore(memory)
        memory.orders = try [tag, other.tag].map { try #require(fixture.row($0)) }
        #expect(memory.orders.map(\.state) == [.sent, .approved])
        fixture.pass(.seconds(3_600))
        _ = fixture.restore(memory)
        #expect(fixture.desk.orders[tag]?.row.state == .sent)
        #expect(fixture.desk.orders[other.tag]?.row.state == .approved)
    }

    @Test func `an order given up under its number is known by it after a restart`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try #require(try fixture.order(limit).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100)))
        for _ in 0..<80 {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .readOrder = $0 { true } else { false } }) {
                fixture.tell(.lookedUp(.absent), to: call)
            }
        }
        #expect(fixture.row(entry.tag)?.code == "ORDER_VANISHED")
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        // Without its tag: the number alone tells whose it is.
        var shown = entry.order(100)
        shown.tag = nil
        let heard = fixture.hear(.order(shown))
        #expect(heard.discrepancies.map(\.kind) == ["order_reappeared"])
        #expect(fixture.row(entry.tag)?.state == .working)
    }
}
