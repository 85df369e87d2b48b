import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

@testable import Gateway

/// Twenty accounts of one login at a venue that refuses the 201st request within 60 s: section 8.
@Suite(.ownThreads)
struct BudgetWireTests {
    static let ids = (1_001...1_020).map { AccountID(Int64($0)) }
    static let accounts = Dictionary(
        uniqueKeysWithValues: ids.map { (AccountName("a\($0.number)"), $0) })

    private func bench(budget: RequestBudget?) throws -> Bench {
        try Bench(
            venue: { options in
                options.callsPerMinuteMax = 200
                options.users = [
                    VenueUser(
                        name: Bench.username, key: Bench.apiKey,
                        accounts: Self.ids.map { VenueAccount(id: $0, bracketMode: .autoOCO) })
                ]
            },
            accounts: Self.accounts, budget: budget)
    }

    private func snapshots(_ bench: Bench) async throws -> [GatewaySnapshot] {
        try await withThrowingTaskGroup(of: GatewaySnapshot.self) { group in
            for account in Self.accounts.keys { group.addTask { try await bench.snapshot(account) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func place(_ requests: [PlaceRequest], _ bench: Bench) async throws -> [Ending] {
        try await withThrowingTaskGroup(of: Ending.self) { group in
            for request in requests { group.addTask { try await bench.place(request) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func entries(_ count: Int, _ bench: Bench, notAfter: Timestamp? = nil) throws -> [PlaceRequest] {
        let names = Self.accounts.keys.sorted()
        return try (0..<count).map { number in
            try bench.buy(
                "k\(number)", account: names[number % names.count], bracket: false, notAfter: notAfter)
        }
    }

    /// Whatever was answered 429 shows: as a lost ending, a fault of a snapshot, or a line of the log.
    private func refusals(_ bench: Bench) -> [String] {
        bench.everythingSaid.filter { $0.contains("HTTP 429") }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a start, twenty snapshots and forty entries meet no refusal and share the list of accounts`()
        async throws
    {
        let bench = try bench(budget: RequestBudget())
        defer { bench.stop() }
        try await bench.startReady()
        let before = bench.venue.calls
        let taken = try await snapshots(bench)
        #expect(taken.count == 20 && taken.allSatisfy(\.isComplete))
        let after = bench.venue.calls
        func asked(_ path: String) -> Int { after[path, default: 0] - before[path, default: 0] }
        #expect(asked("/api/account/search") <= 3)
        #expect(asked("/api/order/v2/query") == 20)
        #expect(asked("/api/position/searchopen") == 20)
        #expect(asked("/api/trade/search") == 20)
        let endings = try await place(entries(40, bench), bench)
        #expect(endings.count == 40 && endings.allSatisfy { $0.word == "accepted" }, "\(endings)")
        #expect(refusals(bench) == [])
        #expect(bench.venue.calls.values.reduce(0, +) <= 200)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a flood of entries stops short of the limit, ends unsent when old, and leaves room to close`()
        async throws
    {
        let bench = try bench(budget: RequestBudget())
        defer { bench.stop() }
        try await bench.startReady()
        let contract = try bench.mnq().id
        let notAfter = Bench.now().steady.advanced(by: .seconds(5))
        let endings = try await place(entries(260, bench, notAfter: notAfter), bench)
        let words = Dictionary(grouping: endings, by: \.word).mapValues(\.count)
        #expect(Set(words.keys) == ["accepted", "not_sent"], "\(words)")
        #expect(words["accepted", default: 0] <= 165)
        let closed = await bench.perform(.close(account: AccountName("a1001"), contract: contract))
        #expect(closed.result == .ended(.accepted(order: nil)))
        #expect(refusals(bench) == [])
        #expect(bench.venue.calls.values.reduce(0, +) <= 190)
        let sent = (0..<260).map { bench.venue.copies(ofTag: "k\($0)") }
        #expect(sent.reduce(0, +) == words["accepted"] && sent.allSatisfy { $0 <= 1 })
    }

    @Test(.timeLimit(.minutes(10)))
    func `readings that come round leave entries their room, however many accounts one login has`()
        async throws
    {
        let bench = try bench(budget: RequestBudget())
        defer { bench.stop() }
        try await bench.startReady()
        let since = Bench.now().wall
        let read = Collected<GatewayAnswer>()
        for _ in 0..<3 {
            for account in Self.accounts.keys {
                let reading = GatewayCall.snapshot(account: account, since: since, urgency: .routine)
                bench.client.perform(reading) { read.add($0) }
            }
        }
        // A hundred requests are enough for thirty of the sixty, and the rest waits for the window to move on.
        try await read.first(from: 29) { _ in true }
        let notAfter = Bench.now().steady.advanced(by: .seconds(20))
        let endings = try await place(entries(30, bench, notAfter: notAfter), bench)
        #expect(endings.allSatisfy { $0.word == "accepted" }, "\(endings.map(\.word))")
        #expect(try await bench.snapshot(AccountName("a1001")).isComplete, "who waits for a reading gets it")
        #expect(refusals(bench) == [])
        #expect(bench.venue.calls.values.reduce(0, +) <= 190)
    }

    @Test(.timeLimit(.minutes(10)))
    func `without a budget the venue refuses the same flood`() async throws {
        let bench = try bench(budget: nil)
        defer { bench.stop() }
        try await bench.startSignedIn()
        let endings = try await place(entries(210, bench), bench)
        #expect(endings.contains { $0.word == "lost" })
        #expect(refusals(bench) != [])
    }
}
