import Control
import Dispatch
import JSON
import Journey
import OwnThreads
import PaperVenue
import Synchronization
import Testing
import Trading

@testable import AlertBridge

/// Trading by hand where the venue's answers go wrong.
@Suite(.ownThreads)
struct OperatorTests {
    private static let modify = "/api/Order/modify"
    private static let limit =
        #""action":"place","contract":"MES","side":"buy","size":2,"stop_ticks":400,"type":"limit","limit_price":6000"#

    /// A limit order that works; returns its tag.
    private func working(_ room: Room) async throws -> OrderTag {
        let answer = await room.ask(Self.limit, id: "entry")
        let tag = OrderTag(try #require(answer.tags.first))
        guard try await room.stands(tag, { $0.state == .working }) else {
            throw Site.NotReady("order: \(answer.text)", nil)
        }
        return tag
    }

    @Test(arguments: [VenueFault.cutAnswer, .badGateway])
    func `a change whose answer is lost is read, told as it is, and sent once`(
        fault: VenueFault
    ) async throws {
        let room = try await Room()
        defer { room.stop() }
        let tag = try await working(room)
        room.venue.inject(fault, on: Self.modify)
        let answer = await room.ask(
            #""action":"modify","order":"\#(tag)","limit_price":6001"#, id: "change")
        #expect(answer.allVerdicts(are: "approved"))
        let isDone = fault == .cutAnswer
        #expect(
            try await eventually {
                let told = try room.reader().story(ofOrder: tag)?.discrepancies ?? []
                return told.map(\.kind) == ["order_change"]
                    && told.first?.theirs == (isDone ? "in force" : "it still stands as it was")
            })
        #expect(try await room.stands(tag) { $0.limitPrice == Price(isDone ? "6001" : "6000") })
        #expect(room.venue.calls(to: Self.modify) == 1)
        let attempts = try room.reader().attempts(of: tag).filter { $0.kind == .modify }
        #expect(attempts.map(\.ending) == ["lost"])
        #expect(try room.verifies())
    }

    @Test func `an order by hand whose answer is lost is looked up, and stands once`() async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.inject(.missEvent(.order), count: 3)
        room.venue.inject(.cutAnswer, on: Room.place)
        let answer = await room.ask(
            #""action":"place","contract":"MES","side":"buy","size":1,"stop_ticks":400"#, id: "cut")
        let tag = try #require(answer.tags.first)
        #expect(try await room.stands(OrderTag(tag)) { $0.state == .filled })
        #expect(room.venue.copies(ofTag: tag) == 1)
        #expect(try await room.agrees())
        #expect(try room.verifies())
    }

    @Test func `an order of another hand is changed and cancelled`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let contract = try room.contract("MES")
        _ = room.venue.placeManually(
            VenuePlaceRequest(
                account: Room.first, contract: contract, type: 1, side: 1, size: 1,
                limitPrice: Price("7000")))
        let order = try #require(room.venue.orders(of: Room.first).first { $0.status.isWorking })
        let number = order.id.number
        let change = #""action":"modify","order":"\#(number)","limit_price":7001"#
        #expect(
            await eventually {
                await room.ask(change, id: "none-\(number)").verdicts.first?["code"]?.string
                    == "BRACKET_REQUIRED"
            })
        let cancel = await room.ask(#""action":"cancel","order":"\#(number)""#, id: "cancel")
        #expect(cancel.allVerdicts(are: "approved"))
        let tag = OrderTag("hand-\(Room.first)-\(number)")
        #expect(try await room.stands(tag) { $0.state == .cancelled && $0.alert == nil })
        #expect(room.working() == 0)
        #expect(try room.verifies())
    }

    @Test(arguments: [true, false])
    func `a partial exit leaves legs as large as the position`(isResized: Bool) async throws {
        let room = try await Room()
        defer { room.stop() }
        if !isResized {
            room.venue.inject(.refuse(code: 3, message: nil, withID: false), count: 100, on: Self.modify)
        }
        _ = try await room.hold(2)
        let part = await room.ask(#""action":"close","contract":"MES","size":1"#, id: "part")
        #expect(try await room.stands(OrderTag(try #require(part.tags.first))) { $0.state == .filled })
        #expect(
            try await eventually {
                let legs = room.venue.orders(of: Room.first).filter { $0.status.isWorking }
                let told = try room.reader().discrepancies().map(\.done)
                let isTold =
                    isResized ? told.contains("resized to 1") : told.contains { $0.hasPrefix("left:") }
                return isTold && legs.count == 2 && legs.allSatisfy { $0.size == (isResized ? 1 : 2) }
            })
        #expect(try room.held() == 1)
        #expect(try room.verifies())
    }

    @Test func `a close that is refused again and again is seen`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(1)
        room.venue.inject(.refuse(code: 5, message: nil, withID: false), count: 100_000, on: Room.close)
        _ = await room.ask(#""action":"close","contract":"MES""#, id: "out")
        let isSeen = await eventually { await room.readiness().text.contains("the venue refused it") }
        #expect(isSeen)
        let metrics = await room.metrics()
        #expect(metrics.contains("alertbridge_close_age_seconds{account=\"paper-1\"}"))
        #expect(!metrics.contains("alertbridge_closes_refused_total 0"))
        #expect(room.venue.positions(of: Room.first).contains { $0.signedSize != 0 })
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.0.0.1:8081", true), ("localhost:1", true), ("LOCALHOST", true),
        ("[::1]", true), ("[::1]:8081", true), ("", false), ("evil.example", false),
        ("127.0.0.1.evil.example", false), ("127.0.0.1:", false), ("localhost:8081.evil", false),
        ("[::1].evil", false), ("[::1]x:1", false), ("127.0.0.1@evil", false),
    ])
    func `only a loopback host gets in`(host: String, isTaken: Bool) {
        #expect(OperatorDoor.isLoopback(host: host) == isTaken)
    }
}

extension Room {
    /// Asks for something by hand.
    func ask(_ members: String, id: String) async -> Web.Answer {
        await withCheckedContinuation { continuation in
            bridge.byHand.take(
                Array(#"{"id":"\#(id)","account":"paper-1",\#(members)}"#.utf8), peer: "127.0.0.1"
            ) { continuation.resume(returning: Web.Answer(status: $0.status, body: $0.body)) }
        }
    }

    /// Waits until the ledger shows an order so.
    func stands(_ tag: OrderTag, _ isSo: (OrderRow) -> Bool) async throws -> Bool {
        try await eventually { try reader().story(ofOrder: tag).map { isSo($0.order) } ?? false }
    }
}
