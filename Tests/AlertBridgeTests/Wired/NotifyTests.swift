import JSON
import Journey
import Ledger
import OwnThreads
import PaperVenue
import Testing
import Trading

/// The operator is told over a real connection, whatever his receiver does.
@Suite(.ownThreads)
struct NotifyTests {
    private func room(_ receiver: Receiver, more: String = "") async throws -> Room {
        try await Room(settings: { $0.notify = "{ url: \"\(receiver.url)\", level: info\(more) }" })
    }

    private func rows(_ room: Room) throws -> [NotificationRow] { try room.reader().notifications() }

    private func allDelivered(_ room: Room) async throws -> Bool {
        try await eventually {
            let rows = try rows(room)
            return !rows.isEmpty && rows.allSatisfy { $0.state == .delivered }
        }
    }

    @Test func `tells of a lost order within a minute, UNRESOLVED in every place, and of its end`()
        async throws
    {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let room = try await room(receiver)
        defer { room.stop() }
        room.venue.inject(.missEvent(.order), count: 100)
        room.blindLookUps()
        room.venue.inject(.cutAnswer, on: Room.place)
        let before = ContinuousClock.now
        let entry = await room.enter("cut")
        let tag = try #require(entry.tags.first)
        let isTold = await eventually {
            receiver.taken.contains { $0.kind == "order_lost" && $0.json?["tag"]?.string == tag }
        }
        try #require(isTold)
        #expect(ContinuousClock.now - before < .seconds(60))
        let told = try #require(receiver.taken.first { $0.kind == "order_lost" })
        #expect(told.json?["level"]?.string == "critical")
        #expect(told.json?["account"]?.string == "paper-1")
        #expect(told.json?["text"]?.string?.hasPrefix("UNRESOLVED: ") == true)
        #expect(told.request.header("Content-Type") == "application/json")
        #expect(await room.readiness().text.contains("UNRESOLVED"))
        let metrics = await room.metrics()
        #expect(metrics.contains("\nalertbridge_orders_lost 1\n"))
        #expect(metrics.contains("# HELP alertbridge_orders_lost UNRESOLVED"))
        #expect(metrics.contains("# TYPE alertbridge_notifications_pending gauge"))
        room.venue.clearFaults()
        #expect(await eventually { receiver.taken.contains { $0.kind == "order_resolved" } })
        #expect(try await allDelivered(room))
        #expect(receiver.acknowledged == receiver.acknowledged.sorted())
        #expect(await room.metrics().contains("alertbridge_notifications_delivered_total"))
        let report = try room.reader().verify(recomputing: { GateReport.recheck($0.body) })
        #expect(report.findings == [])
    }

    @Test func `goes on over a receiver that fails, and no content reaches ledger or log`() async throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        receiver.be(.answers("500 No"))
        let room = try await room(receiver)
        defer { room.stop() }
        #expect(await eventually { receiver.taken.count >= 2 })
        #expect(Set(receiver.taken.map(\.key)).count == 1)
        #expect(try await eventually { try rows(room).first?.lastError == "HTTP 500" })
        receiver.be(.cuts)
        let count = receiver.taken.count
        #expect(await eventually { receiver.taken.count > count })
        receiver.be(.redirects("http://127.0.0.1:\(receiver.port)/elsewhere"))
        #expect(try await eventually { try rows(room).first?.lastError == "HTTP 307" })
        #expect(!receiver.taken.contains { $0.request.line.contains("elsewhere") })
        receiver.be(.takes)
        #expect(try await allDelivered(room))
        #expect(Set(receiver.taken.map(\.id)) == Set(try rows(room).map(\.id)))
        let audit = try room.reader().audit().map { String(decoding: $0.row.body, as: UTF8.self) }
        #expect(!audit.joined().contains(Receiver.token))
        #expect(!(await room.metrics()).contains(Receiver.token))
        #expect(!(await room.readiness()).text.contains(Receiver.token))
    }

    @Test func `a receiver that never answers holds up nothing but itself`() async throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        receiver.be(.hangs)
        let room = try await room(receiver)
        defer { room.stop() }
        let before = ContinuousClock.now
        let entry = await room.enter("quick")
        #expect(entry.allVerdicts(are: "approved"))
        #expect(try await room.reaches(.filled, entry))
        #expect(ContinuousClock.now - before < .seconds(20))
        #expect(
            try await eventually { try rows(room).first?.lastError?.contains("127.0.0.1") == true })
        receiver.be(.takes)
        #expect(try await allDelivered(room))
    }
}
