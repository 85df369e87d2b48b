import Journey
import OwnThreads
import Settings
import Testing
import Trading

@Suite(.ownThreads)
struct SettingsFileTests {
    @Test func `loads the sample for TopstepX`() throws {
        let environment = [
            "PROJECTX_USERNAME": "user", "PROJECTX_API_KEY": "key",
            "ALERT_SECRET": SampleSettings.alertSecret,
        ]
        let path = ProjectFile.path("config/alertbridge.yaml")
        let configuration = try SettingsFile.load(path: path, environment: environment)
        #expect(configuration.webhook.description == "127.0.0.1:8080")
        #expect(configuration.control.description == "127.0.0.1:8081")
        #expect(configuration.trustedProxies == ["127.0.0.1"])
        #expect(configuration.ledger == "var/alertbridge.db")
        let gateway = try #require(configuration.gateways.first)
        #expect(gateway.firm == "topstepx")
        #expect(gateway.rest == "https://api.topstepx.com")
        #expect(gateway.userHub == "wss://rtc.topstepx.com/hubs/user")
        #expect(gateway.marketHub == "wss://rtc.topstepx.com/hubs/market")
        #expect(configuration.accounts.map(\.state) == [.active, .reducing])
        #expect(configuration.rules.map(\.name) == ["orb-nasdaq"])
        #expect(configuration.notices.isEmpty)
    }

    @Test func `loads the sample for the paper venue`() throws {
        let environment = [
            "PAPER_USER": "paper", "PAPER_KEY": "paper-api-key",
            "ALERT_SECRET": SampleSettings.alertSecret,
        ]
        let path = ProjectFile.path("config/paper.yaml")
        let configuration = try SettingsFile.load(path: path, environment: environment)
        #expect(configuration.ledger == "var/paper.db")
        let gateway = try #require(configuration.gateways.first)
        #expect(gateway.rest == "http://127.0.0.1:8090")
        #expect(gateway.userHub == "ws://127.0.0.1:8090/hubs/user")
        #expect(gateway.marketHub == "ws://127.0.0.1:8090/hubs/market")
        #expect(gateway.username.reveal() == "paper" && gateway.apiKey.reveal() == "paper-api-key")
        let limits = RiskLimits(sizeMax: 4, positionMax: 4)
        var holding = HoldingLimits.usual(requiresStop: true)
        holding.addsMax = 3
        let accounts = [("paper-1", 1001), ("paper-2", 1002)].map { name, id in
            AccountProfile(
                name: AccountName(name), gateway: GatewayName("paper"), id: AccountID(id), limits: limits,
                holding: holding, hedge: HedgeScope(person: "owner", firm: "127.0.0.1:8090"),
                orderRate: .usual)
        }
        #expect(configuration.accounts == accounts)
        let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
        let targets = [(name: "paper-1", factor: Int64(1)), (name: "paper-2", factor: 2)].map {
            Rule.Target(
                account: AccountName($0.name), root: "MNQ",
                size: SizeRule(.multiply(millionths: $0.factor * 1_000_000), max: Size(4)), bracket: bracket)
        }
        let condition = Rule.Condition(source: "demo", ticker: ChartSymbol("NQ1!"))
        let rule = Rule(name: "nasdaq", when: condition, to: targets, resendsEntries: true)
        #expect(configuration.rules == [rule])
        #expect(configuration.notices.isEmpty)
    }

    @Test func `fills in the defaults`() throws {
        let configuration = try SampleSettings.parse(SampleSettings.least)
        #expect(configuration.webhook.description == "127.0.0.1:8080")
        #expect(configuration.control.description == "127.0.0.1:8081")
        #expect(configuration.trustedProxies.isEmpty && !configuration.isKilled)
        #expect(configuration.ledger == "var/alertbridge.db")
        #expect(configuration.accounts.map(\.limits) == [RiskLimits(), RiskLimits()])
        #expect(configuration.sources.map(\.maxAge) == [.seconds(30), .seconds(30)])
        #expect(configuration.sources.map(\.dialect) == [.auto, .auto])
        #expect(configuration.rules.flatMap(\.targets).map(\.size) == [.asAlerted, .asAlerted])
        #expect(configuration.notices.isEmpty)
    }

