package import Journey
package import Trading

/// Everything that the settings file says, checked.
package struct Configuration: Sendable {
    /// Where alerts come in.
    package var webhook: Endpoint
    /// Where health, metrics and control are served; never meant for the public.
    package var control: Endpoint
    /// IP addresses, as `inet_ntop` writes them, whose word about the client's address is believed.
    package var trustedProxies: Set<String>
    /// In which of their headers those proxies tell of the client's certificate.
    package var certificateHeaders: CertificateHeaders
    /// Nil for plain HTTP, behind a proxy or a tunnel that ends TLS.
    package var tls: ListenerTLS?
    package var connectionLimits: ConnectionLimits
    /// Path of the ledger; a relative one starts at the current directory.
    package var ledger: String
    /// How long the rows of deliveries are kept; nil for ever. Alerts, orders, fills and the audit chain stay.
    package var keepsDeliveries: Span?
    package var gateways: [GatewayLogin]
    package var sources: [Source]
    /// In the file's order.
    package var rules: [Rule]
    /// Which of the rules that match take an alert.
    package var takers: Router.Takers
    /// Which accounts hold what others hold, in the file's order.
    package var copies: [Copy]
    package var accounts: [AccountProfile]
    /// Whether the kill switch is on: nothing that adds exposure leaves.
    package var isKilled: Bool
    /// What stops a strategy by itself.
    package var guards: TradingGuards
    /// Who is told what happens.
    package var receivers: [NotifyReceiver]
    /// When products trade; nil only beside a fault.
    package var calendar: MarketCalendar?
    /// The file that it comes from; nil for the one that is built in.
    package var calendarPath: String?
    /// What is taken of the venue's word about contracts, and which month is traded.
    package var contracts: ContractPolicy
    /// Where trading stops, as the operator entered it, in the file's order.
    package var priceLimits: [PriceLimit]
    /// What is worth knowing and no fault, sorted by place.
    package var notices: [SettingsFault]

    /// How many connections the webhook listener holds at once.
    package struct ConnectionLimits: Hashable, Sendable {
        /// More wait until one ends.
        package var most = 2_048
        /// More from one address are closed at once; trusted proxies have no such limit.
        package var mostPerAddress = 256
    }

    /// - Parameters:
    ///   - chicago: The rules of America/Chicago, for the trading day.
    ///   - waits: Whether an alert that does not fit its strategy's position may wait for another one.
    package func settings(chicago: ZoneRules, waits: Bool = true) -> DeskSettings {
        let syncs = sources.map { source in
            (source.name, waits ? source.sync : SyncPolicy(source.sync.mode, window: .zero))
        }
        return DeskSettings(
            maxAges: Dictionary(sources.map { ($0.name, $0.maxAge) }) { first, _ in first },
            syncs: Dictionary(syncs) { first, _ in first }, rules: rules,
            accounts: accounts, isKilled: isKilled, chicago: chicago, calendar: calendar,
            notify: receivers.map(\.target), guards: guards, takers: takers, contracts: contracts,
            copies: copies, priceLimits: priceLimits)
    }

    /// The exchange roots that rules and copies name for an account to trade.
    package var namedRoots: Set<String> {
        let copied = copies.flatMap { copy in [copy.root] + copy.followers.map(\.root) }
        return Set(rules.flatMap { $0.targets.map(\.root) }.compactMap { $0 } + copied.compactMap { $0 })
    }

    /// The same, and the roots of the tickers that a rule takes as they are; in ascending order.
    package var tradedRoots: [String] {
        let taken = rules.filter { $0.targets.contains { $0.root == nil } }.compactMap(
            \.condition.ticker?.root)
        return namedRoots.union(taken).sorted()
    }

    /// Roots whose months' volumes have to be known: those that a rule trades by volume, and where one names no product
    /// those for which `roll.roots` says it.
    package var volumeRoots: Set<String> {
        let named = tradedRoots.filter { rollMethods(ofRoot: $0).contains(.volume) }
        guard rules.contains(where: { rule in rule.targets.contains { rule.root(for: $0) == nil } }) else {
            return Set(named)
        }
        return Set(named).union(contracts.volumeRoots)
    }

    /// How the month of a root is found by the rules that trade it, each way once.
    package func rollMethods(ofRoot root: String) -> [RollMethod] {
        let stated = rules.flatMap { rule in
            rule.targets.filter { ($0.root ?? rule.condition.ticker?.root ?? root) == root }.map {
                $0.roll ?? contracts.roll(ofRoot: root)
            }
        }
        let methods = stated.isEmpty ? [contracts.roll(ofRoot: root)] : stated
        return Set(methods).sorted { $0.description < $1.description }
    }
}
