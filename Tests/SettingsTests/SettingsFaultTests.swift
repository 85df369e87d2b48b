import OwnThreads
import Settings
import Testing

/// Each fault with its place, marked in the least settings with one piece changed.
@Suite(.ownThreads)
struct SettingsFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let piece: String
        let other: String
        let fault: String
        var testDescription: String { fault }

        init(_ piece: String, _ other: String, _ fault: String) {
            self.piece = piece
            self.other = other
            self.fault = fault
        }
    }

    private func check(_ sample: Case) throws {
        let text = try SampleSettings.changed(sample.piece, to: sample.other)
        let (found, expected) = SampleSettings.marked(text, faults: [sample.fault])
        #expect(found == expected)
    }

    @Test(arguments: [
        Case(
            "id: 1001", "▸idd: 1001",
            "\"idd\" is no key of accounts.one; write id"),
        Case(
            "id: 1001", "id: 1001, ▸max_size: 2",
            "\"max_size\" is no key of accounts.one; max_size belongs to an account's risk; "
                + "here, use one of gateway, id, person, firm, profile, state, resize_protection, unprotected, "
                + "bracket_mode, flatten_at, must_be_flat, entry_cutoff, sessions, roll_guard, blackouts, "
                + "drawdown, risk"
        ),
        Case(
            "id: 1001", "id: 1001, ▸colour: red",
            "\"colour\" is no key of accounts.one; use one of gateway, id, person, firm, profile, state, "
                + "resize_protection, unprotected, bracket_mode, flatten_at, must_be_flat, entry_cutoff, "
                + "sessions, roll_guard, blackouts, drawdown, risk"
        ),
        Case(
            "gateways:", "▸liste: {}\ngateways:",
            "\"liste\" is no key of the settings; write listen"),
        Case(
            "{ source: demo }", "{ source: demo, ▸Ticker: NQ1! }",
            "\"Ticker\" is no key of rules[0].when; write ticker"),
        Case(
            "[{ account: one }]", "[{ account: one, bracket: { ▸stop-ticks: 8, target_ticks: 9 } }]",
            "\"stop-ticks\" is no key of rules[0].to[0].bracket; write stop_ticks"),
        Case(
            "username: env:USER_NAME", "▸firm:topstepx, username: env:USER_NAME",
            "\"firm…\" is no key of gateways.paper; write firm: and after a space the value"),
    ])
    func `refuses a key that it does not know`(sample: Case) throws {
        try check(sample)
    }

    @Test(arguments: [
        Case(
            "paper: { rest: http://127.0.0.1:8090, ", "▸paper: { ",
            "gateways.paper.rest is missing, and there is no firm to take it from; "
                + "add firm: topstepx, or rest: https://…"),
        Case(
            "paper: { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,",
            "▸paper: { rest: http://127.0.0.1:8090,",
            "gateways.paper.user_hub is missing, and there is no firm to take it from; "
                + "add firm: topstepx, or user_hub: wss://…"),
        Case(
            "paper: { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,\n"
                + "           username: env:USER_NAME,",
            "▸paper: { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,",
            "gateways.paper.username is missing; add username: env:NAME, or file:PATH"),
        Case(
            "paper: { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,\n"
                + "           username: env:USER_NAME, api_key: env:API_KEY",
            "▸paper: { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,\n"
                + "username: env:USER_NAME",
            "gateways.paper.api_key is missing; add api_key: env:NAME, or file:PATH"),
        Case(
            "one: { gateway: paper, id: 1001", "▸one: { id: 1001",
            "accounts.one.gateway is missing; add gateway: and a name from gateways"),
        Case(
            "one: { gateway: paper, id: 1001", "▸one: { gateway: paper",
            "accounts.one.id is missing; add id: and the venue's account number"),
        Case(
            "demo: { secret: env:ALERT_SECRET }", "▸demo: {}",
            "sources.demo.secret is missing; add secret: env:NAME, or file:PATH"),
        Case(
            "{ name: first, ", "▸{ ", "rules[0].name is missing; add name: and a word for it"),
        Case(
            "{ name: first, when: { source: demo }, ", "▸{ name: first, ",
            "rules[0].when is missing; add when: { source: … }, or when: {} to take every alert"),
        Case(
            "{ name: first, when: { source: demo }, to: [{ account: one }]",
            "▸{ name: first, when: { source: demo }",
            "rules[0].to is missing; add to: and at least one { account: … }"),
        Case(
            "[{ account: one }]", "▸[]",
            "rules[0].to is empty; add to: and at least one { account: … }"),
        Case(
            "[{ account: one }]", "[▸{ contract: MNQ }]",
            "rules[0].to[0].account is missing; add account: and a name from accounts"),
        Case(
            "[{ account: one }]", "[{ account: one, ▸bracket: {} }]",
            "rules[0].to[0].bracket is empty; add stop_ticks, target_ticks or both"),
        Case(
            "[{ account: one }]", "[{ account: one, ▸size: { max: 2 } }]",
            "rules[0].to[0].size has none of fixed, multiply, position, balance_per_contract, risk; "
                + "add one, such as multiply: 1, or remove size to trade as alerted"),
        Case(
            "id: 1001 }", "id: ▸}", "accounts.one.id has no value; write one, or remove the key"),
        Case(
            "id: 1001", "id: ▸~", "accounts.one.id has no value; write one, or remove the key"),
    ])
    func `refuses what is not whole`(sample: Case) throws {
        try check(sample)
    }

    @Test(arguments: [
        Case(
            "gateway: paper, id: 1001", "gateway: ▸papr, id: 1001",
            "accounts.one.gateway is \"papr\", which is not among the gateways; "
                + "write paper, or add it under gateways"),
        Case(
            "{ source: demo }", "{ source: ▸unheard }",
            "rules[0].when.source is \"unheard\", which is not among the sources; "
                + "use one of demo, other, or add it under sources"),
        Case(
            "[{ account: one }]", "[{ account: ▸three }]",
            "rules[0].to[0].account is \"three\", which is not among the accounts; "
                + "use one of one, two, or add it under accounts"),
        Case(
            "[{ account: one }]", "[{ account: one }, { account: two }, { account: ▸one }]",
            "rules[0].to[2].account is \"one\", for the second time in this rule; "
                + "name an account once, with the size it is to trade"),
        Case(
            "two: { gateway: paper, id: 1002", "▸two: { gateway: paper, id: 1001",
            "accounts.two is account 1001 of gateway paper, as one is; "
                + "keep one of them, or correct its id"),
        Case(
            "name: second", "name: ▸first",
            "rules[1].name is \"first\", an earlier rule's name; give every rule a name of its own"),
        Case(
            "{ secret: env:ALERT_SECRET }\nrules:",
            "{ secret: env:ALERT_SECRET }\n  ▸a/b: { secret: env:ALERT_SECRET }\nrules:",
            "sources.a/b cannot stand in a webhook's path; name it with 1 to 128 of A-Z a-z 0-9 . _ -"),
        Case(
            "{ secret: env:ALERT_SECRET }\nrules:",
            "{ secret: env:ALERT_SECRET }\n  ▸operator: { secret: env:ALERT_SECRET }\nrules:",
            "sources.operator is the name under which the ledger keeps what is done by hand; "
                + "give the source another name"),
        Case(
            "{ secret: env:ALERT_SECRET }\nrules:",
            "{ secret: env:ALERT_SECRET }\n  ▸schedule: { secret: env:ALERT_SECRET }\nrules:",
            "sources.schedule is the name under which the ledger keeps what is done by the clock; "
                + "give the source another name"),
        Case(
            "one: {", "▸\"one \": { gateway: paper, id: 7 }\n  one: {",
            "accounts.one  is no name; use at most 128 bytes, without a space at either end"),
    ])
    func `refuses names that do not fit together`(sample: Case) throws {
        try check(sample)
    }

    @Test func `reports a heading that is missing or empty, and nothing that follows from it`() {
        let rules = "rules: [{ name: a, when: { source: x }, to: [{ account: y }] }]\naccounts: {}\n"
        let remedy = "add at least one, as in config/alertbridge.yaml"
        #expect(
            SampleSettings.faults(rules) == [
                "test.yaml:1:1: gateways is missing; \(remedy)",
                "test.yaml:1:1: sources is missing; \(remedy)",
                "test.yaml:2:11: accounts is empty; \(remedy)",
            ])
    }

    @Test func `reports every fault of a file, in order`() throws {
        let text = SampleSettings.least
            .replacing("ws://", with: "▸http://").replacing("id: 1002", with: "id: ▸0")
            .replacing("account: two", with: "▸acount: two")
        let (found, expected) = SampleSettings.marked(
            text,
            faults: [
                "gateways.paper.user_hub starts with the wrong scheme; "
                    + "start it with wss://, or on this machine with ws://",
                "accounts.two.id is 0, out of range; write 1 to 2147483647",
                "\"acount\" is no key of rules[1].to[0]; write account",
            ])
        #expect(found == expected)
    }

    @Test(arguments: [
        ("", "1:1: nothing to read; start from config/alertbridge.yaml"),
        ("[]", "1:1: the file is no mapping; write keys and values under it, each as key: value"),
        ("a: &x 1", "1:4: anchors (`&`) are not taken; write the value out each time"),
        ("a: 1\na: 2", "2:1: this key stands in its mapping twice; keep one of the two"),
    ])
    func `refuses what is no settings at all`(text: String, fault: String) {
        #expect(SampleSettings.faults(text) == ["test.yaml:" + fault])
    }

    @Test func `gives one fault for a file that cannot be read`() {
        let path = ProjectFile.path("config/none.yaml")
        #expect {
            try SettingsFile.load(path: path, environment: [:])
        } throws: { error in
            (error as? SettingsFaults)?.faults == [
                SettingsFault(
                    file: path, line: 1, column: 1,
                    what: "the settings cannot be read: No such file or directory",
                    remedy: "give the path of a readable file, such as config/alertbridge.yaml")
            ]
        }
    }
}