    /// The sample in the design.
    static let design = """
        listen: { webhook: 127.0.0.1:8080, control: 127.0.0.1:8081, trusted_proxies: [127.0.0.1] }
        ledger: var/alertbridge.db
        gateways:
          topstepx: { firm: topstepx, username: env:PROJECTX_USERNAME, api_key: env:PROJECTX_API_KEY }
          paper:    { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,
                      market_hub: ws://127.0.0.1:8090/hubs/market,
                      username: env:PAPER_USER, api_key: env:PAPER_KEY }
        accounts:
          combine-1: { gateway: topstepx, id: 8391036, profile: topstep-50k-combine, risk: { max_size: 2 } }
        sources:
          orb: { secret: file:secrets/orb, dialect: auto, max_age: 30s }
        rules:
          - name: orb-nasdaq
            when: { source: orb, ticker: NQ1!, strategy: orb }
            to:
              - { account: combine-1, contract: MNQ, size: { multiply: 2, max: 4 },
                  bracket: { stop_ticks: 80, target_ticks: 160 } }

        """

    @Test func `loads the design's sample`() throws {
        let folder = try SecretFolder()
        try folder.write("orb", Array("\(SampleSettings.alertSecret)\n".utf8))
        let environment = [
            "PROJECTX_USERNAME": "user", "PROJECTX_API_KEY": "key", "PAPER_USER": "paper", "PAPER_KEY": "key",
        ]
        let text = Self.design.replacing("file:secrets/orb", with: "file:orb")
        try folder.write("settings.yaml", Array(text.utf8), mode: 0o644)
        let path = "\(folder.path)/settings.yaml"
        let configuration = try SettingsFile.load(path: path, environment: environment)
        #expect(configuration.notices.allSatisfy { $0.file == path })
        #expect(configuration.gateways.map(\.name.text) == ["topstepx", "paper"])
        let target = Rule.Target(
            account: AccountName("combine-1"), root: "MNQ",
            size: SizeRule(.multiply(millionths: 2_000_000), max: Size(4)),
            bracket: Bracket(stop: Ticks(80), target: Ticks(160)))
        let condition = Rule.Condition(source: "orb", ticker: ChartSymbol("NQ1!"), strategy: "orb")
        #expect(configuration.rules == [Rule(name: "orb-nasdaq", when: condition, to: [target])])
        let account = AccountProfile(
            name: AccountName("combine-1"), gateway: GatewayName("topstepx"), id: AccountID(8_391_036),
            limits: RiskLimits(sizeMax: 2, positionMax: 2), holding: .usual(requiresStop: true),
            hedge: HedgeScope(person: "owner", firm: "topstepx"), orderRate: .usual,
            terms: FirmTerms(profile: try #require(try ProfileFile.builtIn("topstep-50k-combine"))))
        #expect(configuration.accounts == [account])
        #expect(configuration.notices.map(\.line) == [5, 9, 9, 16])
    }

    @Test func `hands the desk what it decides by`() throws {
        let text = try SampleSettings.changed(
            "demo: { secret: env:ALERT_SECRET }", to: "demo: { secret: env:ALERT_SECRET, max_age: 5s }")
        let configuration = try SampleSettings.parse("kill_switch: true\n" + text)
        let chicago = ZoneRules(before: -21_600, changes: [])
        let settings = configuration.settings(chicago: chicago)
        #expect(settings.maxAges == ["demo": .seconds(5), "other": .seconds(30)])
        #expect(settings.router.rules == configuration.rules)
        #expect(settings.accounts[AccountName("two")]?.id == AccountID(1002))
        #expect(settings.isKilled && settings.chicago == chicago)
    }

    @Test func `says of every key in config README what it does`() throws {
        let readme = try ProjectFile.text("config/README.md")
        for (home, keys) in Keys.homes {
            for key in keys { #expect(readme.contains("`\(key)`"), "\(key), a key of \(home)") }
        }
    }

    @Test func `stays whole whatever the text`() throws {
        let sample = Array(Self.design.utf8)
        var dice = SeededGenerator(seed: 0x5E77)
        for _ in 0..<500 {
            var text = sample
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let place = Int.random(in: 0..<text.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: text.remove(at: place)
                case 1: text[place] = UInt8.random(in: 32..<127, using: &dice)
                default: text.insert(sample.randomElement(using: &dice) ?? 0, at: place)
                }
            }
            do {
                _ = try SettingsFile.parse(text, name: "x", folder: "/nowhere", environment: [:])
            } catch {
                let lines = error.faults.map(\.line)
                #expect(!lines.isEmpty && lines == lines.sorted())
            }
        }
    }
}
