import Journey
import Settings
import Testing
import Trading

/// The calendar that is built in, those that replace it, and the faults in them.
struct CalendarFileTests {
    private static let least = """
        source: a test
        as_of: 2026-08-21
        from: 2026-01-01
        until: 2026-12-31
        families:
          all: { roots: [ES], sessions: ["17:00-16:00"] }

        """

    private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    @Test func `the one that is built in is the file`() throws {
        #expect(try ProjectFile.text("config/calendar.yaml") == BuiltInCalendar.text + "\n")
        let file = try CalendarFile.load(path: ProjectFile.path("config/calendar.yaml"))
        #expect(try CalendarFile.builtIn() == file)
    }

    /// The specification's table, section 3.6: nil where the date is an ordinary one, "-" where there is no session.
    @Test(
        arguments: [
            ("2026-01-19", ["12:00", "12:00", "13:30", nil, "-", "-"]),
            ("2026-02-16", ["12:00", "12:00", "13:30", nil, "-", "-"]),
            ("2026-05-25", ["12:00", "12:00", "13:30", nil, "-", "-"]),
            ("2026-09-07", ["12:00", "12:00", "13:30", nil, "-", "-"]),
            ("2026-04-03", ["08:15", "10:15", "-", "10:15", "-", "-"]),
            ("2026-06-19", ["12:00", "12:00", "12:00", "12:00", "-", "-"]),
            ("2026-07-03", ["12:00", "12:00", "12:00", "12:00", "-", "-"]),
            ("2026-11-26", ["12:00", "12:00", "13:30", nil, "-", "-"]),
            ("2026-11-27", ["12:15", "12:15", "13:45", "13:45", "12:05", "12:05"]),
            ("2026-12-24", ["12:15", "12:15", "12:45", "12:45", "12:05", "12:15"]),
            ("2026-12-25", ["-", "-", "-", "-", "-", "-"]), ("2027-01-01", ["-", "-", "-", "-", "-", "-"]),
            ("2026-10-06", [nil, nil, nil, nil, nil, nil]),
        ] as [(String, [String?])])
    func `holds the specification's table`(day: String, closes: [String?]) throws {
        let calendar = try CalendarFile.builtIn()
        let day = try date(day)
        let usual = ["16:00", "16:00", "16:00", "16:00", "13:20", "13:05"]
        for (index, roots) in [["ES", "NQ"], ["ZN"], ["CL", "GC"], ["6E"], ["ZC"], ["LE"]].enumerated() {
            for root in roots {
                let family = try #require(calendar.family(ofRoot: root))
                let expected = closes[index] ?? usual[index]
                let minutes = expected.split(separator: ":").compactMap { Int64($0) }
                let second = expected == "-" ? nil : minutes[0] * 3_600 + minutes[1] * 60
                #expect(family.close(on: day) == second, "\(root)")
                #expect(family.isHoliday(day) == (expected == "-"))
                #expect(family.isShortened(day) == (expected != "-" && closes[index] != nil))
            }
        }
    }

    @Test(arguments: [
        ("MES", "equity_index"), ("MNQ", "equity_index"), ("M2K", "equity_index"), ("MYM", "equity_index"),
        ("ZB", "rates"), ("MCL", "energy_metals"), ("SIL", "energy_metals"), ("MGC", "energy_metals"),
        ("M6E", "currencies"), ("6J", "currencies"), ("ZS", "grains"), ("HE", "livestock"),
    ])
    func `knows the products' families`(root: String, family: String) throws {
        #expect(try CalendarFile.builtIn().family(ofRoot: root)?.name == family)
    }

