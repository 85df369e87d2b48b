import Testing

@testable import Simulation

struct SceneTests {
    @Test func `one world in eight plays a scene, and each of them is played`() {
        let played = (1...2_000 as ClosedRange<UInt64>).compactMap { Scene(seed: $0)?.kind }
        #expect((200...300).contains(played.count))
        for kind in Scene.Kind.allCases { #expect(played.count { $0 == kind } > 10, "\(kind)") }
    }

    @Test(arguments: [
        (Scene.Kind.tradesOfTheDay, ["TRADE_COUNT_LIMIT"]), (.roomOfTheDay, ["DAILY_LOSS_HEADROOM"]),
        (.touchedFloor, ["touched its floor"]),
        (.outageOverCutOff, ["program   is killed", "everything is closed"]),
        (.refusedCopy, ["follow_drift: ours 1, venue 2; put right"]),
        (.deathBeforeCopy, ["program   is killed", "follow_drift: ours 1, venue 2; put right"]),
        (.lateEntry, ["tooLate Order/place", "lost: https://venue: timed out; it is being looked up"]),
        (.lostCancel, ["lostRequest Order/cancel", "cancelled again until it is seen to be over"]),
    ])
    func `a scene in which nothing else goes wrong comes to what it is about`(
        kind: Scene.Kind, words: [String]
    ) throws {
        let (lines, violation) = try play(untilSaid: words) { $0.kind == kind }
        #expect(violation == nil)
        for word in words { #expect(lines.contains { $0.contains(word) }, "\(word)") }
    }

    @Test(arguments: [(true, "CONTRACT_CLASS_MIX"), (false, "CROSS_ACCOUNT_HEDGE")])
    func `minis beside micros are refused as another class, or as a hedge`(isOneClass: Bool, code: String)
        throws
    {
        let (lines, violation) = try play { scene in
            guard scene.kind == .miniBesideMicro else { return false }
            var dice = scene.dice
            return dice.chance(500) == isOneClass
        }
        #expect(violation == nil)
        #expect(lines.contains { $0.contains("denied \(code): account-1 hold") })
    }

    /// The first world that plays such a scene in calm; of the first three the one that says these words, since how
    /// long the network takes for each request decides it in some.
    private func play(
        untilSaid words: [String] = [], _ isMeant: (Scene) -> Bool
    ) throws -> (lines: [String], violation: Violation?) {
        let seeds = (1...5_000 as ClosedRange<UInt64>).filter { seed in
            Scene(seed: seed).map { $0.isCalm && isMeant($0) } ?? false
        }
        try #require(!seeds.isEmpty)
        var lines: [String] = []
        for seed in seeds.prefix(3) {
            lines = []
            let report = SimulationRun.play(seed: seed) { lines.append($0) }
            let isSaid = words.allSatisfy { word in lines.contains { $0.contains(word) } }
            guard report.violation == nil, !isSaid else { return (lines, report.violation) }
        }
        return (lines, nil)
    }
}
