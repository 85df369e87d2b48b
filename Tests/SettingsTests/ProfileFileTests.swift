import Glibc
import JSON
import Journey
import OwnThreads
import Settings
import Testing
import Trading

/// The profiles that are built in, those that replace them, and the faults in them.
@Suite(.ownThreads)
struct ProfileFileTests {
    static let names = BuiltInProfiles.all.map(\.name)

    private func profile(_ name: String) throws -> FirmProfile { try #require(try ProfileFile.builtIn(name)) }

    @Test(arguments: names)
    func `each that is built in is its file, and reads`(name: String) throws {
        let text = try #require(BuiltInProfiles.text(of: name))
        #expect(try ProjectFile.text("config/profiles/\(name).yaml") == text + "\n")
        let profile = try profile(name)
        #expect(profile.name == name && profile.isVerified == name.hasPrefix("topstep"))
        #expect(profile.firm == "topstep" || !profile.isVerified)
        let file = try ProfileFile.load(path: ProjectFile.path("config/profiles/\(name).yaml"))
        #expect(file.drawdown == profile.drawdown && file.scaling == profile.scaling)
    }

    @Test func `no file is left out`() throws {
        let folder = try #require(opendir(ProjectFile.path("config/profiles")))
        defer { closedir(folder) }
        var files: Set<String> = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".yaml") { files.insert(String(name.dropLast(5))) }
        }
        #expect(files == Set(Self.names))
    }

    /// The specification's table, section 3.1.
    @Test(arguments: [
        ("50k", 5, "2000", "50000"), ("100k", 10, "3000", "100000"), ("150k", 15, "4500", "150000"),
    ])
    func `Topstep's sizes are the specification's`(
        size: String, minis: Int64, amount: String, start: String
    ) throws {
        let combine = try profile("topstep-\(size)-combine")
        #expect(
            combine.accountClass == .evaluation && combine.allowsAPI == true && combine.isSimulated == true)
        #expect(combine.tenthsMax == minis * 10 && combine.scaling.isEmpty)
        let money = try #require(Money(start))
        #expect(
            combine.drawdown == Drawdown(peak: .endOfDay, amount: Money(amount), start: money, lock: money))
        let funded = try profile("topstep-\(size)-xfa")
        #expect(funded.accountClass == .funded && funded.allowsAPI == true && funded.tenthsMax == minis * 10)
        #expect(
            funded.drawdown == Drawdown(peak: .endOfDay, amount: Money(amount), start: .zero, lock: .zero))
        #expect(combine.asOf == CivilDate("2026-05-31") && funded.asOf == combine.asOf)
    }

    /// The specification's ladder, section 3.3, with the fewer at the very balance; the vectors of section 7.
    @Test(
        arguments: [
            ("-4000", 2, 3, 3), ("1499.99", 2, 3, 3), ("1500", 2, 3, 3), ("1500.01", 3, 4, 4),
            ("1999.99", 3, 4, 4),
            ("2000", 3, 4, 4), ("2000.01", 5, 5, 5), ("3000", 5, 5, 5), ("3000.01", 5, 10, 10),
            ("4500", 5, 10, 10), ("4500.01", 5, 10, 15), ("99999", 5, 10, 15),
        ] as [(String, Int64, Int64, Int64)])
    func `Topstep's scaling plan is the specification's`(
        balance: String, small: Int64, middle: Int64, large: Int64
    ) throws {
        for (size, lots) in [("50k", small), ("100k", middle), ("150k", large)] {
            let plan = try profile("topstep-\(size)-xfa")
            #expect(plan.tierTenths(after: Money(balance)) == lots * 10, "\(size)")
            #expect(plan.tierTenths(after: nil) == nil)
        }
    }

    @Test func `what a firm forbids or does not say stays so`() throws {
        let live = try profile("topstep-live")
        #expect(live.accountClass == .live && live.allowsAPI == false && live.isSimulated == false)
        #expect(try profile("alpha-futures").allowsAPI == false)
        #expect(try profile("tradeify-50k-growth").allowsAPI == nil)
        #expect(try profile("bulenox-50k-option-1").drawdown?.peak == .intraday)
        #expect(try profile("bulenox-50k-option-2").drawdown?.amount == nil)
        let plan = try profile("bulenox-50k-option-2")
        for (balance, tenths) in [("51500", 20), ("51500.01", 40), ("54000", 40), ("54000.01", 70)]
            as [(String, Int64)]
        {
            #expect(plan.tierTenths(after: Money(balance)) == tenths)
        }
    }

    // MARK: Files of one's own

    private static let least = """
        firm: mine
        as_of: 2026-11-01
        source: the dashboard
        verified: true
        account_class: evaluation
        """

    private func faults(_ text: String) -> [String] {
        do {
            _ = try ProfileFile.parse(Array(text.utf8), name: "mine.yaml")
            return []
        } catch { return error.faults.map(\.description) }
    }

    @Test func `what is left out is not known`() throws {
        let profile = try ProfileFile.parse(Array(Self.least.utf8), name: "mine.yaml")
        #expect(profile.allowsAPI == nil && profile.isSimulated == nil && profile.tenthsMax == nil)
        #expect(profile.scaling.isEmpty && profile.drawdown == nil && profile.notes.isEmpty)
    }

    @Test(arguments: [
        ("firm: mine", "# firm", "mine.yaml:2:1: firm is missing; add firm: and its name"),
        (
            "as_of: 2026-11-01", "as_of: yesterday",
            "mine.yaml:2:8: as_of is \"yesterday\", no date; write it as 2026-11-26"
        ),
        (
            "account_class: evaluation", "account_class: combine",
            "mine.yaml:5:16: account_class is \"combine\", an unknown word; use one of evaluation, funded, live"
        ),
        (
            "account_class: evaluation", "account_class: live\nmax_mini: 5",
            "mine.yaml:6:1: \"max_mini\" is no key of the settings; write max_minis"
        ),
        (
            "account_class: evaluation", "account_class: live\nmax_minis: 0.05",
            "mine.yaml:6:12: max_minis is no such decimal; "
                + "write a decimal from 0.1 to 100000 with at most 1 place"
        ),
        (
            "account_class: evaluation", "account_class: live\nscaling: [{ above: 5, minis: 1 }]",
            "mine.yaml:6:11: scaling[0] has above; "
                + "leave it out of the first step alone, which holds from any balance"
        ),
        (
            "account_class: evaluation", "account_class: live\nscaling: [{ minis: 1 }, { minis: 2 }]",
            "mine.yaml:6:25: scaling[1].above is missing; "
                + "leave it out of the first step alone, which holds from any balance"
        ),
        (
            "account_class: evaluation",
            "account_class: live\nscaling: [{ minis: 1 }, { above: 5, minis: 2 }, { above: 5, minis: 3 }]",
            "mine.yaml:6:58: scaling[2].above is not more than the step's before it; order them by balance"
        ),
        (
            "account_class: evaluation", "account_class: live\nscaling: []",
            "mine.yaml:6:10: scaling is empty; write its steps, or remove the key"
        ),
        (
            "account_class: evaluation", "account_class: live\ndrawdown: { amount: 2000 }",
            "mine.yaml:6:1: drawdown.peak is missing; add peak: eod_balance, or intraday_equity"
        ),
        (
            "account_class: evaluation", "account_class: live\ndrawdown: { peak: eod_balance, lock: 0.001 }",
            "mine.yaml:6:38: drawdown.lock is no such amount; "
                + "write digits, such as 48000 or -2000, with at most two places"
        ),
        (
            "account_class: evaluation", "account_class: live\ndrawdown: { peak: eod_balance, lock: \"5\" }",
            "mine.yaml:6:38: drawdown.lock is in quotes; remove the quotes"
        ),
        (
            "account_class: evaluation", "account_class: live\nnotes: [[a]]",
            "mine.yaml:6:9: notes[0] is no single value; write one value instead of a list or a mapping"
        ),
    ])
    func `a fault is told with its place and what to do`(piece: String, other: String, fault: String) {
        #expect(faults(Self.least.replacing(piece, with: other)) == [fault])
    }

    // MARK: In the settings

    private func parse(_ members: String, folder: String = ".") throws -> Configuration {
        try SampleSettings.parse(
            try SampleSettings.changed("id: 1001", to: "id: 1001, \(members)"), folder: folder)
    }

    @Test func `an account names a profile, its floor and its buffer`() throws {
        let terms = try #require(
            try parse("profile: topstep-50k-xfa, drawdown: { floor: -1500.5, as_of: 2026-11-20, buffer: 0 }")
                .accounts.first?.terms)
        #expect(terms.profile == (try profile("topstep-50k-xfa")))
        #expect(terms.entry == FloorEntry(floor: Money("-1500.5")!, asOf: CivilDate("2026-11-20")!))
        #expect(terms.buffer == .zero)
        let usual = try parse("profile: topstep-150k-combine").accounts
        #expect(usual.first?.terms?.buffer == Money("225") && usual.first?.terms?.lacksFloor == true)
        #expect(usual.last?.terms == nil)
    }

    @Test func `a path is a file beside the settings`() throws {
        let folder = try SecretFolder()
        try folder.write("mine.yaml", Array(Self.least.utf8), mode: 0o644)
        for name in ["mine.yaml", "./mine.yaml", "\(folder.path)/mine.yaml"] {
            let terms = try parse("profile: \(name)", folder: folder.path).accounts.first?.terms
            #expect(terms?.profile.firm == "mine")
        }
        try folder.write("bad.yaml", Array("firm: x\ncolour: red\n".utf8), mode: 0o644)
        let text = try SampleSettings.changed("id: 1001", to: "id: 1001, profile: bad.yaml")
        let faults = SampleSettings.faults(text, folder: folder.path)
        #expect(faults.count == 5 && faults.allSatisfy { $0.hasPrefix("\(folder.path)/bad.yaml:") })
    }

    @Test(arguments: [
        (
            "id: 1001, profile: ▸topstep-50k-combin",
            "accounts.one.profile is \"topstep-50k-combin\", which is not built in; "
                + "write topstep-50k-combine, or the path of a file"
        ),
        (
            "id: 1001, drawdown: ▸{ floor: 1, as_of: 2026-11-20 }",
            "accounts.one.drawdown is there without profile; add profile: and its name, or remove drawdown"
        ),
        (
            "id: 1001, profile: topstep-50k-xfa, drawdown: { floor: ▸1 }",
            "accounts.one.drawdown.floor is there without as_of; "
                + "add as_of: the floor moves on from the trading day on which it held"
        ),
        (
            "id: 1001, profile: ▸topstep-50k-combine, drawdown: { floor: 47999.99, as_of: 2026-11-20 }",
            "accounts.one.drawdown.floor is 47999.99, below 48000, where the firm's began; "
                + "compare it with the firm's dashboard: a floor never falls"
        ),
        (
            "id: 1001, profile: topstep-50k-xfa, drawdown: { buffer: ▸-1 }",
            "accounts.one.drawdown.buffer is below zero; write 0 or more"
        ),
        (
            "id: 1001, profile: topstep-50k-xfa, drawdown: { ▸flor: 1 }",
            "\"flor\" is no key of accounts.one.drawdown; write floor"
        ),
        (
            "id: 1001, profile: ▸topstep-50k-xfa, risk: { require_stop: false }",
            "accounts.one.profile has a maximum loss limit, and risk.require_stop is false; "
                + "remove one of the two: what has no stop could lose any amount"
        ),
    ])
    func `a fault of the account's is told with its place`(members: String, fault: String) throws {
        let text = try SampleSettings.changed("id: 1001", to: members)
        let (found, expected) = SampleSettings.marked(text, faults: [fault])
        #expect(found == expected)
    }

    @Test(arguments: [("2026-08-29", false), ("2026-08-30", true), ("2027-08-30", true)])
    func `check warns of a profile that is older than 90 days`(today: String, isOld: Bool) throws {
        let now = try #require(Timestamp("\(today)T12:00:00Z"))
        let configuration = try parse("profile: topstep-50k-xfa")
        let concerns = configuration.profileConcerns(
            at: now, chicago: ZoneRules(before: -5 * 3_600, changes: []))
        #expect(concerns.count == (isOld ? 1 : 0))
        #expect(concerns.allSatisfy { $0.contains("days old") && $0.contains("2026-05-31") })
    }

    @Test func `check tells of each account's profile, and warns of what is not verified`() throws {
        let configuration = try parse("profile: tradeify-50k-growth")
        let lines = configuration.profileLines
        #expect(lines.count == 2)
        #expect(lines[0].contains("tradeify-50k-growth, as of 2026-04-01, NOT verified"))
        #expect(lines[0].contains("alertbridge account acknowledge one"))
        #expect(lines[1].contains("two: none"))
        let concerns = configuration.profileConcerns(
            at: try #require(Timestamp("2026-04-02T12:00:00Z")),
            chicago: ZoneRules(before: -5 * 3_600, changes: []))
        #expect(
            concerns == [
                "one: profile tradeify-50k-growth is not verified: ask the firm before you rely on its numbers"
            ])
    }

    @Test(
        arguments: [
            ("flatten_at: \"15:07:30\"", "kept by flatten_at 15:07:30 and PT-18: flat before 15:10"),
            ("flatten_at: \"15:10:00\"", "not kept by this program: flat before 15:10"),
            ("state: active", "not kept by this program: flat before 15:10"),
            ("state: active", "kept by PT-34, for the accounts of owner at"),
        ])
    func `a wish of the firm's is told as kept where the account's settings keep it`(
        setting: String, line: String
    ) throws {
        let lines = try #require(try parse("profile: topstep-50k-xfa, \(setting)").accounts.first?.firmLines)
        #expect(lines.contains { $0.hasPrefix("  \(line)") }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("  not kept by this program: 30 days without a trade") })
    }

    @Test(
        arguments: [
            ("1249.99", "kept by PT-42 and PT-44 at 1249.99 USD"), ("1250", "not kept by this program"),
        ])
    func `a daily loss keeps the firm's where it is below that`(loss: String, line: String) throws {
        let text = "profile: tradeify-50k-growth, risk: { daily_loss: \(loss), one_class: true }"
        let lines = try #require(try parse(text).accounts.first?.firmLines)
        let wish = "a daily limit of 1250 USD that pauses the day: set risk.daily_loss below it"
        #expect(lines.contains("  \(line): \(wish)"))
        #expect(lines.contains { $0.hasPrefix("  kept by PT-33: no minis beside micros") })
    }

    @Test func `Hola Prime's day rolls at 16:00, and nobody else's is told`() throws {
        let configuration = try parse("profile: hola-prime, drawdown: { floor: 48000, as_of: 2026-11-20 }")
        let account = try #require(configuration.accounts.first)
        #expect(account.dayRoll == 16 * 3_600)
        #expect(account.firmLines?.contains("  trading day: from 16:00:00 to 16:00:00 in Chicago") == true)
        #expect(configuration.profileLines[0].contains("its trading day begins at 16:00:00 in Chicago"))
        let profile = try #require(account.terms?.profile)
        #expect(FirmProfile(try JSONDocument(profile.content).root) == profile.with { $0.notes = [] })
        let topstep = try #require(try parse("profile: topstep-50k-xfa").accounts.first)
        #expect(topstep.dayRoll == 17 * 3_600)
        #expect(topstep.terms?.content.contains("day_roll") == false)
        #expect(topstep.firmLines?.contains { $0.contains("trading day: from") } == false)
    }

    @Test func `whoever acknowledges reads every number`() throws {
        let lines = try #require(
            try parse("profile: topstep-100k-xfa, drawdown: { floor: -3000, as_of: 2026-11-20 }").accounts
                .first?.firmLines
        ).joined(separator: "\n")
        for text in [
            "topstep-100k-xfa", "2026-05-31", "Topstep help centre", "allowed", "10 minis", "above 1500 USD",
            "above 3000 USD", "3000 USD below", "stops at 0", "-3000 USD as of 2026-11-20", "150 USD",
            "not kept by this program",
        ] {
            #expect(lines.contains(text), "\(text)")
        }
    }
}

extension FirmProfile {
    fileprivate func with(_ change: (inout FirmProfile) -> Void) -> FirmProfile {
        var profile = self
        change(&profile)
        return profile
    }
}
