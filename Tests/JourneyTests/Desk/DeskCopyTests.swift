import JSON
import Journey
import Testing
import Trading

/// A ledger that was copied, and is taken into use.
struct DeskCopyTests {
    private let exit = #""action":"sell","size":1,"position":1,"prev_position":2,"id":"x""#

    /// Lets a minute pass, in which the venue knows of nothing that it is asked about.
    private func search(_ fixture: inout DeskFixture) {
        for _ in 0..<60 {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
                fixture.tell(.lookedUp(.absent), to: call)
            }
        }
    }

    private func restored(_ fixture: inout DeskFixture) -> Decision {
        var memory = fixture.memory()
        memory.isCopy = true
        return fixture.restore(memory)
    }

    @Test func `what was not sent stays unsent, and the chain says so`() throws {
        var fixture = try DeskFixture.connected()
        let tag = try #require(try fixture.arrive(#""action":"buy","size":1"#).verdicts.first).tag
        let decision = restored(&fixture)
        let row = try #require(decision.orders[tag])
        #expect((row.state, row.code) == (.notSent, "RESTORED_COPY"))
        let told = try #require(decision.audits.first { $0.kind == "ledger.copy_in_use" })
        let body = try JSONDocument(told.body).root
        #expect(body["not_sent"]?.elements.compactMap(\.string) == [tag.text])
        fixture.connect()
        search(&fixture)
        #expect(!fixture.decisions.flatMap(\.calls).contains { $0.movesMoney })
    }

    @Test func `a lost exit is looked up and never sent again, not even after the next restart`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let tag = try #require(try fixture.order(exit).first).tag
        let first = fixture.decisions.count
        #expect(restored(&fixture).orders[tag]?.code == "RESTORED_COPY")
        #expect(!fixture.restore(fixture.memory()).calls.contains { $0.movesMoney })
        fixture.connect()
        search(&fixture)
        #expect(!fixture.decisions[first...].flatMap(\.calls).contains { $0.movesMoney })
        #expect(fixture.row(tag)?.state == .notPlaced)
    }

    @Test func `a close is told of and not begun again, nor what waits for it`() throws {
        var fixture = try DeskFixture.connected()
        let tags = try DeskReversalTests().closing(&fixture)
        let first = fixture.decisions.count
        let decision = restored(&fixture)
        #expect(decision.orders[tags.exit]?.state.isTerminal == true)
        #expect(decision.orders[tags.entry]?.state == .notSent)
        #expect(decision.discrepancies.map(\.kind) == ["restored_copy"])
        #expect(decision.discrepancies.map(\.subject) == [tags.exit.text])
        #expect(fixture.memory().locks.isEmpty)
        fixture.connect()
        search(&fixture)
        #expect(!fixture.decisions[first...].flatMap(\.calls).contains { $0.movesMoney })
    }

    @Test func `afterwards it is a ledger like any other`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.arrive(#""action":"buy","size":1,"id":"a""#)
        _ = restored(&fixture)
        fixture.connect()
        #expect(try fixture.order(#""action":"buy","size":1,"id":"b""#).count == 1)
    }

    @Test func `a ledger at home says nothing of it`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(fixture.restore(fixture.memory()).audits.isEmpty)
    }
}
