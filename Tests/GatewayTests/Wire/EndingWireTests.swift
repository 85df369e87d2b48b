import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

@testable import Gateway

/// What becomes of money-moving calls when the answer is lost, late, cut or strange.
@Suite(.ownThreads)
struct EndingWireTests {
    static let place = "/api/Order/place"

    @Test(.timeLimit(.minutes(10)))
    func `a lost answer is looked up and found, and nothing is sent again`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(.cutAnswer, on: Self.place)
        let ending = try await bench.place(bench.buy("k"))
        #expect(ending.word == "lost")
        guard case .found(let order) = try await bench.lookUp("k") else { throw Unexpected("not found") }
        #expect(order.tag == OrderTag("k") && order.account == Bench.first)
        #expect(bench.venue.copies(ofTag: "k") == 1)
        #expect(bench.secretsSaid.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a placement on a reused connection that dies leaves exactly one copy`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        _ = try await bench.place(bench.buy("warm", bracket: false))
        bench.venue.inject(.cutReused, on: Self.place)
        let ending = try await bench.place(bench.buy("k"))
        #expect(ending.word == "lost")
        #expect(bench.venue.copies(ofTag: "k") == 1)
        #expect(try await bench.lookUp("k") == .absent)
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (VenueFault.uncertainPlace(code: 6, created: true), true),
            (.uncertainPlace(code: 6, created: false), false),
            (.uncertainPlace(code: 7, created: true), true),
            (.uncertainPlace(code: 7, created: false), false),
            (.badGateway, false), (.badGatewayAfterWork, true), (.tooManyRequests, false),
            (.unauthorized, false),
        ])
    func `an uncertain answer is lost, and the look-up tells what happened`(
        fault: VenueFault, isThere: Bool
    ) async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(fault, on: Self.place)
        let ending = try await bench.place(bench.buy("k"))
        #expect(ending.word == "lost")
        #expect(bench.venue.copies(ofTag: "k") == 1)
        if fault == .unauthorized { try await bench.log.first { $0.contains("token=2") } }
        let result = try await bench.lookUp("k")
        if isThere {
            guard case .found = result else { throw Unexpected(result) }
        } else {
            #expect(result == .absent)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a refused placement is rejected, with the id of the refused order`() async throws {
        let bench = try Bench(venue: {
            $0.users = [
                VenueUser(
                    name: Bench.username, key: Bench.apiKey,
                    accounts: [VenueAccount(id: Bench.firstID, bracketMode: .positionBrackets)])
            ]
        })
        defer { bench.stop() }
        try await bench.startSignedIn()
        guard case .rejected(let rejection) = try await bench.place(bench.buy("k")) else {
            throw Unexpected("not rejected")
        }
        #expect(rejection.name == "OrderRejected" && !rejection.isTagInUse)
        #expect(rejection.message?.contains("Position Brackets") == true)
        let order = try #require(rejection.order)
        guard case .found(let row) = try await bench.lookUp("k") else { throw Unexpected("not found") }
        #expect(row.id == order && row.status == .rejected)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a contract that rolled is refused, and the contracts are read again`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let request = try bench.buy("k")
        let seen = bench.events.count
        bench.venue.roll("MNQ")
        guard case .rejected(let rejection) = try await bench.place(request) else {
            throw Unexpected("not rejected")
        }
        #expect(rejection.name == "ContractNotActive")
        let active = try bench.mnq()
        let event = try await bench.events.first(from: seen) {
            if case .contracts = $0 { true } else { false }
        }
        guard case .contracts(_, let contracts) = event else { throw Unexpected(event) }
        #expect(contracts.contains(active))
    }

    @Test(.timeLimit(.minutes(10)))
    func `look-ups of one decision cost no more requests than one`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        guard case .accepted = try await bench.place(bench.buy("k")) else { throw Unexpected("not placed") }
        let path = "/api/Order/v2/query"
        let before = bench.venue.calls(to: path)
        let since = Bench.now().wall.advanced(by: .seconds(-60))
        let tags = (0..<20).map { OrderTag($0 == 7 ? "k" : "none-\($0)") }
        let found: AsyncStream<LookUp> = AsyncStream { stream in
            // From an answer, as one decision asks: on the client's own queue, which does nothing between them.
            bench.client.perform(.snapshot(account: Bench.first, since: since)) { _ in
                for tag in tags {
                    bench.client.perform(.lookUp(account: Bench.first, tag: tag, since: since)) { answer in
                        if case .lookedUp(let result) = answer.result { stream.yield(result) }
                    }
                }
            }
        }
        let results = await found.prefix(tags.count).reduce(into: [LookUp]()) { $0.append($1) }
        #expect(results.count { if case .found = $0 { true } else { false } } == 1)
        #expect(results.count { $0 == .absent } == 19)
        // The snapshot asks it once; the round for what works, and for what was of late.
        #expect(bench.venue.calls(to: path) - before == 3)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a month that is held after its roll is looked up by its id`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let old = try bench.mnq()
        guard case .accepted = try await bench.place(bench.buy("k")) else { throw Unexpected("not placed") }
        let late = try bench.buy("k2")
        bench.venue.roll("MNQ")
        // A refused placement makes the list be read again; the held month is gone from it.
        let seen = bench.events.count
        _ = try await bench.place(late)
        _ = try await bench.events.first(from: seen) { event in
            if case .contracts(_, let contracts) = event {
                !contracts.contains { $0.id == old.id }
            } else {
                false
            }
        }
        #expect(try await bench.snapshot().positions?.map(\.contract) == [old.id])
        let event = try await bench.events.first(from: seen) { event in
            if case .contracts(_, let contracts) = event {
                contracts.contains { $0.id == old.id }
            } else {
                false
            }
        }
        guard case .contracts(_, let contracts) = event else { throw Unexpected(event) }
        let held = try #require(contracts.first { $0.id == old.id })
        #expect(held.root == "MNQ" && !held.isActive)
        #expect(contracts.contains(try bench.mnq()))
    }

    @Test(.timeLimit(.minutes(10)))
    func `without a login nothing is sent`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        let answer = await bench.perform(.place(try bench.buy("k")))
        #expect(answer.result == .ended(.notSent("not signed in")))
        #expect(answer.sentAt == nil)
        guard case .unreadable = try await bench.lookUp("k") else { throw Unexpected("readable") }
        let snapshot = try await bench.snapshot()
        #expect(
            snapshot.state == nil && snapshot.orders == nil && snapshot.positions == nil
                && snapshot.trades == nil)
        #expect(bench.venue.copies(ofTag: "k") == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `an account that the settings do not name is not asked about`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let stranger = AccountName("stranger")
        #expect(try await bench.place(bench.buy("k", account: stranger)).word == "not_sent")
        #expect(try await bench.snapshot(stranger).isComplete == false)
    }
}

