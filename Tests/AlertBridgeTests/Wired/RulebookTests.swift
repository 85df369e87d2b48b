import Journey
import OwnThreads
import PaperVenue
import Synchronization
import Testing
import Trading

/// What a rule and the venue's clock decide, through real sockets.
@Suite(.ownThreads)
struct RulebookTests {
    @Test func `a rule takes its interval and labels alone, and sends at the alert's price`() async throws {
        let room = try await Room { _ in
        } settings: {
            $0.rootsWhen = ", interval: 5m, tags: [scalp]"
            $0.rootsRule = "order: limit, offset_ticks: 4,"
        }
        defer { room.stop() }
        let chart = #","price":"6800","interval":"5","tags":["rth","scalp"]"#
        #expect(await room.enter("none").status == 422)
        #expect(await room.enter("hour", more: #","interval":"60","tags":["scalp"]"#).status == 422)
        #expect(await room.enter("bare", more: #","interval":"5""#).status == 422)
        let priceless = await room.enter("priceless", more: #","interval":"5","tags":["scalp"]"#)
        #expect(priceless.verdicts.first?["code"]?.string == "PRICE_INVALID")
        let entry = await room.enter("in", more: chart)
        #expect(entry.allVerdicts(are: "approved"))
        #expect(try await room.reaches(.filled, entry))
        let row = try #require(try room.orders(of: entry).first)
        #expect(row.type == .limit && row.limitPrice == Price("6801"))
        #expect(try room.held() == 1)
        #expect(try room.verifies())
    }

    @Test func `a rule that denies reversals closes, and enters nothing`() async throws {
        let room = try await Room { _ in
        } settings: {
            $0.rootsRule = "reversal: deny,"
        }
        defer { room.stop() }
        _ = try await room.hold(2)
        let turn = await room.enter("turn", "sell", size: 3, more: #","position":-1,"prev_position":2"#)
        #expect(turn.verdicts.map { $0["code"]?.string } == [nil, "REVERSAL_NOT_ALLOWED"])
        #expect(await eventually { room.isFlat() })
        #expect(try await room.agrees())
        #expect(try room.verifies())
    }

    @Test func `entries end while the clock is not the venue's, and go on by themselves`() async throws {
        let shared = Skew(.zero)
        let room = try await Room { $0.clock = { shared.now } }
        defer { room.stop() }
        #expect(await room.enter("right").allVerdicts(are: "approved"))
        shared.span = .seconds(7)
        var number = 0
        let isDenied = await eventually {
            number += 1
            let answer = await room.enter("ahead-\(number)", number % 2 == 0 ? "buy" : "sell")
            return answer.verdicts.first?["code"]?.string == "CLOCK_UNTRUSTED"
        }
        #expect(isDenied)
        let readiness = await room.readiness()
        #expect(readiness.status == 503)
        #expect(readiness.text.contains("behind that of paper"))
        // The venue's clock stands until it is right. Closing goes on, and its answers tell the time.
        shared.span = .zero
        let isTrusted = try await eventually {
            number += 1
            let exit = await room.exit("out-\(number)", "close")
            _ = try await eventually { try room.orders(of: exit).allSatisfy(\.state.isTerminal) }
            return await !room.readiness().text.contains("that of paper")
        }
        #expect(isTrusted)
        // Not while a close is under way.
        let isOpen = await eventually {
            number += 1
            return await room.enter("back-\(number)").allVerdicts(are: "approved")
        }
        #expect(isOpen)
        #expect(try room.verifies())
    }
}

/// A venue's clock as far ahead as a test says; it never goes back.
private final class Skew: Sendable {
    private let state: Mutex<(span: Span, last: Timestamp)>

    init(_ span: Span) { state = Mutex((span, Timestamp(microseconds: 0))) }

    var span: Span {
        get { state.withLock { $0.span } }
        set { state.withLock { $0.span = newValue } }
    }

    var now: Timestamp {
        state.withLock { state in
            state.last = max(state.last, PaperVenueOptions.wallClock().advanced(by: state.span))
            return state.last
        }
    }
}
