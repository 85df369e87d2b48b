import Control
import Journey
import Trading

/// Where the market stands, as health tells it.
extension ControlStatus {
    /// Ready all the same: without quotes what is open counts by its stops, and a limit that cannot do without them
    /// denies by itself.
    static func marks(_ desk: Desk, at now: Moment) -> [Part] {
        desk.gateways.keys.sorted().compactMap { name in
            let asks = desk.accounts.values.contains { book in
                book.profile.gateway == name
                    && (book.profile.day.lossMax != nil || book.profile.day.countsOpen
                        || book.profile.terms?.profile.drawdown != nil)
            }
            guard desk.gateways[name]?.market != nil || asks else { return nil }
            let gap = desk.marketGap(of: name, at: now)
            return Part(
                name: "marks of \(name)", isReady: true,
                reason: gap.map { "NO_DATA: \($0); what is open counts by its stops alone" })
        }
    }

    static func markMetrics(_ desk: Desk, at now: Moment) -> [Metric] {
        let told = desk.gateways.sorted { $0.key < $1.key }.filter { $0.value.market != nil }
        return [
            Metric(
                "alertbridge_market_ready", .gauge, help: "1 while the gateway's market hub is ready.",
                told.map { .init($0.value.market == .ready ? 1 : 0, labels: ["gateway": $0.key.text]) }),
            Metric(
                "alertbridge_mark_age_milliseconds", .gauge,
                help: "Since a contract's last quote; older than 10000 counts as none.",
                told.flatMap { name, gateway in
                    gateway.marks.values.sorted { $0.contract < $1.contract }.map { mark in
                        .init(
                            mark.age(at: now.steady).microseconds / 1_000,
                            labels: ["gateway": name.text, "contract": mark.contract.text])
                    }
                }),
            Metric(
                "alertbridge_open_profit_known", .gauge,
                help: "1 while all that an account has open has a fresh quote; 0 is NO_DATA.",
                desk.accounts.keys.map { name in
                    .init(desk.openProfit(of: name, at: now) == nil ? 0 : 1, labels: ["account": name.text])
                }),
            Metric(
                "alertbridge_open_profit_cents", .gauge,
                help: "Open profit after the fees of the way out; absent while it is not known.",
                desk.accounts.keys.compactMap { name in
                    desk.openProfit(of: name, at: now).map {
                        .init($0.tenThousandths.floorDivided(by: 100), labels: ["account": name.text])
                    }
                }),
        ]
    }
}