    @Test func `reads hours, pauses, a firm's hour and last days`() throws {
        let text = """
            source: a test
            as_of: 2026-08-21
            from: 2026-01-01
            until: 2026-12-31
            families:
              grains:
                roots: [zc]
                sessions: ["19:00-07:45", "08:30-13:20"]
                dates: { 2026-11-27: ["08:30-12:05"], 2026-11-26: closed, 2026-12-24: "12:05" }
            firm_closes: { topstepx: { 2026-12-24: "11:45" } }
            last_trades: { ZCZ6: 2026-12-14 }
            """
        let calendar = try CalendarFile.parse(Array(text.utf8), name: "x")
        let grains = try #require(calendar.family(ofRoot: "ZC"))
        #expect(grains.sessions.map(\.from) == [-18_000, 30_600])
        #expect(grains.sessions(on: try date("2026-11-27")).map(\.from) == [30_600])
        #expect(grains.sessions(on: try date("2026-12-24")).map(\.to) == [27_900, 43_500])
        #expect(calendar.firmCloses["topstepx"] == [try date("2026-12-24"): 42_300])
        #expect(calendar.lastTrades == ["ZCZ6": try date("2026-12-14")])
        let (last, next) = (try date("2026-12-31"), try date("2027-01-01"))
        #expect(calendar.covers(last) && !calendar.covers(next))
    }

