import JSON
import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// What the venue says no to.
@Suite(.ownThreads)
struct RefusalTests {
    @Test(arguments: [
        (2, "OrderRejected"), (3, "InsufficientFunds"), (4, "AccountViolation"), (5, "OutsideTradingHours"),
    ])
    func `records a refusal with the venue's code and words`(code: Int, name: String) async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.inject(.refusePlace(code: code, message: "not today"), on: Room.place)
        let entry = await room.enter("refused")
        let isTold = try await eventually { try room.orders(of: entry).first?.reason != nil }
        try #require(isTold)
        let row = try #require(try room.orders(of: entry).first)
        #expect(row.state == .rejected)
        #expect(row.code == name)
        #expect(row.reason?.contains("not today") == true)
        let attempt = try #require(try room.attempts(of: entry, .place).first)
        #expect(attempt.ending == "rejected")
        #expect(attempt.code == Int64(code))
        #expect(room.venue.positions(of: Room.first).isEmpty)
        // The refusal is over: nothing is looked up, and the next entry goes out.
        #expect(await room.enter("next").allVerdicts(are: "approved"))
        #expect(try await room.agrees())
        #expect(try room.verifies())
    }

    @Test func `records the refusal of an account in position-brackets mode`() async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.setBracketMode(Room.first, .positionBrackets)
        // The hub tells of the refused row first, and never why.
        room.venue.inject(.delayAnswer(milliseconds: 300), on: Room.place)
        let entry = await room.enter("brackets")
        let isTold = try await eventually { try room.orders(of: entry).first?.reason != nil }
        try #require(isTold)
        let row = try #require(try room.orders(of: entry).first)
        #expect(row.state == .rejected)
        #expect(row.code == "BRACKET_MODE_CONFLICT")
        #expect(row.reason?.contains("Position Brackets") == true, "\(row.reason ?? "")")
        #expect(room.venue.positions(of: Room.first).isEmpty)
        #expect(room.working() == 0)
    }

    @Test func `stops entering as soon as the venue forbids the account to trade`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let held = try await room.hold(1)
        room.venue.setCanTrade(Room.first, false)
        let isKnown = await eventually { await room.readiness().text.contains("may not trade") }
        #expect(isKnown)
        let entry = await room.enter("forbidden")
        #expect(entry.verdicts.first?["code"]?.string == "ACCOUNT_NOT_TRADABLE")
        let other = await room.enter("both", ticker: "NQ1!")
        #expect(other.verdicts.map { $0["verdict"]?.string } == ["denied", "approved"])
        // An exit is never stopped by it.
        let exit = await room.exit("out", "close")
        try #require(try await room.reaches(.filled, exit))
        #expect(room.isFlat())

        room.venue.setCanTrade(Room.first, true)
        #expect(await eventually { await room.readiness().status == 200 })
        #expect(await room.enter("allowed").allVerdicts(are: "approved"))
        #expect(room.venue.copies(ofTag: held.tag.text) == 1)
    }

    @Test func `finds the new month after an unannounced roll`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let old = try room.contract()
        room.venue.roll("MES")
        let entry = await room.enter("old-month")
        try #require(try await room.reaches(.rejected, entry))
        #expect(try room.orders(of: entry).first?.code == "ContractNotActive")
        let contract = try room.contract()
        #expect(contract != old)
        var number = 0
        let isFound = try await eventually {
            number += 1
            let next = await room.enter("new-month-\(number)")
            return try room.orders(of: next).first?.contract == contract
        }
        #expect(isFound)
    }
}
