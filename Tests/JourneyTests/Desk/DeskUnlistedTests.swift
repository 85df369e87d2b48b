import Journey
import Testing
import Trading

/// An account of the settings that the venue lists no more, as one that was closed or whose number is wrong.
struct DeskUnlistedTests {
    private static let one = DeskFixture.one

    /// How often each account is read within so many seconds.
    private func readings(_ fixture: inout DeskFixture, seconds: Int, isListed: Bool) -> [AccountName: Int] {
        var counts: [AccountName: Int] = [:]
        for _ in 0..<seconds {
            for (call, asked) in fixture.take(where: { if case .snapshot = $0 { true } else { false } }) {
                counts[call.account, default: 0] += 1
                var snapshot = fixture.snapshot(of: call.account, askedAt: asked.steady)
                if call.account == Self.one, !isListed {
                    (snapshot.state, snapshot.isUnlisted) = (nil, true)
                    snapshot.faults = ["the venue lists no account 1001"]
                }
                fixture.tell(.snapshot(snapshot), to: call)
            }
            fixture.tick(after: .seconds(1))
        }
        return counts
    }

    @Test func `it is read ever more seldom, and takes entries once it is there again`() throws {
        var fixture = try DeskFixture()
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.two, number: 1002)]))
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, DeskFixture.mnqOld, DeskFixture.nq]))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        let missing = readings(&fixture, seconds: 240, isListed: false)[Self.one] ?? 0
        #expect((6...14).contains(missing), "\(missing) readings, every two seconds would be 120")
        _ = readings(&fixture, seconds: 46, isListed: true)
        #expect(fixture.desk.accounts[Self.one]?.reconciledAt != nil)
    }
}