    @Test(arguments: [
        (
            "as_of: 2026-08-21", "as_of: 21.8.2026",
            "2:8: as_of is \"21.8.2026\", no date; write it as 2026-11-26"
        ),
        ("until: 2026-12-31", "until: 2025-12-31", "4:8: until is before from; write a later date"),
        ("source: a test", "sorce: a test", "1:1: \"sorce\" is no key of the settings; write source"),
        (
            "[\"17:00-16:00\"]", "[\"16:00-18:00\"]",
            "6:34: families.all.sessions[0] is \"16:00-18:00\", which crosses 17:00, when the next trading day "
                + "begins; keep it within 17:00 of the evening before and 17:00"
        ),
        (
            "[\"17:00-16:00\"]", "[\"17:00-08:00\", \"07:00-16:00\"]",
            "6:49: families.all.sessions[1] overlaps another one; keep the sessions apart"
        ),
        ("[\"17:00-16:00\"]", "[]", "6:33: families.all.sessions is empty; write [\"17:00-16:00\"]"),
        (
            "[ES]", "[ES, es]",
            "6:22: families.all.roots[1] is \"ES\", which is in all already; keep one of the two"
        ),
        (
            "\"17:00-16:00\"] }", "\"17:00-16:00\"], dates: { 2026-11-26: shut } }",
            "6:71: families.all.dates.2026-11-26 is \"shut\", no time of day; write \"15:07:30\", in quotes"
        ),
    ])
    func `tells each fault with its place`(piece: String, other: String, fault: String) throws {
        try #require(Self.least.ranges(of: piece).count == 1)
        let text = Self.least.replacing(piece, with: other)
        let faults = #expect(throws: SettingsFaults.self) {
            try CalendarFile.parse(Array(text.utf8), name: "x")
        }
        #expect(
            faults?.faults.contains { $0.description == "x:" + fault } == true, "\(faults?.description ?? "")"
        )
    }

    @Test func `the settings name one in its place, and its faults are theirs`() throws {
        let folder = try SecretFolder()
        try folder.write("calendar.yaml", Array(Self.least.utf8), mode: 0o644)
        let text = "calendar: calendar.yaml\n" + SampleSettings.least
        let configuration = try SampleSettings.parse(text, folder: folder.path)
        #expect(configuration.calendar?.roots == ["ES": "all"])
        #expect(configuration.calendarPath == "calendar.yaml")
        let builtIn = try CalendarFile.builtIn()
        #expect(try SampleSettings.parse(SampleSettings.least).calendar == builtIn)
        try folder.write("short.yaml", Array("source: a test\n".utf8), mode: 0o644)
        let faults = SampleSettings.faults(
            "calendar: short.yaml\n" + SampleSettings.least, folder: folder.path)
        #expect(faults.count == 4)
        #expect(faults.allSatisfy { $0.hasPrefix("\(folder.path)/short.yaml:1:") })
        let none = SampleSettings.faults("calendar: none.yaml\n" + SampleSettings.least, folder: folder.path)
        #expect(none.count == 1 && none.first?.contains("the calendar cannot be read") == true)
    }

    // MARK: An account's hours

    private func account(_ members: String) throws -> String {
        try SampleSettings.changed(
            "one: { gateway: paper, id: 1001 }", to: "one: { gateway: paper, id: 1001, \(members) }")
    }

    @Test func `reads when an account may trade`() throws {
        let plain = try SampleSettings.parse(SampleSettings.least).accounts.first?.hours
        #expect(plain == TradingHours())
        let text = try account(
            "sessions: true, roll_guard: 0, risk: { ttl: 15m }, blackouts: [{ name: CPI, "
                + "from: \"2026-12-10 07:28\", until: \"2026-12-10 07:35:30\" }]")
        let hours = try #require(try SampleSettings.parse(text).accounts.first?.hours)
        #expect(hours.followsCalendar && hours.rollGuardDays == 0 && hours.entryLife == .seconds(900))
        let day = try date("2026-12-10")
        #expect(
            hours.blackouts == [
                Blackout(
                    from: LocalTime(date: day, second: 26_880), until: LocalTime(date: day, second: 27_330),
                    name: "CPI")
            ])
        let rule = try SampleSettings.changed(
            "{ name: first, when", to: "{ name: first, ttl: 90s, when")
        #expect(try SampleSettings.parse(rule).rules.first?.entryLife == .seconds(90))
    }

    @Test(arguments: [
        ("sessions: ▸yes", "sessions is neither true nor false; write true or false"),
        (
            "roll_guard: ▸2",
            "roll_guard is there without sessions; add sessions: true: the calendar knows the last days"
        ),
        ("sessions: true, roll_guard: ▸31", "roll_guard is 31, out of range; write 0 to 30"),
        ("risk: { ttl: ▸0s }", "risk.ttl is 0s, out of range; write 1s to 24h"),
        (
            "blackouts: [{ from: ▸\"2026-12-10\", until: \"2026-12-10 08:00\" }]",
            "blackouts[0].from is \"2026-12-10\", no date and time; write \"2026-12-10 12:30\", by Chicago's clock"
        ),
        (
            "blackouts: [{ from: \"2026-12-10 08:00\", until: ▸\"2026-12-10 08:00\" }]",
            "blackouts[0].until is not after from; write a later time"
        ),
    ])
    func `refuses hours that are none`(members: String, fault: String) throws {
        let (found, expected) = SampleSettings.marked(
            try account(members), faults: ["accounts.one.\(fault)"])
        #expect(found == expected)
    }

    // MARK: What check tells

    @Test func `tells of each account how it stands to the calendar`() throws {
        let configuration = try SampleSettings.parse(
            try account("sessions: true, flatten_at: \"15:07:30\""))
        let chicago = ZoneRules(before: -6 * 3_600, changes: [])
        let now = try #require(Timestamp("2026-11-25T15:00:00Z"))
        let lines = configuration.hours(at: now, chicago: chicago)
        #expect(lines.first?.hasPrefix("calendar: built in, as of 2026-08-21") == true)
        #expect(lines.contains { $0.contains("2026-11-26: currencies") } == false)
        #expect(lines.contains { $0.contains("2026-11-26:") && $0.contains("equity_index 12:00:00") })
        let one = try #require(lines.first { $0.hasPrefix("hours: one:") })
        #expect(
            one.contains("follows the calendar")
                && one.contains("no entries within 2 business days of a contract's last one"))
        #expect(one.contains("closed at 15:07:30") && one.contains("15:05:00 at the latest"))
        let two = try #require(lines.first { $0.hasPrefix("hours: two:") })
        #expect(two.contains("around the clock"))
        // 96 days old, and 37 from its end.
        #expect(configuration.calendarConcerns(at: now, chicago: chicago).count == 1)
        let late = try #require(Timestamp("2027-01-04T15:00:00Z"))
        #expect(configuration.calendarConcerns(at: late, chicago: chicago).count == 2)
    }
}
