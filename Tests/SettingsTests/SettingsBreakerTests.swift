import Journey
import OwnThreads
import Testing
import Trading

@testable import Settings

/// What stops a strategy, or an account's haste, by itself.
@Suite(.ownThreads)
struct SettingsBreakerTests {
    private func guards(_ line: String) throws -> TradingGuards {
        try SampleSettings.parse(line + "\n" + SampleSettings.least).guards
    }

    private func rate(_ risk: String) throws -> OrderRate? {
        let text = SampleSettings.least.replacing("id: 1001 }", with: "id: 1001, risk: \(risk) }")
        return try SampleSettings.parse(text).accounts.first { $0.name.text == "one" }?.orderRate
    }

    @Test(arguments: ["", "breakers: {}"])
    func `what is not said is as usual, and the clock is watched`(line: String) throws {
        #expect(try guards(line) == .usual)
        #expect(TradingGuards.usual.repeats == TradingGuards.Limit(10, in: .seconds(600)))
        #expect(TradingGuards.usual.rejects == TradingGuards.Limit(5, in: .seconds(60)))
        #expect(TradingGuards.usual.watchesClock)
    }

    @Test func `numbers and windows are read`() throws {
        let read = try guards(
            "breakers: { repeats: 3, repeats_window: 5m, rejects: 1000, rejects_window: 1h }")
        #expect(read.repeats == TradingGuards.Limit(3, in: .seconds(300)))
        #expect(read.rejects == TradingGuards.Limit(1_000, in: .seconds(3_600)))
    }

    @Test func `off is off, and said to be`() throws {
        let read = try SampleSettings.parse(
            "breakers: { repeats: off, rejects: off }\n" + SampleSettings.least)
        #expect(read.guards.repeats == nil && read.guards.rejects == nil && read.guards.watchesClock)
        #expect(read.notices.filter { $0.what.contains("is off") }.count == 2)
    }

    @Test(arguments: [
        ("repeats: 0", "repeats"), ("repeats: 1001", "repeats"), ("rejects: never", "rejects"),
        ("repeats_window: 0s", "repeats_window"), ("repeats_window: 2h", "repeats_window"),
        ("rejects_window: 60", "rejects_window"), ("repeats: off, repeats_window: 5m", "repeats_window"),
        ("reject: 5", "reject"),
    ])
    func `what cannot be meant is a fault`(pair: String, key: String) {
        let faults = SampleSettings.faults("breakers: { \(pair) }\n" + SampleSettings.least)
        #expect(faults.count == 1 && faults[0].contains(key), "\(faults)")
    }

    @Test func `an account's rate is two a second and ten at once, or as it says`() throws {
        #expect(try rate("{ max_size: 1 }") == .usual)
        #expect(OrderRate.usual == OrderRate(perSecond: 2, burst: 10))
        #expect(try rate("{ order_rate: 5, order_burst: 7 }") == OrderRate(perSecond: 5, burst: 7))
        #expect(try rate("{ order_rate: off }") == nil)
    }

    @Test(arguments: [
        "order_rate: 0", "order_rate: 101", "order_burst: 0", "order_rate: off, order_burst: 3",
    ])
    func `a rate that cannot be meant is a fault`(pair: String) {
        let text = SampleSettings.least.replacing("id: 1001 }", with: "id: 1001, risk: { \(pair) } }")
        #expect(SampleSettings.faults(text).count == 1)
    }
}
