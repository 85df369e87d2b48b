import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct TokenMachineTests {
    var machine = TokenMachine(GatewayTimings())

    private func token(_ text: String) -> LoginEnding { .token(GatewaySecret(text)) }
    private func failure(_ reason: String, fatal: Bool = false) -> LoginEnding {
        .failed(reason: reason, isFatal: fatal)
    }

    private mutating func handle(_ event: TokenMachine.Event, at seconds: Int64) -> [TokenMachine.Action] {
        var dice = FixedDice.low
        return machine.handle(event, at: Samples.moment(seconds), using: &dice)
    }

    @Test mutating func `it logs in at the start and again at half the token's life by renewal`() {
        let start = handle(.start, at: 0)
        let signed = handle(.loginEnded(token("a")), at: 0)
        let half = handle(.alarm, at: 43_200)
        #expect(start == [.login])
        #expect(signed == [.signedIn, .wake(at: Samples.steady(43_200))])
        #expect(half == [.validate])
        let renewed = handle(.validateEnded(token("b")), at: 43_200)
        #expect(renewed == [.signedIn, .wake(at: Samples.steady(86_400))])
        #expect(machine.token?.serial == 2)
    }

    @Test mutating func `a renewal that changes nothing comes again before the end, then logs in`() {
        _ = handle(.start, at: 0)
        _ = handle(.loginEnded(token("a")), at: 0)
        _ = handle(.alarm, at: 43_200)
        let kept = handle(.validateEnded(.unchanged), at: 43_200)
        #expect(kept == [.wake(at: Samples.steady(84_600))])
        _ = handle(.alarm, at: 84_600)
        let last = handle(.validateEnded(.unchanged), at: 84_600)
        #expect(last == [.login])
        #expect(machine.token != nil)
    }

    @Test mutating func `a failed renewal logs in while the old token still serves`() {
        _ = handle(.start, at: 0)
        _ = handle(.loginEnded(token("a")), at: 0)
        _ = handle(.alarm, at: 43_200)
        let fallback = handle(.validateEnded(failure("HTTP 500")), at: 43_200)
        let failed = handle(.loginEnded(failure("HTTP 500")), at: 43_201)
        #expect(fallback == [.login])
        #expect(failed == [.renewalFailed("HTTP 500"), .wake(at: Samples.steady(43_202))])
        #expect(machine.token?.serial == 1)
        let again = handle(.alarm, at: 43_202)
        #expect(again == [.login])
    }

    @Test mutating func `an expired token is dropped and the failure told`() {
        _ = handle(.start, at: 0)
        _ = handle(.loginEnded(token("a")), at: 0)
        _ = handle(.alarm, at: 43_200)
        _ = handle(.validateEnded(failure("down")), at: 43_200)
        let late = handle(.loginEnded(failure("down")), at: 86_400)
        #expect(late.contains(.unreachable("down")))
        #expect(machine.token == nil)
    }

    @Test mutating func `failed logins wait longer and longer, for ever`() {
        _ = handle(.start, at: 0)
        var waits: [TokenMachine.Action] = []
        for _ in 0..<7 {
            waits.append(contentsOf: handle(.loginEnded(failure("down")), at: 0).suffix(1))
            _ = handle(.alarm, at: 0)
        }
        #expect(waits == [1, 2, 5, 10, 30, 30, 30].map { .wake(at: Samples.steady($0)) })
    }

    @Test mutating func `a close that waits brings the next login forward, to five seconds after the last`() {
        _ = handle(.start, at: 0)
        for _ in 0..<4 {
            _ = handle(.loginEnded(failure("down")), at: 0)
            _ = handle(.alarm, at: 0)
        }
        #expect(handle(.wanted, at: 0).isEmpty, "one is under way")
        #expect(handle(.loginEnded(failure("down")), at: 1).last == .wake(at: Samples.steady(31)))
        #expect(handle(.wanted, at: 2) == [.wake(at: Samples.steady(6))])
        #expect(handle(.wanted, at: 3).isEmpty, "it is as near as it gets")
        #expect(handle(.alarm, at: 6) == [.login])
        _ = handle(.loginEnded(failure("down")), at: 7)
        #expect(handle(.wanted, at: 20) == [.login], "the five seconds are over")
    }

    @Test
    mutating func `nothing brings a login forward that a repeat cannot cure, nor one that is not needed`() {
        #expect(handle(.wanted, at: 0).isEmpty)
        _ = handle(.start, at: 0)
        _ = handle(.loginEnded(failure("no subscription", fatal: true)), at: 0)
        #expect(handle(.wanted, at: 30).isEmpty)
        _ = handle(.alarm, at: 60)
        _ = handle(.loginEnded(token("a")), at: 60)
        #expect(handle(.wanted, at: 61).isEmpty)
    }

    @Test mutating func `a fatal refusal is tried again each minute`() {
        _ = handle(.start, at: 0)
        let first = handle(.loginEnded(failure("no subscription", fatal: true)), at: 0)
        #expect(
            first == [
                .renewalFailed("no subscription"), .unreachable("no subscription"),
                .wake(at: Samples.steady(60)),
            ])
    }

    @Test mutating func `a refused token is dropped and replaced by one login`() {
        _ = handle(.start, at: 0)
        _ = handle(.loginEnded(token("a")), at: 0)
        let refused = handle(.refused(serial: 1), at: 100)
        let again = handle(.refused(serial: 1), at: 100)
        #expect(refused == [.login])
        #expect(again.isEmpty)
        #expect(machine.token == nil)
        _ = handle(.loginEnded(token("b")), at: 101)
        let old = handle(.refused(serial: 1), at: 102)
        #expect(old.isEmpty)
        #expect(machine.token?.serial == 2)
    }

    @Test mutating func `tokens refused right after their login do not make a loop of logins`() {
        _ = handle(.start, at: 0)
        _ = handle(.loginEnded(token("a")), at: 0)
        let first = handle(.refused(serial: 1), at: 1)
        _ = handle(.loginEnded(token("b")), at: 1)
        let second = handle(.refused(serial: 2), at: 2)
        #expect(first == [.login])
        #expect(second.last == .wake(at: Samples.steady(4)))
        #expect(!second.contains(.login))
    }

    @Test mutating func `a renewal under way is not doubled by a refusal`() {
        _ = handle(.start, at: 0)
        _ = handle(.loginEnded(token("a")), at: 0)
        _ = handle(.alarm, at: 43_200)
        let refused = handle(.refused(serial: 1), at: 43_200)
        #expect(refused.isEmpty)
        let ended = handle(.validateEnded(.unchanged), at: 43_201)
        #expect(ended == [.login])
    }
}
