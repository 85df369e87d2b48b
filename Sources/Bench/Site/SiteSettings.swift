/// The settings of a bridge that is measured: every limit that would govern a figure is lifted.
struct SiteSettings {
    static let secret = "bench-secret-that-is-long-enough-0123456789"
    static let environment = ["PAPER_USER": "paper", "PAPER_KEY": "paper-api-key", "ALERT_SECRET": secret]
    static let path = "/hooks/bench"

    var venuePort: UInt16
    var ledger: String
    var accounts: Int
    /// Whether the entries of all but the first alert are denied, so that nothing waits for the venue.
    var deniesAdds = false

    var text: String {
        let adds = deniesAdds ? "0" : "off"
        let risk =
            "risk: { max_size: 100, max_position: 1000000, require_stop: false, max_minis: off, max_working: off, "
            + "max_adds: \(adds), max_risk: off, self_match: true, order_rate: off }"
        let lines = (0..<accounts).map { number in
            "  paper-\(number): { gateway: paper, id: \(1_001 + number), \(risk) }"
        }
        let targets = (0..<accounts).map { "      - { account: paper-\($0), contract: MNQ }" }
        return """
            listen: { webhook: "127.0.0.1:0", control: "127.0.0.1:0", trusted_proxies: [127.0.0.1] }
            ledger: \(ledger)
            breakers: { repeats: off, rejects: off }
            gateways:
              paper:
                rest: http://127.0.0.1:\(venuePort)
                user_hub: ws://127.0.0.1:\(venuePort)/hubs/user
                requests_per_minute: 1000000
                username: env:PAPER_USER
                api_key: env:PAPER_KEY
            accounts:
            \(lines.joined(separator: "\n"))
            sources:
              bench: { secret: env:ALERT_SECRET, max_age: 1h }
            rules:
              - name: everyone
                when: {}
                to:
            \(targets.joined(separator: "\n"))

            """
    }

    /// The message of an alert: some 400 bytes, as TradingView's own placeholders make them.
    static func alert(_ number: Int, of bench: String) -> [UInt8] {
        Array(
            """
            {"secret":"\(secret)","id":"\(bench)-\(number)","action":"buy","ticker":"NQ1!","size":"1","price":"21450.25",\
            "strategy":"opening range","comment":"long after the first quarter of an hour, above the day's high","interval":"5",\
            "exchange":"CME_MINI","tags":["orb","nasdaq","morning"],"extras":{"plan":"half a unit, no second \
            try before the first is over, and nothing after eleven"}}
            """.utf8)
    }
}
