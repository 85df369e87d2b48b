import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// Live quotes over real sockets: what is open is judged by them, and their end is told.
@Suite(.ownThreads)
struct MarkTests {
    private static let known = #"alertbridge_open_profit_known{account="paper-1"} "#

    private func room(floor: String? = nil) async throws -> Room {
        try await Room(settings: { settings in
            settings.marks = true
            settings.risk = ", daily_loss: 9000"
            settings.floor = floor
        })
    }

    /// What the last verdict on an answer's order says of one check.
    private func inputs(_ room: Room, _ answer: Web.Answer, _ check: String) throws -> [String] {
        let tag = try #require(answer.tags.first)
        let audit = try #require(
            try room.reader().audit().last { $0.row.kind == "risk.verdict" && $0.row.subject == tag })
        return GateReport(recorded: audit.row.body)?.checks.first { $0.id == check }?.inputs ?? []
    }

    @Test func `an open loss that touches the floor ends entries, though it is won back`() async throws {
        let room = try await room(floor: "48000")
        defer { room.stop() }
        let contract = try room.contract()
        let before = await room.enter("before")
        #expect(before.allVerdicts(are: "approved"))
        try #require(try await room.reaches(.filled, before))
        // A close goes on until it has seen twice that nothing is left.
        let exit = await room.exit("out", "close")
        try #require(try await room.reaches(.filled, exit))
        // Of another hand: ten at 5 USD a point.
        room.venue.placeManually(
            VenuePlaceRequest(account: Room.first, contract: contract, type: 2, side: 0, size: 10))
        #expect(
            try await eventually {
                let isKnown = await room.metrics().contains(Self.known + "1")
                return try isKnown && room.held() == 10
            })
        let found = try await eventually {
            // The quote comes again and again until position and cash are of one moment.
            try room.setPrice("6755.25")
            try room.setPrice("6755")
            return try room.reader().discrepancies().contains { $0.kind == "max_loss" }
        }
        try #require(found)
        let told = try #require(try room.reader().discrepancies().first { $0.kind == "max_loss" })
        #expect(told.ours == "floor 48000" && told.theirs.hasPrefix("equity 47"))
        try room.setPrice("6800.25")
        room.venue.flattenManually(Room.first)
        #expect(try await eventually { try room.reader().positions().allSatisfy(\.position.isFlat) })
        #expect((room.venue.account(Room.first)?.balance ?? .zero) > Money("49000")!)
        // The other hand's fills are told one after the other.
        var number = 0
        let isDenied = await eventually {
            number += 1
            let after = await room.enter("after-\(number)")
            return after.text.contains("MAX_LOSS_HEADROOM") && after.text.contains("touched its floor")
        }
        #expect(isDenied)
        #expect(await eventually { await room.readiness().text.contains("touched its floor") })
        #expect(try room.verifies())
    }

    @Test func `open profit is told while the hub lives, and is NO_DATA once it is dead`() async throws {
        let room = try await room()
        defer { room.stop() }
        _ = try await room.hold(1)
        try room.setPrice("6802.25")
        let isTold = await eventually {
            // Two points at 5 USD, less the fees.
            await room.metrics().contains(#"alertbridge_open_profit_cents{account="paper-1"} 9"#)
        }
        let metrics = await room.metrics()
        try #require(isTold, "\(metrics)")
        let during = await room.enter("during")
        #expect(try inputs(room, during, "PT-42").contains { $0.hasPrefix("open_profit=9") })
        // It stays connected and says nothing more.
        room.venue.inject(.marketSilent)
        try room.setPrice("6803.25")
        try #require(await eventually { await room.metrics().contains(Self.known + "0") })
        #expect(await room.readiness().text.contains("NO_DATA"))
        let after = await room.enter("after")
        #expect(try inputs(room, after, "PT-42").contains("open_profit=NO_DATA"))
        #expect(after.allVerdicts(are: "approved"))
        #expect(try room.verifies())
    }
}
