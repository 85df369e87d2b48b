import JSON
import Testing
import Trading

@testable import Journey

/// What a firm allows: each check at its limit and beyond it.
struct ProfileChecksTests {
    static let day = TradingDay(date: CivilDate("2026-10-05")!)

    static func profile(_ change: (inout FirmProfile) -> Void = { _ in }) -> FirmProfile {
        var profile = FirmProfile(
            name: "topstep-50k-xfa", firm: "topstep", asOf: CivilDate("2026-05-31")!, source: "a test",
            isVerified: true, accountClass: .funded)
        (profile.allowsAPI, profile.isSimulated) = (true, true)
        change(&profile)
        return profile
    }

    /// An entry of two micros, one held: 0.3 minis at worst, and 100 USD of risk.
    static func entry(_ profile: FirmProfile) -> GateInput {
        HoldingChecksTests.entry.with { input in
            input.holding?.product = HoldingFacts.Product(
                root: "MNQ", tenths: 1, isMicro: true, roundTurn: .zero)
            // Two contracts at (98 + 2) ticks of 0.50 USD.
            input.stopTicks = 98
            var facts = ProfileFacts(profile, day: day, buffer: Money("100")!)
            (facts.opening, facts.balance, facts.openRisk) = (.zero, .zero, .zero)
            facts.floor = Money("-2000")
            input.profile = facts
        }
    }

    /// What the gate says with so many tenths of a mini held in other contracts.
    static func failures(_ input: GateInput, besides tenths: Int64) -> [Denial.Code] {
        var input = input
        input.holding?.otherTenths = tenths
        return input.failures
    }

    static let plan = [
        ScalingStep(above: nil, tenths: 2), ScalingStep(above: Money("1500"), tenths: 3),
        ScalingStep(above: Money("2000"), tenths: 5),
    ]
    static let limit = Drawdown(peak: .endOfDay, amount: Money("2000"), start: .zero, lock: .zero)

    @Test(
        arguments: [
            (true, true, nil), (false, false, "ACCOUNT_CLASS_FORBIDDEN"),
            (nil, nil, "ACCOUNT_CLASS_FORBIDDEN"),
        ]
            as [(Bool?, Bool?, String?)])
    func `a class that programs may not trade, or may for all that is known, takes no entry`(
        allowed: Bool?, simulated: Bool?, code: String?
    ) {
        let input = Self.entry(Self.profile { ($0.allowsAPI, $0.isSimulated) = (allowed, simulated) })
        #expect(input.failures.map(\.rawValue) == [code].compactMap { $0 })
        #expect(GateInput.passingExit.with { $0.profile = input.profile }.failures.isEmpty)
    }

    @Test(
        arguments: [
            (true, false, "ACCOUNT_CLASS_FORBIDDEN"), (true, true, nil), (true, nil, nil), (nil, false, nil),
            (false, false, nil),
        ] as [(Bool?, Bool?, String?)])
    func `an account that the venue calls live takes no entry by a profile for simulated ones`(
        profile: Bool?, venue: Bool?, code: String?
    ) {
        var input = Self.entry(Self.profile { $0.isSimulated = profile })
        input.isSimulated = venue
        #expect(input.failures.map(\.rawValue) == [code].compactMap { $0 })
        #expect(GateReport(recorded: RiskGate.examine(input).json)?.input.isSimulated == venue)
        let exit = GateInput.passingExit.with { ($0.profile, $0.isSimulated) = (input.profile, venue) }
        #expect(exit.failures.isEmpty)
    }

    @Test(
        arguments: [
            (nil, 3, nil), (nil, 2, "POSITION_LIMIT_ACCOUNT"), (10, 3, nil),
            (10, 2, "POSITION_LIMIT_ACCOUNT"),
            (2, 3, "POSITION_LIMIT_ACCOUNT"), (3, 50, nil),
        ] as [(Int64?, Int64, String?)])
    func `the firm's maximum holds where the settings give none or more`(
        own: Int64?, firm: Int64, code: String?
    ) {
        var input = Self.entry(Self.profile { $0.tenthsMax = firm })
        input.holding?.limits.tenthsMax = own
        #expect(input.failures.map(\.rawValue) == [code].compactMap { $0 })
    }

    @Test func `4 ES and 10 MES are 5 minis, and one MES more is not`() throws {
        func input(_ micros: Int64) -> GateInput {
            Self.entry(Self.profile { $0.tenthsMax = 50 }).with { input in
                (input.limits.sizeMax, input.limits.positionMax, input.size) = (20, 20, micros)
                input.position = 0
            }
        }
        #expect(Self.failures(input(10), besides: 40).isEmpty)
        #expect(Self.failures(input(11), besides: 40) == [.positionLimitAccount])
        // 2 long ES and 3 short CL are 5 of 5.
        #expect(Self.failures(input(1), besides: 49).isEmpty)
        #expect(Self.failures(input(1), besides: 50) == [.positionLimitAccount])
    }

    @Test(arguments: [
        ("-1999", 2), ("1499.99", 2), ("1500", 2), ("1500.01", 3), ("2000", 3), ("2000.01", 5), ("90000", 5),
    ])
    func `the plan's step follows from the balance at which the day began`(opening: String, tenths: Int64) {
        // One micro is asked for beside what is held elsewhere.
        let input = Self.entry(Self.profile { $0.scaling = Self.plan }).with { input in
            (input.size, input.position) = (1, 0)
            input.profile?.opening = Money(opening)
            // What the day has earned since gives nothing.
            input.profile?.balance = Money("95000")
        }
        #expect(Self.failures(input, besides: tenths - 1).isEmpty)
        #expect(Self.failures(input, besides: tenths) == [.scalingPlanExceeded])
    }

