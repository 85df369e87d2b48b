import OwnThreads
import Settings
import Testing

/// What the operator should know although nothing is wrong.
@Suite(.ownThreads)
struct SettingsNoticeTests {
    @Test(arguments: [
        (
            "id: 1001", "id: 1001, flatten_at: \"15:07:30\", profile: ▸topstep-50k-combine",
            "accounts.one.profile has a maximum loss limit, and no floor is entered: nothing is traded; "
                + "add drawdown: { floor: USD, as_of: DATE } from the firm's dashboard"
        ),
        (
            "id: 1001",
            "id: 1001, flatten_at: \"15:07:30\", profile: ▸topstep-50k-combine, drawdown: { floor: 50000.01, as_of: 2026-11-20 }",
            "accounts.one.drawdown.floor is 50000.01, above 50000, where the firm's stops; "
                + "compare it with the firm's dashboard"
        ),
        (
            "id: 1001",
            "id: 1001, profile: ▸topstep-50k-combine, drawdown: { floor: 48000, as_of: 2026-11-20 }",
            "accounts.one.profile is of a firm that closes what is held at a day's end, and the account has no "
                + "flatten_at: entries leave until then, and nothing is closed before the firm does; "
                + "add flatten_at: \"15:07:30\" by the profile's notes, and sessions: true"
        ),
        (
            "id: 1001", "id: 1001, flatten_at: \"15:07:30\", profile: ▸topstep-live",
            "accounts.one.profile does not allow trading over the API: entries are denied; "
                + "take the account out of the rules"
        ),
        (
            "gateways:", "listen: { control: ▸0.0.0.0:8081 }\ngateways:",
            "listen.control is 0.0.0.0:8081, which other machines can reach; "
                + "use a loopback address unless a firewall guards it"
        ),
        (
            "gateways:", "listen: { webhook: ▸\"[::]:8080\" }\ngateways:",
            "listen.webhook is [::]:8080, which other machines can reach without encryption; "
                + "use a loopback address behind a proxy or a tunnel, or add tls"
        ),
        (
            "sources:", "  ▸three: { gateway: paper, id: 3 }\nsources:",
            "accounts.three is in no rule; add it to a rule, or remove it"
        ),
        (
            "accounts:",
            "  ▸spare: { firm: topstepx, username: env:USER_NAME, api_key: env:API_KEY }\naccounts:",
            "gateways.spare has no account; add an account of it, or remove it"
        ),
        (
            "rules:", "  ▸third: { secret: env:ALERT_SECRET }\nrules:",
            "sources.third is in no rule: its alerts are refused; add a rule for it, or remove it"
        ),
        (
            "[{ account: one }]", "[{ account: one, size: ▸{ fixed: 2 } }]",
            "rule \"first\" lets one ask for 2 contracts, which its max_size 1 denies; "
                + "lower the rule's size, or raise risk.max_size"
        ),
        (
            "[{ account: one }]", "[{ account: one, size: ▸{ multiply: 1, max: 2 } }]",
            "rule \"first\" lets one ask for 2 contracts, which its max_size 1 denies; "
                + "lower the rule's size, or raise risk.max_size"
        ),
        (
            "[{ account: one }]", "[{ account: one, size: ▸{ balance_per_contract: 25000 } }]",
            "rule \"first\" sizes by money: an order that says no more than buy or sell has that size when it takes a "
                + "position off, too, and may leave some of it; exit by close, flatten, or a position of 0"
        ),
    ])
    func `says what is worth knowing, and starts`(piece: String, other: String, notice: String) throws {
        let text = try SampleSettings.changed(piece, to: other)
        let before = text.prefix { $0 != "▸" }
        let line = before.count { $0 == "\n" } + 1
        let column = before.reversed().prefix { $0 != "\n" }.count + 1
        let configuration = try SampleSettings.parse(text.replacing("▸", with: ""))
        #expect(configuration.notices.map(\.description) == ["test.yaml:\(line):\(column): \(notice)"])
    }

    @Test func `calls no source unused while a rule takes every source`() throws {
        let text = try SampleSettings.changed("{ source: other }", to: "{}")
        #expect(try SampleSettings.parse(text).notices.isEmpty)
    }

    @Test(
        arguments: [
            ("deny: [ES]", "contract: ES", "the account's deny has ES, so every entry is denied"),
            ("allow: [MNQ]", "contract: ES", "the account's allow has no ES, so every entry is denied"),
            ("allow: [MNQ, ES]", "contract: ES", nil), ("deny: [MNQ]", "size: { fixed: 1 }", nil),
            (
                "max_size: 9, max_minis: 2", "contract: ES, size: { fixed: 3 }",
                "3 ES are 3 minis, above max_minis 2, so every entry from flat is denied"
            ),
            ("max_size: 9, max_minis: 2, clamp: true", "contract: ES, size: { fixed: 3 }", nil),
            ("max_size: 9, max_minis: 2", "contract: MES, size: { fixed: 3 }", nil),
            ("max_size: 1, clamp: true", "size: { fixed: 3 }", nil),
            (
                "max_size: 2", "size: { multiply: 1, min: 3 }",
                "it asks for 3 contracts at least, above max_size 2, so every entry from flat that is no position to hold "
                    + "is denied"
            ),
            ("max_size: 2, max_minis: 0.5", "size: { multiply: 1 }", nil),
            (
                "max_size: 2, max_minis: 0.5, clamp: true", "contract: NQ, size: { multiply: 1 }",
                "1 NQ are 1 minis, above max_minis 0.5, so every entry from flat is denied"
            ),
            ("allow: [MNQ]", "contract: XYZ", "the account's allow has no XYZ, so every entry is denied"),
            (
                "max_size: 9", "bracket: { stop_ticks: 3 }",
                "stop_ticks 3 is nearer than the 4 ticks that the venue wants, so every entry whose alert names no stop is "
                    + "denied"
            ),
            (
                "max_size: 9", "bracket: { stop_ticks: 4, target_ticks: 3 }",
                "target_ticks 3 is nearer than the 4 ticks that the venue wants, so every entry whose alert names no target "
                    + "is denied"
            ),
            ("max_size: 9", "bracket: { stop_ticks: 4, target_ticks: 4 }", nil),
        ] as [(String, String, String?)])
    func `tells what the gate would deny every time`(risk: String, target: String, notice: String?) throws {
        let text = SampleSettings.least.replacing("id: 1001", with: "id: 1001, risk: { \(risk) }")
            .replacing("{ account: one }", with: "{ account: one, \(target) }")
        let expected = notice.map { "rule \"first\" on one: \($0)" }
        #expect(try SampleSettings.parse(text).notices.map(\.what) == [expected].compactMap(\.self))
        // A rule that only closes enters nothing.
        let closing = text.replacing("{ source: demo }", with: "{ source: demo, action: close }")
        #expect(try SampleSettings.parse(closing).notices.allSatisfy { !$0.what.contains("is denied") })
    }

