import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// Exits of a month in which the venue places nothing any more.
@Suite(.ownThreads)
struct RolledExitTests {
    private static let part = "/api/Position/partialCloseContract"

    /// Contracts of the month that was active when the room was opened.
    private func left(_ room: Room, _ contract: ContractID) -> Int64 {
        room.venue.positions(of: Room.first).first { $0.contract == contract }?.signedSize ?? 0
    }

    @Test func `takes contracts off a month that rolled, before and after it knows`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(3)
        let old = try room.contract()
        room.venue.roll("MES")
        let first = await room.enter("one-off", "sell", more: #","position":2"#)
        try #require(try await room.reaches(.filled, first))
        #expect(left(room, old) == 2)
        #expect(try room.attempts(of: first, .place).map(\.code) == [9])
        // The hub may tell of the fill before the venue's answer is there.
        let isAccepted = try await eventually {
            try room.attempts(of: first, .partialClose).map(\.ending) == ["accepted"]
        }
        #expect(isAccepted)
        #expect(try await room.isReconciled(first))
        let isKnown = try await eventually {
            try room.reader().contracts().contains { $0.contract.id == old && !$0.contract.isActive }
        }
        try #require(isKnown)
        let second = await room.enter("another-off", "sell", more: #","position":1"#)
        try #require(try await room.reaches(.filled, second))
        #expect(try room.attempts(of: second, .place).isEmpty)
        #expect(left(room, old) == 1)
        #expect(room.venue.calls(to: Self.part) == 2)
        #expect(try await room.agrees())
        #expect(try room.verifies())
    }

    @Test func `finds what came of a cut partial close by its execution`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(3)
        let old = try room.contract()
        room.venue.roll("MES")
        room.venue.inject(.missEvent(.order), count: 100)
        room.venue.inject(.cutAnswer, on: Self.part)
        let exit = await room.enter("one-off", "sell", more: #","position":2"#)
        try #require(try await room.reaches(.filled, exit, seconds: 60))
        #expect(try room.attempts(of: exit, .partialClose).map(\.ending) == ["lost"])
        #expect(room.venue.calls(to: Self.part) == 1)
        #expect(left(room, old) == 2)
        room.venue.clearFaults()
        #expect(try await room.agrees())
    }
}
