import Journey
import Testing
import Trading

struct SeenAlertsTests {
    func known(_ number: Int, action: String = "buy") -> KnownAlert {
        let print = Digest.of(Array("\(number)".utf8))
        let row = AlertRow(
            fingerprint: print, key: print, keyUntil: Timestamp(microseconds: 1), source: "orb",
            dialect: "native",
            strategy: nil, ticker: "NQ1!", action: action, canonical: [],
            receivedAt: Timestamp(microseconds: 0))
        return KnownAlert(row: row, verdicts: [])
    }

    @Test func `remembers as many as it may, and forgets the oldest first`() {
        var seen = SeenAlerts()
        let count = SeenAlerts.countMax
        for number in 0..<count { seen.remember(known(number)) }
        #expect(seen[known(0).row.key] != nil)
        seen.remember(known(count))
        #expect(seen[known(0).row.key] == nil)
        #expect(seen[known(1).row.key] != nil)
        #expect(seen[known(count).row.key] != nil)
    }

    @Test func `stays within its bound over many rounds`() {
        var seen = SeenAlerts()
        let total = 3 * SeenAlerts.countMax + 7
        for number in 0..<total { seen.remember(known(number)) }
        let kept = (0..<total).filter { seen[known($0).row.key] != nil }
        #expect(kept == Array((total - SeenAlerts.countMax)..<total))
    }

    @Test func `a repeat takes no further place and replaces what was known`() {
        var seen = SeenAlerts()
        for number in 0..<SeenAlerts.countMax { seen.remember(known(number)) }
        for _ in 0..<10 { seen.remember(known(5, action: "sell")) }
        #expect(seen[known(0).row.key] != nil)
        #expect(seen[known(5).row.key]?.row.action == "sell")
    }
}