    @Test func `tells of what is beyond the firm's limit whatever the account's own is`() throws {
        let text = SampleSettings.least.replacing(
            "id: 1001",
            with: "id: 1001, flatten_at: \"15:07:30\", profile: topstep-50k-combine, "
                + "drawdown: { floor: 48000, as_of: 2026-11-20 }, risk: { max_size: 9, max_minis: off }"
        ).replacing("{ account: one }", with: "{ account: one, contract: ES, size: { fixed: 6 } }")
        let told = try SampleSettings.parse(text).notices.map(\.what)
        #expect(
            told.contains { $0.contains("6 ES are 6 minis, above the 5 that the firm allows") }, "\(told)")
    }

    @Test func `tells of both legs that are too near`() throws {
        let text = SampleSettings.least.replacing(
            "{ account: one }", with: "{ account: one, bracket: { stop_ticks: 3, target_ticks: 2 } }")
        let told = try SampleSettings.parse(text).notices.map(\.what)
        #expect(told.count { $0.contains("is nearer than the 4 ticks") } == 2, "\(told)")
    }

    @Test(arguments: [
        ("bracket_mode: position_brackets", true), ("bracket_mode: auto_oco", false),
        ("bracket_mode: position_brackets, risk: { require_stop: false }", false),
    ])
    func `a stop that nothing can bring is told`(account: String, isTold: Bool) throws {
        let text = SampleSettings.least.replacing("id: 1001", with: "id: 1001, \(account)")
        let told = try SampleSettings.parse(text).notices.map(\.what)
        #expect(
            told.contains { $0.contains("wants a stop, and is in bracket_mode: position_brackets") }
                == isTold,
            "\(told)")
    }

    @Test(arguments: [("position_brackets", true), ("auto_oco", false)])
    func `a bracket on an account that takes none is told`(mode: String, isTold: Bool) throws {
        let text = SampleSettings.least.replacing("id: 1001", with: "id: 1001, bracket_mode: \(mode)")
            .replacing("{ account: one }", with: "{ account: one, bracket: { stop_ticks: 40 } }")
        let told = try SampleSettings.parse(text).notices.map(\.what)
        #expect(
            told.contains { $0.contains("position_brackets, which takes none, so every entry is denied") }
                == isTold)
    }

    @Test(arguments: ["config/alertbridge.yaml", "config/paper.yaml"])
    func `the sample settings ask for nothing that is denied`(path: String) throws {
        let variables = ["PROJECTX_USERNAME", "PROJECTX_API_KEY", "ALERT_SECRET", "PAPER_USER", "PAPER_KEY"]
        let environment = Dictionary(uniqueKeysWithValues: variables.map { ($0, SampleSettings.alertSecret) })
        let settings = try SampleSettings.parse(
            ProjectFile.text(path), folder: ProjectFile.path("config"), environment: environment)
        let told = settings.notices.map(\.what).filter { $0.contains("denied") || $0.contains("no product") }
        #expect(told.isEmpty, "\(told)")
    }

    @Test func `says nothing of sizes within the limit`() throws {
        let text = try SampleSettings.changed(
            "[{ account: one }]", to: "[{ account: one, size: { multiply: 9, max: 1 } }]")
        #expect(try SampleSettings.parse(text).notices.isEmpty)
    }

    @Test(arguments: [(33, "", 0), (34, "", 1), (34, ", requests_per_minute: 204", 0)])
    func `says that a login has more accounts than it can read`(
        count: Int, setting: String, notices: Int
    ) throws {
        let more = (3...count).map { "  a\($0): { gateway: paper, id: \($0) }" }
        let targets = (3...count).map { "{ account: a\($0) }" }.joined(separator: ", ")
        let text = try SampleSettings.changed("sources:", to: (more + ["sources:"]).joined(separator: "\n"))
            .replacing("[{ account: two }]", with: "[{ account: two }, \(targets)]")
            .replacing("env:API_KEY", with: "env:API_KEY\(setting)")
        let told = try SampleSettings.parse(text).notices.map(\.description)
        #expect(told.count == notices)
        #expect(told.allSatisfy { $0.contains("gateways.paper has 34 accounts") })
        #expect(told.allSatisfy { $0.contains("200 requests a minute read 33 of them each minute") })
    }
}
