import JSON
import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// Ways out of a position, and what may come between.
@Suite(.ownThreads)
struct ExitTests {
    @Test func `closes again what a left-over stop opens in the middle of a flatten`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(2)
        // The position is gone at once, the answer comes later: the stop is still at work in between.
        room.venue.inject(.delayAnswer(milliseconds: 3_000), on: Room.close)
        let flatten = await room.exit("out", "flatten")
        #expect(flatten.allVerdicts(are: "approved"))
        #expect(try await eventually { try room.held() == 0 })
        try room.setPrice("6700")
        #expect(try await eventually { try room.held() == -2 })
        let entry = await room.enter("meanwhile")
        #expect(entry.verdicts.first?["code"]?.string == "LOCKED_OUT")
        try #require(try await room.reaches(.filled, flatten, seconds: 60))
        #expect(room.isFlat())
        #expect(try room.attempts(of: flatten, .close).count == 2)
        #expect(try await room.agrees())
        #expect(await room.enter("afterwards").allVerdicts(are: "approved"))
        #expect(try room.verifies())
    }

    @Test func `reverses only over a verified flat`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let held = try await room.hold(2)
        let reverse = await room.exit("turn", "reverse")
        #expect(reverse.verdicts.count == 2)
        #expect(reverse.allVerdicts(are: "approved"), "\(reverse.text)")
        try #require(try await room.reaches(.filled, reverse))
        #expect(try room.held() == -2)
        #expect(try await room.isReconciled(reverse))
        let legs = try room.orders(of: reverse).sorted { $0.leg < $1.leg }
        #expect(legs.map(\.orderClass) == [.flatten, .entry])
        let flatAt = try #require(legs[0].times.reconciledAt)
        let sentAt = try #require(legs[1].times.sentAt)
        #expect(flatAt <= sentAt)
        // Nothing of the old bracket is left, and the new one has both legs.
        let working = room.venue.orders(of: Room.first).filter { $0.status.isWorking }
        #expect(working.count == 2)
        #expect(working.allSatisfy { $0.side == .buy && $0.tag?.hasPrefix(held.tag.text) == false })
        #expect(room.venue.trades(of: Room.first).map(\.size) == [2, 2, 2])
        #expect(try await room.agrees())
    }

    @Test func `turns the way that a strategy's order tells`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(2)
        let reverse = await room.enter(
            "turn", "sell", size: 3, more: #","position":-1,"prev_position":"long""#)
        try #require(try await room.reaches(.filled, reverse))
        #expect(try room.held() == -1)
        #expect(try await room.agrees())
    }

    @Test func `takes off what is asked, and never more than is held`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(4)
        let part = await room.enter("one-off", "sell", more: #","position":3"#)
        try #require(try await room.reaches(.filled, part))
        #expect(try room.orders(of: part).map(\.orderClass) == [.reduce])
        #expect(try room.held() == 3)
        #expect(try await eventually { try room.isKnownHeld(3) })
        let tooMuch = await room.enter("four-off", "sell", size: 4, more: #","position":3"#)
        #expect(tooMuch.verdicts.first?["code"]?.string == "REDUCE_ONLY_WOULD_INCREASE_POSITION")
        let wrongWay = await room.post(
            #""id":"wrong","action":"close","ticker":"MES","size":1,"prev_position":"short""#)
        #expect(wrongWay.verdicts.first?["code"]?.string == "REDUCE_ONLY_WOULD_INCREASE_POSITION")
        let none = await room.enter("none", "sell", ticker: "NQ1!", more: #","position":3"#)
        #expect(none.verdicts.first?["code"]?.string == "POSITION_NOT_FOUND")
        #expect(try room.held() == 3)
        #expect(try await room.agrees())
    }

    @Test func `takes a partial exit at its word with prev_position`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(3, action: "sell")
        #expect(try room.held() == -3)
        let part = await room.post(
            #""id":"one-off","action":"close","ticker":"MES","size":1,"prev_position":"short","position":-2"#)
        try #require(try await room.reaches(.filled, part))
        #expect(try room.held() == -2)
    }

    @Test func `records a stop that fires, with its profit, and is flat`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let held = try await room.hold(2)
        try room.setPrice("6700.25")
        #expect(await eventually { room.isFlat() })
        #expect(try await room.agrees())
        let isOver = try await eventually {
            let legs = try room.orders().filter { $0.parent == held.tag }
            return Set(legs.map(\.state)) == [.filled, .cancelled]
        }
        #expect(isOver)
        let fills = try room.reader().fills().filter { $0.trade.profit != nil }
        #expect(fills.count == 1)
        // 100 points against two micros at 5 USD each.
        #expect(fills.first?.trade.profit == Money(tenThousandths: -10_000_000))
        #expect(fills.first?.tag?.text.hasSuffix("-SL") == true)
        #expect(try room.verifies())
    }

    @Test func `says that there is nothing to close`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let close = await room.exit("out", "close")
        #expect(close.allVerdicts(are: "approved"))
        try #require(try await room.reaches(.cancelled, close))
        #expect(try room.orders(of: close).first?.code == "ALREADY_FLAT")
        #expect(room.venue.calls(to: Room.close) == 0)
    }

    @Test func `cancels a resting entry before it closes`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(1)
        let resting = await room.enter("resting", more: #","type":"limit","limit_price":6790"#)
        try #require(try await room.reaches(.working, resting))
        let flatten = await room.exit("out", "flatten")
        try #require(try await room.reaches(.filled, flatten))
        try #require(try await room.reaches(.cancelled, resting))
        #expect(room.isFlat())
        try room.setPrice("6790")
        #expect(room.isFlat())
        #expect(try await room.agrees())
    }
}

extension Room {
    /// Whether the ledger has this position of the first account in MES.
    fileprivate func isKnownHeld(_ size: Int64) throws -> Bool {
        let contract = try contract()
        return try reader().positions().contains {
            $0.account == AccountName("paper-1") && $0.position.contract == contract
                && $0.position.signedSize == size
        }
    }
}