    @Test func `a balance that is not known lets no entry pass, and every exit`() {
        let input = Self.entry(Self.profile { $0.scaling = Self.plan }).with { $0.profile?.opening = nil }
        #expect(input.failures == [.scalingPlanExceeded])
        let told = RiskGate.examine(input).checks.first { $0.id == "PT-32" }?.inputs
        #expect(told?.contains("balance_at_open=NO_DATA") == true && told?.contains("tier=NO_DATA") == true)
        #expect(GateInput.passingExit.with { $0.profile = input.profile }.failures.isEmpty)
    }

    /// 100 USD of risk, a buffer of 100, and the floor at -2000.
    @Test(
        arguments: [
            ("-1799.99", "0", nil), ("-1800", "0", "MAX_LOSS_HEADROOM"), ("-1700", "99.99", nil),
            ("-1700", "100", "MAX_LOSS_HEADROOM"), ("0", "1799.99", nil), ("0", "1800", "MAX_LOSS_HEADROOM"),
            ("-2000", "0", "MAX_LOSS_HEADROOM"),
        ] as [(String, String, String?)])
    func `an entry leaves more than the buffer above the floor at every stop`(
        balance: String, open: String, code: String?
    ) {
        let input = Self.entry(Self.profile { $0.drawdown = Self.limit }).with { input in
            input.profile?.balance = Money(balance)
            input.profile?.openRisk = Money(open)
        }
        #expect(input.failures.map(\.rawValue) == [code].compactMap { $0 })
    }

    @Test(arguments: [
        GateCase("balance", .maxLossHeadroom) { $0.profile?.balance = nil },
        GateCase("open risk", .maxLossHeadroom) { $0.profile?.openRisk = nil },
        GateCase("floor", .maxLossHeadroom) { $0.profile?.floor = nil },
        GateCase("breached", .maxLossHeadroom) { $0.profile?.isBreached = true },
        GateCase("tick value", .maxLossHeadroom) { $0.holding?.tickValue = nil },
        GateCase("out of range", .maxLossHeadroom) { $0.profile?.balance = Money(tenThousandths: .min) },
        GateCase("nothing", change: { _ in }),
    ])
    func `what is not known lets no entry pass, and is shown`(sample: GateCase) {
        let input = Self.entry(Self.profile { $0.drawdown = Self.limit }).with(sample.change)
        #expect(input.failures == sample.codes)
        let told = RiskGate.examine(input).checks.first { $0.id == "PT-43" }?.inputs ?? []
        #expect(told.contains("mark=NO_DATA"))
        #expect(told.contains("floor=NO_DATA") == (input.profile?.floor == nil))
        #expect(GateInput.passingExit.with { $0.profile = input.profile }.failures.isEmpty)
    }

    @Test func `a profile without a limit or a plan asks for neither`() {
        let input = Self.entry(Self.profile()).with { input in
            input.profile?.opening = nil
            input.profile?.balance = nil
            input.profile?.floor = nil
        }
        #expect(input.failures.isEmpty)
        #expect(RiskGate.examine(input).checks.first { $0.id == "PT-43" }?.inputs == ["floor=none"])
    }

    @Test func `an entry is cut down to the plan where the account clamps`() {
        let input = Self.entry(Self.profile { $0.scaling = Self.plan }).with { input in
            (input.limits.sizeMax, input.limits.positionMax, input.size, input.position) = (9, 9, 9, 0)
        }
        #expect(Checks.largest(input) == 2)
    }

    @Test func `a verdict is decided again from its record`() throws {
        let full = Self.profile { profile in
            (profile.scaling, profile.drawdown, profile.tenthsMax) = (Self.plan, Self.limit, 50)
        }
        let input = Self.entry(full).with { input in
            input.profile?.basis = .reconstructed
            input.profile?.isBreached = true
            input.profile?.gap = "a gap"
        }
        let bare = Self.entry(Self.profile { ($0.allowsAPI, $0.isSimulated) = (nil, nil) }).with { input in
            input.profile?.opening = nil
            input.profile?.floor = nil
            input.profile?.openRisk = nil
        }
        for input in [input, bare] {
            let body = RiskGate.examine(input).json
            #expect(GateReport.recheck(body) == nil)
            #expect(GateReport(recorded: body)?.input == input)
        }
        let without = RiskGate.examine(GateInput.passing).json
        #expect(!String(decoding: without, as: UTF8.self).contains(#""profile":{"#))
    }

    @Test func `what is acknowledged is every number, and no note`() {
        let plain = Self.profile()
        let changes: [FirmProfile] = [
            Self.profile { $0.allowsAPI = nil }, Self.profile { $0.isSimulated = false },
            Self.profile { $0.tenthsMax = 50 }, Self.profile { $0.scaling = Self.plan },
            Self.profile { $0.drawdown = Self.limit },
            Self.profile {
                $0.drawdown = Drawdown(peak: .intraday, amount: Money("2000"), start: .zero, lock: .zero)
            },
        ]
        #expect(Set(changes.map(\.content) + [plain.content]).count == changes.count + 1)
        #expect(Self.profile { $0.notes = ["read me"] }.content == plain.content)
    }
}
