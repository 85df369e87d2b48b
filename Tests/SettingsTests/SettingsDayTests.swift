import Journey
import Settings
import Testing
import Trading

/// What a trading day may lose and earn, as the settings say it.
struct SettingsDayTests {
    private func text(_ risk: String) throws -> String {
        try SampleSettings.changed(
            "{ gateway: paper, id: 1001 }", to: "{ gateway: paper, id: 1001, risk: \(risk) }")
    }

    @Test(arguments: [
        ("{}", DayLimits.off), ("{ max_trades: 3 }", DayLimits(tradesMax: 3)),
        (
            "{ max_trades: 9, max_trades_hour: 9, max_trades_minute: 3 }",
            DayLimits(tradesMax: 9, windowTradesMax: [.hour: 9, .minute: 3])
        ),
        (
            "{ daily_loss: 500, max_trades_minute: 3 }",
            DayLimits(lossMax: Money("500"), windowTradesMax: [.minute: 3], basis: .net)
        ),
        ("{ daily_loss: 500 }", DayLimits(lossMax: Money("500"), basis: .net)),
        (
            "{ daily_profit: 900.5, daily_basis: realised }",
            DayLimits(profitMax: Money("900.5"), basis: .realised)
        ),
        ("{ daily_profit: 900.5, daily_basis: net }", DayLimits(profitMax: Money("900.5"), basis: .net)),
    ])
    func `what is open counts unless the settings say otherwise`(risk: String, day: DayLimits) throws {
        #expect(try SampleSettings.parse(text(risk)).accounts.first?.day == day)
    }

    @Test func `a basis of nothing is a fault`() throws {
        let faults = SampleSettings.faults(try text("{ daily_basis: net }"))
        #expect(faults.count == 1)
        #expect(faults[0].contains("daily_basis is there without daily_loss and daily_profit; add one"))
    }

    @Test(arguments: [
        ("max_trades: 3, max_trades_hour: 4", "max_trades_hour is 4, above max_trades 3; lower "),
        (
            "max_trades: 3, max_trades_minute: 4",
            "max_trades_minute is 4, above max_trades 3; lower max_trades_minute, or raise max_trades"
        ),
        ("max_trades_hour: 3, max_trades_minute: 4", "max_trades_minute is 4, above max_trades_hour 3; "),
        ("max_trades_minute: 0", "max_trades_minute"), ("max_trades_hour: off", "max_trades_hour"),
    ])
    func `a count that never counts, or is none, is a fault`(risk: String, fault: String) throws {
        let faults = SampleSettings.faults(try text("{ \(risk) }"))
        #expect(faults.count == 1)
        #expect(faults[0].contains("risk.\(fault)"))
    }
}
