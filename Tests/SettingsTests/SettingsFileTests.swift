import Journey
import Settings
import Testing
import Trading

struct SettingsFileTests {
    @Test func `loads the sample for TopstepX`() throws {
        let environment = [
            "PROJECTX_USERNAME": "user", "PROJECTX_API_KEY": "key",
            "ALERT_SECRET": SampleSettings.alertSecret,
        ]
        let path = SampleSettings.project("config/alertbridge.yaml")
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
        let path = SampleSettings.project("config/paper.yaml")
        let configuration = try SettingsFile.load(path: path, environment: environment)
        #expect(configuration.ledger == "var/paper.db")
        let gateway = try #require(configuration.gateways.first)
        #expect(gateway.rest == "http://127.0.0.1:8090")
        #expect(gateway.userHub == "ws://127.0.0.1:8090/hubs/user")
        #expect(gateway.marketHub == "ws://127.0.0.1:8090/hubs/market")
        #expect(gateway.username.reveal() == "paper" && gateway.apiKey.reveal() == "paper-api-key")
        let limits = RiskLimits(sizeMax: 4, positionMax: 4)
        #expect(
            configuration.accounts == [
                AccountProfile(
                    name: AccountName("paper-1"), gateway: GatewayName("paper"), id: AccountID(1001),
                    limits: limits),
                AccountProfile(
                    name: AccountName("paper-2"), gateway: GatewayName("paper"), id: AccountID(1002),
                    limits: limits),
            ])
        let bracket = Bracket(stop: Ticks(80), target: Ticks(160))
        let targets = [(name: "paper-1", factor: Int64(1)), (name: "paper-2", factor: 2)].map {
            Rule.Target(
                account: AccountName($0.name), root: "MNQ",
                size: SizeRule(.multiply(millionths: $0.factor * 1_000_000), max: Size(4)), bracket: bracket)
        }
        let condition = Rule.Condition(source: "demo", ticker: ChartSymbol("NQ1!"))
        #expect(configuration.rules == [Rule(name: "nasdaq", when: condition, to: targets)])
        #expect(configuration.notices.map(\.line) == [12])
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
}
