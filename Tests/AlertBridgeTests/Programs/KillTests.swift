import Glibc
import JSON
import Journey
import OwnThreads
import Synchronization
import Testing

/// `kill -9` at the worst moments.
@Suite(.ownThreads) struct KillTests {
    /// A contract each, so that an order whose fate is open keeps no other round from entering.
    static let roots = ["MES", "MYM", "M2K", "MGC", "MCL", "ES", "NQ", "GC"]

    @Test func `places each order once when it is killed right after its 200`() async throws {
        let site = try Site()
        defer { site.end() }
        site.settings.roots = Self.roots.filter { $0 != "NQ" }
        site.settings.maxAge = "10m"
        try await site.startReady()
        var tags: [String] = []
        for (round, root) in Self.roots.enumerated() {
            let answer = await site.enter("kill-\(round)", ticker: "\(root)1!")
            site.bridge?.kill9()
            #expect(answer.status == 200)
            #expect(answer.allVerdicts(are: "approved"), "\(answer.text)")
            tags += answer.tags
            try await site.startBridge()
            #expect(await site.isOpen())
        }
        #expect(tags.count == Self.roots.count + 1)
        try await settle(site, tags)
    }

    @Test(arguments: [1, 10])
    func `keeps every acknowledged alert when it is killed under load`(answers count: Int) async throws {
        let site = try Site()
        defer { site.end() }
        site.settings.sizeMax = 10
        site.settings.positionMax = 1_000
        site.settings.maxAge = "10m"
        try await site.startReady()
        let answers = await burst(site, killedBehind: count)
        let taken = answers.filter { $0.status == 200 }
        #expect(taken.count >= count)
        try await site.startBridge()
        let tags = taken.flatMap { answer in
            answer.verdicts.filter { $0["verdict"]?.string == "approved" }
                .compactMap { $0["tag"]?.string }
        }
        #expect(tags.count == taken.count * 2)
        try await settle(site, tags)
        let known = try await site.records("alerts", "--limit", "0").compactMap { $0["alert"]?.string }
        for answer in taken {
            let alert = try #require(answer["alert"]?.string)
            #expect(known.contains { $0.hasPrefix(alert) }, "\(alert) was acknowledged")
        }
    }

    @Test(arguments: ["restored", "begun:1", "compared"])
    func `ends at the step that a test names`(step: String) async throws {
        let site = try Site()
        defer { site.end() }
        try await site.startVenue()
        let file = try site.scratch.write("settings.yaml", site.settings.text)
        let bridge = try site.start(["serve", "--config", file], more: ["ALERTBRIDGE_KILL_AT": step])
        #expect(await bridge.ended() == .killed(by: SIGKILL))
        #expect(step == "compared" || bridge.output.isEmpty)
        try await site.startBridge()
        #expect(await site.isReady())
        #expect(try await site.verifies())
    }

    @Test(arguments: ["", "sometimes", "durable:0", "durable:-1", "durable:often", ":1"])
    func `knows no step of another name`(step: String) async throws {
        let site = try Site()
        defer { site.end() }
        let file = try site.scratch.write("settings.yaml", site.settings.text)
        let bridge = try site.start(["serve", "--config", file], more: ["ALERTBRIDGE_KILL_AT": step])
        #expect(await bridge.ended() == .exited(2))
        #expect(bridge.errors.contains("durable"))
    }

    /// Posts twenty alerts at once and kills the bridge behind one of the answers. Who is told that the bridge is
    /// too busy sends again, as TradingView does.
    private func burst(_ site: Site, killedBehind count: Int) async -> [Web.Answer] {
        let (web, port, bridge) = (site.web, site.webhookPort, site.bridge)
        let answered = Counter()
        return await withTaskGroup(of: Web.Answer.self) { group in
            for number in 0..<20 {
                group.addTask {
                    var answer = Web.Answer(status: 503, body: [])
                    for _ in 0..<60 {
                        answer = await web.post(
                            "http://127.0.0.1:\(port)/hooks/orb/\(SampleSettings.secret)",
                            #"{"id":"burst-\#(number)","action":"buy","ticker":"NQ1!","size":1}"#)
                        if answer.status != 503 { break }
                    }
                    if answer.status == 200, answered.next() == count { bridge?.kill9() }
                    return answer
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    /// Waits until nothing is open any more, and holds the ledger against the venue's book.
    private func settle(_ site: Site, _ acknowledged: [String]) async throws {
        // Starts one behind another use up the venue's minute: its refusals make the look-ups rest.
        let isSettled = try await eventually(seconds: 300) {
            try self.entries(of: site).allSatisfy { [.filled, .notPlaced].contains($0.state) }
        }
        let entries = try self.entries(of: site)
        #expect(isSettled, "\(entries.map(\.state))")
        #expect(Set(acknowledged).isSubset(of: entries.map(\.tag.text)))
        let venue = try await site.venueREST()
        var book: [JSONValue] = []
        for account in Site.accounts { book += try await venue.orders(of: account) }
        for entry in entries {
            let copies = book.filter { $0["customTag"]?.string == entry.tag.text }.count
            // Sent and not arrived when the kill came: looked up, and by design not sent again.
            #expect(copies == (entry.state == .filled ? 1 : 0), "\(entry.tag)")
        }
        let held = try await site.positions(at: venue)
        #expect(try await eventually { try site.positions() == held })
        #expect(try await site.verifies())
    }

    private func entries(of site: Site) throws -> [OrderRow] {
        try site.orders().filter { $0.orderClass == .entry }
    }
}
