import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct BackoffTests {
    @Test func `waits grow to the last one and stay there`() {
        var backoff = Backoff([1, 2, 5, 10, 30].map(Span.seconds))
        var dice = FixedDice.low
        let waits = (0..<7).map { _ in backoff.next(using: &dice) }
        #expect(waits == [1, 2, 5, 10, 30, 30, 30].map(Span.seconds))
    }

    @Test func `jitter adds up to a quarter and never passes the longest wait`() {
        var backoff = Backoff([0, 1, 2, 5, 10, 30, 60].map(Span.seconds))
        var dice = FixedDice.high
        let waits = (0..<8).map { _ in backoff.next(using: &dice).microseconds }
        #expect(
            waits == [
                250_000, 1_250_000, 2_500_000, 6_250_000, 12_500_000, 37_500_000, 60_000_000, 60_000_000,
            ])
    }

    @Test func `a reset starts again`() {
        var backoff = Backoff([1, 2].map(Span.seconds))
        var dice = FixedDice.low
        #expect(backoff.isAtStart)
        _ = backoff.next(using: &dice)
        #expect(!backoff.isAtStart)
        backoff.reset()
        let first = backoff.next(using: &dice)
        #expect(first == .seconds(1))
    }
}

@Suite(.ownThreads)
struct GatewaySecretTests {
    @Test func `a secret is never printed`() {
        let secret = GatewaySecret("hunter2hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test func `words that quote a secret lose it`() {
        let secret = GatewaySecret("tok-123")
        #expect(secret.cut(from: "bad tok-123, tok-123") == "bad <secret>, <secret>")
        #expect(secret.cut(from: "tok-12") == "tok-12")
        #expect(GatewaySecret("ab").cut(from: "ab") == "ab")
    }
}
