import Trading

@testable import AlertBridge

/// The settings that these tests run with.
struct SampleSettings {
    /// Of the form that `secret new` prints.
    static let secret = "5f0c1d7be2a94c3388d0617fa9be42d15f0c1d7be2a94c3388d0617fa9be42d1"
    static let environment = ["PAPER_USER": "paper", "PAPER_KEY": "paper-api-key", "ALERT_SECRET": secret]

    var venuePort: UInt16
    var ledger: String
    var webhook: UInt16 = 0
    var control: UInt16 = 0
    var sizeMax = 4
    var positionMax = 8
    var maxAge = "30s"
    /// As the settings write a list; nil for the default.
    var orderTypes: String?
    /// Chart roots beside NQ that are traded one to one under their own name on the first account alone.
    var roots: [String] = []
    /// Added to the `when` of their rules, and to the rules: `, interval: 5m`, `order: limit, `.
    var rootsWhen = ""
    var rootsRule = ""
    /// As the settings write who is told what; nil for nobody.
    var notify: String?
    /// Whether the bridge hears where the market stands.
    var marks = false
    /// More members of both accounts' `risk`.
    var risk = ""
    /// USD: the floor of today under the first account, which then has a profile that follows the balance.
    var floor: String?
    /// As the settings write which accounts follow which; nil for none.
    var copies: String?

    /// As the settings write the webhook listener's own TLS; nil for plain HTTP.
    var tls: String?
    /// More members of the source.
    var source = ""

    /// Both accounts trade MNQ for NQ, the second twice as many.
    var text: String {
        let types = orderTypes.map { ", order_types: \($0)" } ?? ""
        let wide =
            "max_minis: off, max_adds: off, max_working: off, max_risk: off, self_match: true, order_rate: off"
        let limits = "{ max_size: \(sizeMax), max_position: \(positionMax), \(wide)\(types)\(risk) }"
        let others = roots.map { root in
            """
              - { name: \(root), when: { ticker: \(root)\(rootsWhen) }, \(rootsRule)
                  to: [{ account: paper-1, bracket: { stop_ticks: 400, target_ticks: 800 } }] }

            """
        }
        let today = (try? ZoneFile.chicago()).map { TradingDay(of: SystemClock.now().wall, chicago: $0) }
        let terms =
            floor.map { floor in
                ", profile: topstep-50k-combine, drawdown: { floor: \(floor), as_of: \(today.map { "\($0)" } ?? "") }"
            } ?? ""
        return """
            listen: { webhook: "127.0.0.1:\(webhook)", control: "127.0.0.1:\(control)"\(tls.map { ", " + $0 } ?? "") }
            ledger: \(ledger)
            breakers: { repeats: off, rejects: off }
            gateways:
              paper:
                rest: http://127.0.0.1:\(venuePort)
                user_hub: ws://127.0.0.1:\(venuePort)/hubs/user
                market_hub: ws://127.0.0.1:\(venuePort)/hubs/market
                marks: \(marks)
                username: env:PAPER_USER
                api_key: env:PAPER_KEY
            accounts:
              paper-1: { gateway: paper, id: 1001, person: one\(terms), risk: \(limits) }
              paper-2: { gateway: paper, id: 1002, person: two, risk: \(limits) }
            sources:
              orb: { secret: env:ALERT_SECRET, max_age: \(maxAge)\(source) }
            rules:
              - name: nasdaq
                when: { ticker: NQ }
                to:
                  - { account: paper-1, contract: MNQ, bracket: { stop_ticks: 400, target_ticks: 800 } }
                  - account: paper-2
                    contract: MNQ
                    size: { multiply: 2 }
                    bracket: { stop_ticks: 400, target_ticks: 800 }
            \(others.joined())
            \(notify.map { "notify: \($0)" } ?? "")
            \(copies.map { "copies: \($0)" } ?? "")
            """
    }
}
