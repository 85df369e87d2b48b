import Settings
import Trading

/// The demo's settings: the same text that `config/paper.yaml` holds, on free ports.
enum DemoSettings {
    static func configuration(venue port: UInt16, ledger: String, secret: String) throws(Fatal)
        -> Configuration
    {
        let environment = [
            "PAPER_USER": "paper", "PAPER_KEY": "paper-api-key", "ALERT_SECRET": secret,
        ]
        do {
            var configuration = try SettingsFile.parse(
                Array(text(venue: port).utf8), name: "demo", folder: ".", environment: environment)
            configuration.ledger = ledger
            return configuration
        } catch {
            let lines = error.faults.map { "\($0)" }.joined(separator: "\n")
            throw Fatal(status: .usage, message: "the demo's own settings have faults:\n\(lines)")
        }
    }

    /// A ledger that no earlier run wrote: each run's venue begins anew.
    static func newLedger(at now: Timestamp) -> String {
        let digits = now.description.filter { $0.isNumber || $0 == "T" }.prefix(15)
        return "var/demo-\(digits).db"
    }

    private static func text(venue port: UInt16) -> String {
        """
        listen: { webhook: "127.0.0.1:0", control: "127.0.0.1:0" }
        gateways:
          paper:
            rest: http://127.0.0.1:\(port)
            user_hub: ws://127.0.0.1:\(port)/hubs/user
            username: env:PAPER_USER
            api_key: env:PAPER_KEY
        accounts:
          paper-1: { gateway: paper, id: 1001, risk: { max_size: 4, max_position: 4, max_risk: 1000 } }
          paper-2: { gateway: paper, id: 1002, risk: { max_size: 4, max_position: 4, max_risk: 1000 } }
        sources:
          demo: { secret: env:ALERT_SECRET, dialect: auto, max_age: 30s }
        rules:
          - name: nasdaq
            when: { source: demo, ticker: NQ1! }
            to:
              - account: paper-1
                contract: MNQ
                size: { multiply: 1 }
                bracket: { stop_ticks: 400, target_ticks: 800 }
              - account: paper-2
                contract: MNQ
                size: { multiply: 2 }
                bracket: { stop_ticks: 400, target_ticks: 800 }

        """
    }
}