/// Order of departure, and the end of the client.
@Suite(.ownThreads)
struct LaneWireTests {
    @Test(.timeLimit(.minutes(10)))
    func `the calls of one account leave in the order given, whatever an answer takes`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(.delayAnswer(milliseconds: 300), on: EndingWireTests.place)
        let answers = Collected<GatewayAnswer>()
        for index in 0..<20 {
            bench.client.perform(.place(try bench.buy("k\(index)", bracket: false))) { answers.add($0) }
        }
        try await answers.first { answer in
            if case .place(let request) = answer.call { request.tag == OrderTag("k19") } else { false }
        }
        let ids = answers.all.compactMap { answer -> OrderID? in
            if case .ended(.accepted(let order)) = answer.result { order } else { nil }
        }
        #expect(ids.count == 20 && ids == ids.sorted())
        let sent = answers.all.compactMap(\.sentAt)
        #expect(sent == sent.sorted())
        let first = try #require(answers.all.first)
        #expect(first.latency >= .milliseconds(300))
        #expect(first.endedAt <= sent[1])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a slow answer of one account holds up neither another account nor a read`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(.delayAnswer(milliseconds: 4_000), on: EndingWireTests.place)
        let slow = Collected<GatewayAnswer>()
        bench.client.perform(.place(try bench.buy("slow"))) { slow.add($0) }
        guard case .found = try await found("slow", bench) else { throw Unexpected("not found") }
        #expect(try await bench.place(bench.buy("quick", account: Bench.second)).word == "accepted")
        #expect(try await bench.snapshot().isComplete)
        #expect(slow.count == 0)
        try await slow.first { _ in true }
    }

    /// The venue works at once and answers late: asks until the order shows.
    private func found(_ tag: String, _ bench: Bench) async throws -> LookUp {
        for _ in 0..<200 {
            let result = try await bench.lookUp(tag)
            if case .found = result { return result }
        }
        return .absent
    }

    @Test(.timeLimit(.minutes(10)))
    func `a stop waits for what has left and answers what has not`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(.delayAnswer(milliseconds: 500), on: EndingWireTests.place)
        let answers = Collected<GatewayAnswer>()
        bench.client.perform(.place(try bench.buy("left"))) { answers.add($0) }
        bench.client.perform(.place(try bench.buy("waits"))) { answers.add($0) }
        bench.client.perform(.snapshot(account: Bench.second, since: Bench.now().wall)) { answers.add($0) }
        bench.client.stop()
        #expect(answers.count == 3)
        let words = answers.all.reduce(into: [String: String]()) { words, answer in
            if case .place(let request) = answer.call, case .ended(let ending) = answer.result {
                words[request.tag.text] = ending.word
            }
        }
        #expect(words == ["left": "accepted", "waits": "not_sent"])
        let late = await bench.perform(.place(try bench.buy("late")))
        #expect(late.result == .ended(.notSent("the client stops")))
        #expect(bench.venue.copies(ofTag: "waits") == 0)
    }
}
