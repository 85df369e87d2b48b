import JSON
import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// Answers that do not come, or say nothing.
@Suite(.ownThreads)
struct LostTests {
    @Test func `looks a lost order up, adopts it, and denies entries meanwhile`() async throws {
        let room = try await Room()
        defer { room.stop() }
        // Neither the hub nor a look-up tells of it before the test allows it.
        room.venue.inject(.missEvent(.order), count: 100)
        room.blindLookUps()
        room.venue.inject(.cutAnswer, on: Room.place)
        let entry = await room.enter("cut")
        #expect(entry.allVerdicts(are: "approved"))
        try #require(try await room.reaches(.lost, entry))
        let tag = try #require(entry.tags.first)
        #expect(room.venue.orders(ofTag: tag).count == 1)

        let denied = await room.enter("meanwhile")
        #expect(denied.verdicts.first?["code"]?.string == "UNRESOLVED_ORDER")
        #expect(denied.verdicts.first?["reason"]?.string?.contains(tag) == true)
        // Another contract and account are not concerned.
        #expect(await room.enter("elsewhere", ticker: "NQ1!").allVerdicts(are: "approved"))
        #expect(await room.readiness().text.contains("looked up"))

        #expect(try await eventually { try room.held() == 1 })
        room.unblindLookUps()
        try #require(try await room.reaches(.filled, entry))
        room.venue.clearFaults()
        #expect(try room.attempts(of: entry, .place).map(\.ending) == ["lost"])
        #expect(try room.attempts(of: entry, .lookUp).map(\.ending).last == "found")
        #expect(room.venue.copies(ofTag: tag) == 1)
        #expect(room.venue.orders(ofTag: tag).count == 1)
        #expect(await room.enter("afterwards").allVerdicts(are: "approved"))
        #expect(try await room.agrees())
        #expect(try room.verifies())
    }

    @Test func `takes the hub's word for an order whose answer was lost`() async throws {
        let room = try await Room()
        defer { room.stop() }
        room.blindLookUps()
        room.venue.inject(.cutAnswer, on: Room.place)
        let entry = await room.enter("cut")
        try #require(try await room.reaches(.filled, entry))
        room.venue.clearFaults()
        #expect(room.venue.copies(ofTag: try #require(entry.tags.first)) == 1)
        #expect(try await room.agrees())
    }

    @Test(arguments: [6, 7])
    func `adopts an order that the venue was not sure of`(code: Int) async throws {
        let room = try await Room()
        defer { room.stop() }
        // The hub would tell of the fill some milliseconds after the order came in: before its answer, where that
        // takes longer.
        room.venue.inject(.missEvent(.order), count: 100)
        room.blindLookUps()
        room.venue.inject(.uncertainPlace(code: code, created: true), on: Room.place)
        let entry = await room.enter("pending")
        try #require(try await room.reaches(.lost, entry))
        #expect(try await eventually { try room.held() == 1 })
        room.unblindLookUps()
        try #require(try await room.reaches(.filled, entry))
        #expect(try room.attempts(of: entry, .place).map(\.ending) == ["lost"])
        #expect(try room.attempts(of: entry, .lookUp).map(\.ending).last == "found")
        #expect(room.venue.copies(ofTag: try #require(entry.tags.first)) == 1)
        #expect(try await room.agrees())
    }

    /// Nothing is done of the call; libcurl by itself would send it again on another connection.
    @Test(arguments: [VenueFault.cutReused, .uncertainPlace(code: 6, created: false), .badGateway])
    func `never sends an entry twice, and in the end calls it not placed`(fault: VenueFault) async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.inject(fault, on: Room.place)
        let entry = await room.enter("gone")
        let tag = try #require(entry.tags.first)
        try #require(try await room.reaches(.lost, entry))
        #expect(await room.enter("meanwhile").verdicts.first?["code"]?.string == "UNRESOLVED_ORDER")
        try #require(try await room.reaches(.notPlaced, entry, seconds: 60))
        #expect(room.venue.copies(ofTag: tag) == 1)
        #expect(room.venue.orders(ofTag: tag).isEmpty)
        let looks = try room.attempts(of: entry, .lookUp)
        #expect(looks.count >= 5)
        #expect(looks.allSatisfy { $0.ending == "absent" })
        let row = try #require(try room.orders(of: entry).first)
        let sentAt = try #require(row.times.sentAt)
        let last = try #require(looks.last?.at)
        #expect(last.since(sentAt) >= .seconds(30))
        #expect(row.code == "NOT_PLACED")
        #expect(await room.enter("afterwards").allVerdicts(are: "approved"))
        #expect(try await room.agrees())
    }

    @Test func `sends an exit that never arrived again, under the same tag`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(3)
        room.venue.inject(.uncertainPlace(code: 6, created: false), on: Room.place)
        let exit = await room.enter("take-one", "sell", more: #","position":2"#)
        #expect(exit.allVerdicts(are: "approved"), "\(exit.text)")
        let tag = try #require(exit.tags.first)
        try #require(try await room.reaches(.filled, exit))
        #expect(room.venue.copies(ofTag: tag) == 2)
        #expect(room.venue.orders(ofTag: tag).count == 1)
        // The hub may have told of its fill before its answer came.
        let endings = try await eventually {
            try room.attempts(of: exit, .place).map(\.ending) == ["lost", "accepted"]
        }
        #expect(endings)
        #expect(try room.held() == 2)
        #expect(try await room.agrees())
    }

    @Test func `ends a flatten only when it knows what became of a lost entry`() async throws {
        let room = try await Room()
        defer { room.stop() }
        // Its fill comes long after; until then nothing at the venue tells of it.
        room.venue.inject(.missEvent(.order), count: 100)
        room.blindLookUps()
        room.venue.inject(.cutAnswer, on: Room.place)
        let resting = await room.enter("lost", more: #","type":"limit","limit_price":6790"#)
        try #require(try await room.reaches(.lost, resting))
        let flatten = await room.exit("out", "flatten")
        #expect(flatten.allVerdicts(are: "approved"))
        try room.setPrice("6790")
        #expect(try await eventually { try room.held() == 1 })
        // Its sender is answered before it starts.
        #expect(try await eventually { try room.orders(of: flatten).map(\.stage) == [.place] })

        room.venue.clearFaults()
        try #require(try await room.reaches(.filled, resting))
        try #require(try await room.reaches(.filled, flatten))
        #expect(room.isFlat())
        #expect(try await room.agrees())
        #expect(try room.verifies())
    }

    @Test func `closes a position though the close's answer is lost`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(2)
        room.venue.inject(.cutAnswer, on: Room.close)
        let close = await room.exit("out", "close")
        try #require(try await room.reaches(.filled, close))
        #expect(room.isFlat())
        #expect(room.venue.trades(of: Room.first).count == 2)
        #expect(try await room.agrees())
        #expect(try room.verifies())
    }
}
