import Journey
import Settings
import Testing
import Trading

/// What an account may hold, as the settings say it.
struct SettingsHoldingTests {
    private func parse(_ risk: String) throws -> HoldingLimits {
        let text = try SampleSettings.changed(
            "{ gateway: paper, id: 1001 }", to: "{ gateway: paper, id: 1001, risk: \(risk) }")
        return try #require(try SampleSettings.parse(text).accounts.first).holding
    }

    private static func usual(_ change: (inout HoldingLimits) -> Void = { _ in }) -> HoldingLimits {
        var limits = HoldingLimits.usual(requiresStop: true)
        change(&limits)
        return limits
    }

    @Test(arguments: [
        ("{}", usual()), ("{ max_minis: 0.5 }", usual { $0.tenthsMax = 5 }),
        ("{ max_minis: 15 }", usual { $0.tenthsMax = 150 }),
        ("{ max_minis: off }", usual { $0.tenthsMax = nil }),
        ("{ allow: [mnq, ES], deny: [CL] }", usual { ($0.allowed, $0.blocked) = (["MNQ", "ES"], ["CL"]) }),
        ("{ max_adds: 0 }", usual()),
        ("{ max_adds: off, max_working: off }", usual { ($0.addsMax, $0.workingMax) = (nil, nil) }),
        ("{ max_adds: 3, max_working: 1 }", usual { ($0.addsMax, $0.workingMax) = (3, 1) }),
        ("{ max_risk: 99.95, slip_ticks: 0 }", usual { ($0.riskMax, $0.slipTicks) = (Money("99.95"), 0) }),
        ("{ max_risk: off }", usual { $0.riskMax = nil }),
        ("{ require_stop: false }", HoldingLimits.usual(requiresStop: false)),
        (
            "{ collar_ticks: off, collar_percent: 0.25, far_ticks: 100, require_reference: true }",
            usual {
                ($0.collarTicks, $0.collarMillionths, $0.farTicks, $0.needsReference) = (
                    nil, 2_500, 100, true
                )
            }
        ),
        (
            "{ max_notional: 500000, negative_prices: [CL] }",
            usual { ($0.notionalMax, $0.negative) = (Money("500000"), ["CL"]) }
        ),
        (
            "{ one_class: true, self_match: true }",
            usual { ($0.isOneClass, $0.refusesSelfMatch) = (true, false) }
        ),
    ])
    func `reads what an account may hold`(risk: String, limits: HoldingLimits) throws {
        #expect(try parse(risk) == limits)
    }

    @Test(arguments: [
        (
            "max_minis: ▸0",
            "max_minis is 0, out of range; write a decimal from 0.1 to 100000 with at most 1 place, or off"
        ),
        (
            "max_minis: ▸0.25",
            "max_minis is no such decimal; write a decimal from 0.1 to 100000 with at most 1 place, or off"
        ),
        ("max_minis: ▸\"1\"", "max_minis is in quotes; remove the quotes"),
        ("deny: [▸MNG, MNQ], allow: [MNG]", ""),
        ("allow: ▸[]", "allow is empty; name roots such as MNQ, or remove the key"),
        ("deny: [▸MNX]", "deny[0] is \"MNX\", which is not in the product table; write MNG"),
        ("max_adds: ▸-1", "max_adds is -1, out of range; write 0 to 10000"),
    ])
    func `refuses what would not protect`(risk: String, fault: String) throws {
        guard !fault.isEmpty else {
            let (found, _) = SampleSettings.marked(
                try SampleSettings.changed(
                    "{ gateway: paper, id: 1001 }", to: "{ gateway: paper, id: 1001, risk: { \(risk) } }"),
                faults: [fault])
            return #expect(found.count == 1 && found.first?.contains("names MNG, as allow does") == true)
        }
        let text = try SampleSettings.changed(
            "{ gateway: paper, id: 1001 }", to: "{ gateway: paper, id: 1001, risk: { \(risk) } }")
        let (found, expected) = SampleSettings.marked(text, faults: ["accounts.one.risk.\(fault)"])
        #expect(found.count == 1 && expected.count == 1)
        #expect(found.first?.split(separator: ";").first == expected.first?.split(separator: ";").first)
    }

    @Test func `who stands behind an account is the login's, unless it says so itself`() throws {
        let usual = try SampleSettings.parse(SampleSettings.least).accounts.map(\.hedge)
        #expect(usual == Array(repeating: HedgeScope(person: "owner", firm: "127.0.0.1:8090"), count: 2))
        let text = try SampleSettings.changed(
            "{ gateway: paper, id: 1001 }", to: "{ gateway: paper, id: 1001, person: ann, firm: other }"
        ).replacing("username: env:USER_NAME,", with: "person: bob, username: env:USER_NAME,")
        #expect(
            try SampleSettings.parse(text).accounts.map(\.hedge) == [
                HedgeScope(person: "ann", firm: "other"), HedgeScope(person: "bob", firm: "127.0.0.1:8090"),
            ])
    }

    @Test(arguments: [
        ("{ max_size: 11, max_adds: 1 }", "max_size is 11, but max_minis 1 denies more than 10 micros"),
        ("{ max_size: 1, max_position: 2 }", "max_position is above max_size, but max_adds is 0"),
    ])
    func `says where limits contradict each other`(risk: String, notice: String) throws {
        let text = try SampleSettings.changed(
            "{ gateway: paper, id: 1001 }", to: "{ gateway: paper, id: 1001, risk: \(risk) }")
        let notices = try SampleSettings.parse(text).notices.map(\.what)
        #expect(notices.count == 1 && notices.first?.contains(notice) == true)
    }
}
