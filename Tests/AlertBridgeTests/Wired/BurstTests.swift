import JSON
import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// Many alerts at once.
@Suite(.ownThreads)
struct BurstTests {
    @Test func `keeps the position limit however many alerts come at once`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let answers = await post(20, to: room, tries: 20) {
            #""id":"\#($0)","action":"buy","ticker":"MES","size":1"#
        }
        #expect(answers.allSatisfy { $0.status == 200 })
        let verdicts = answers.flatMap(\.verdicts)
        #expect(verdicts.count { $0["verdict"]?.string == "approved" } == 8)
        #expect(verdicts.count { $0["code"]?.string == "POSITION_LIMIT_INSTRUMENT" } == 12)
        #expect(try await eventually { try room.held() == 8 })
        #expect(try await room.agrees())
        #expect(room.venue.calls(to: Room.place) == 8)
        #expect(try room.verifies())
    }

    @Test func `takes one of many copies of an alert`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let answers = await post(50, to: room) { _ in #""id":"same","action":"buy","ticker":"NQ","size":1"# }
        #expect(answers.allSatisfy { $0.status == 200 })
        #expect(answers.count { $0["status"]?.string == "accepted" } == 1)
        #expect(answers.count { $0["status"]?.string == "duplicate" } == 49)
        #expect(Set(answers.map(\.tags)).count == 1)
        let first = try #require(answers.first)
        try #require(try await room.reaches(.filled, first))
        #expect(room.venue.calls(to: Room.place) == 2)
        #expect(try room.reader().alerts().map(\.deliveries) == [50])
        #expect(try await room.agrees())
    }

    /// Sends what is answered 503 again, as its sender would: a machine that does much else may be too slow for it.
    private func post(
        _ count: Int, to room: Room, tries: Int = 1, _ members: @escaping @Sendable (Int) -> String
    ) async -> [Web.Answer] {
        await withTaskGroup(of: Web.Answer.self) { group in
            for number in 0..<count {
                group.addTask {
                    var answer = await room.post(members(number))
                    for _ in 1..<tries where answer.status == 503 {
                        answer = await room.post(members(number))
                    }
                    return answer
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
