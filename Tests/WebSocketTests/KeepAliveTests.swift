import OwnThreads
import Testing

@testable import WebSocket

@Suite(.ownThreads)
struct KeepAliveTests {
    private let second: UInt64 = 1_000_000_000

    @Test func `pings once per interval`() {
        var keepAlive = KeepAlive(pingSeconds: 2, silenceSeconds: nil, now: 0)
        #expect(keepAlive.deadline == 2 * second)
        #expect(keepAlive.due(at: 2 * second - 1) == .nothing)
        #expect(keepAlive.due(at: 2 * second) == .ping)
        #expect(keepAlive.due(at: 2 * second) == .nothing)
        #expect(keepAlive.deadline == 4 * second)
    }

    @Test func `gives up after a silence, counted from the last byte`() {
        var keepAlive = KeepAlive(pingSeconds: nil, silenceSeconds: 3, now: 0)
        keepAlive.heard(at: second)
        #expect(keepAlive.deadline == 4 * second)
        #expect(keepAlive.due(at: 4 * second - 1) == .nothing)
        #expect(keepAlive.due(at: 4 * second) == .giveUp)
    }

    @Test func `gives up rather than ping`() {
        var keepAlive = KeepAlive(pingSeconds: 1, silenceSeconds: 1, now: 0)
        #expect(keepAlive.due(at: second) == .giveUp)
    }

    @Test func `without intervals waits for ever`() {
        var keepAlive = KeepAlive(pingSeconds: nil, silenceSeconds: nil, now: 0)
        #expect(keepAlive.deadline == nil)
        #expect(keepAlive.due(at: .max) == .nothing)
    }
}
