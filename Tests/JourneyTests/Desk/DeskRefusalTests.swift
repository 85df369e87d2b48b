import Journey
import Testing
import Trading

/// What is kept and told of messages that are not taken.
struct DeskRefusalTests {
    private let refusal = Refusal(
        .valueInvalid, reason: "\"action\" is exit", remedy: "use one of buy, sell", line: 1, column: 28,
        key: "action")

    private func refuse(_ fixture: inout DeskFixture, source: String = "orb") -> Decision {
        let at = fixture.now.wall
        return fixture.handle(
            .arrival(
                Arrival(
                    delivery: Delivery(
                        source: source, peer: "127.0.0.1", acceptedAt: at, bodyAt: at, body: []),
                    content: .refused(refusal), reply: ReplyID(1))))
    }

    @Test func `the ledger has the reason, the remedy and the place`() throws {
        var fixture = try DeskFixture()
        let row = try #require(refuse(&fixture).deliveries.first)
        #expect(row.code == "VALUE_INVALID" && row.status == 422)
        #expect(
            row.refusal
                == RefusalWords(
                    reason: "\"action\" is exit", remedy: "use one of buy, sell", key: "action", line: 1,
                    column: 28))
    }

    @Test func `an operator sees it without asking`() throws {
        var fixture = try DeskFixture()
        let note = try #require(refuse(&fixture).notes.first)
        #expect(note.isNews)
        #expect(
            note.text
                == "refused a message of orb: VALUE_INVALID at line 1, column 28: \"action\" is exit; "
                + "use one of buy, sell")
    }

    @Test func `a flood of one source is ten lines a minute, and hides no other's`() throws {
        var fixture = try DeskFixture()
        let all = (0..<100).map { _ in refuse(&fixture) }
        #expect(all.flatMap(\.notes).count(where: \.isNews) == 10)
        #expect(all.flatMap(\.deliveries).count == 100)
        #expect(refuse(&fixture, source: "vwap").notes.first?.isNews == true)
        _ = fixture.tick(after: .seconds(6))
        let next = try #require(refuse(&fixture).notes.first)
        #expect(next.isNews && next.text.contains("; 90 more before it"))
        #expect(refuse(&fixture).notes.first?.isNews == false)
    }
}
