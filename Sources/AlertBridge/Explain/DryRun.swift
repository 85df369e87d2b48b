import Gateway
import Journey
import PaperVenue
import Settings
import Trading

/// One alert decided by the bridge's own Desk, as if every account had just been read or as a running bridge stands:
/// nothing is sent or kept.
struct DryRun {
    let configuration: Configuration
    /// Wall time at which the alert comes.
    let at: Timestamp
    /// The same moment by the Desk's steady clock.
    private let steady: Timestamp
    /// Signed contracts that each account is taken to hold in what it would trade; nil as the running bridge knows it.
    let position: Int64?
    /// Where the chart and the market are taken to stand; nil leaves it to the alert.
    let price: Price?
    /// As each gateway last told them, by the ledger; those of the product table where it has none.
    let contracts: [GatewayName: [Contract]]
    /// How long ago each gateway told its contracts.
    let ages: [GatewayName: Span]
    /// What each rule made of the alert, once it was read.
    private(set) var looks: [RuleLook] = []
    private(set) var desk: Desk
    /// Whether an account that held something against it would take a refused entry for its exit.
    private(set) var mayExit = false

    /// Steady time; any would do.
    private static let start = Timestamp(microseconds: 1_000_000_000)
    /// Cash of each account that no profile gives a start, USD.
    private static let usualBalance = Money(tenThousandths: 50_000 * 10_000)

    /// - Parameters:
    ///   - chicago: The rules of America/Chicago.
    init(
        _ configuration: Configuration, at: Timestamp, position: Int64, price: Price?, chicago: ZoneRules
    ) {
        self.configuration = configuration
        self.at = at
        steady = Self.start
        self.position = position
        self.price = price
        let usual = KnownContracts.active(on: TradingDay(of: at, chicago: chicago).date)
        var contracts: [GatewayName: [Contract]] = [:]
        var ages: [GatewayName: Span] = [:]
        for login in configuration.gateways {
            let kept = KeptContracts(configuration, login.name)
            contracts[login.name] = kept?.rows.map(\.contract) ?? usual
            ages[login.name] = kept?.age(at: at)
        }
        (self.contracts, self.ages) = (contracts, ages)
        desk = Desk(configuration.settings(chicago: chicago, waits: false))
        _ = desk.restore(Self.acknowledged(configuration, at), at: Moment(wall: at, steady: Self.start))
    }

    /// On a copy of a running bridge's Desk, which goes on without it.
    init(_ configuration: Configuration, running desk: Desk, at now: Moment, price: Price?) {
        self.configuration = configuration
        (at, steady) = (now.wall, now.steady)
        position = nil
        self.price = price
        (contracts, ages) = ([:], [:])
        self.desk = desk
    }

    /// Whether an account trades here because its profile is taken for acknowledged.
    func takesAsRead(_ account: AccountName) -> Bool {
        position != nil && configuration.accounts.contains { $0.name == account && $0.terms != nil }
    }

    /// What a ledger holds once every profile was acknowledged; the floors are as they were entered.
    private static func acknowledged(_ configuration: Configuration, _ at: Timestamp) -> DeskMemory {
        var memory = DeskMemory()
        memory.controls = configuration.accounts.compactMap { account in
            account.terms.map { terms in
                ControlRow(
                    key: ControlRow.Key(.profile, account.name.text), word: "acknowledge", reason: "",
                    by: "explain", at: at, profile: terms.content)
            }
        }
        return memory
    }

    /// What came of one alert.
    struct Outcome {
        let alert: Alert
        let identity: AlertIdentity
        let answer: Answer
        /// What its source makes of the position that its strategy tells.
        let sync: SyncLook?
        let looks: [RuleLook]
        let orders: [Order]
        /// What followers would do once these have filled.
        let copied: [Order]
        /// Whether followers would do something that cannot be told without a price.
        let lacksPrice: Bool

        var isWell: Bool {
            guard case .accepted = answer else { return false }
            return (orders + copied).allSatisfy(\.isApproved)
        }
    }

    /// What its sender would be answered, besides the verdicts.
    enum Answer {
        case accepted
        case duplicate(Fingerprint)
        case conflict(Fingerprint)
        case unavailable(String)
    }

    /// - Parameter known: The alert that a ledger knows by a key.
    /// - Throws: The refusal that its sender would be answered.
    mutating func decide(
        _ said: Alert, body: [UInt8], known: (Fingerprint) -> KnownAlert?
    ) throws(Refusal) -> Outcome {
        var alert = said
        alert.price = price ?? said.price
        let second = desk.settings.chicago.secondOfDay(at: at)
        looks = RuleLook.all(desk.settings.router, alert, at: second)
        let routes = self.routes(for: alert, at: second)
        mayExit = position == 0 && alert.asExit != nil && !routes.isEmpty
        if let position { showVenue(holding: heldContracts(alert, routes, position), position, alert.symbol) }
        let delivery = Delivery(
            source: alert.source, peer: "127.0.0.1", acceptedAt: at, bodyAt: at, body: body)
        let identity = AlertIdentity(of: alert, receivedAt: at) { Fingerprint.sha256(of: $0) }
        let reply = ReplyID(1)
        var told = Span.zero
        var decision = tell(
            .arrival(
                Arrival(
                    delivery: delivery, content: .alert(alert, identity), reply: reply,
                    known: known(identity.key))),
            after: told)
        var sync = SyncLook(alert, desk.settings.syncs[alert.source] ?? .off)
        // Held for the alert that goes before it, or for what is under way: nothing else comes, and its time passes.
        let window = sync?.policy.window ?? .zero
        let both = Span(microseconds: Desk.underWayPatience.microseconds + window.microseconds)
        for span in [window, Desk.underWayPatience, both]
        where span > .zero && !decision.replies.contains(where: { $0.id == reply }) {
            sync?.wasHeld = true
            told = span
            decision = tell(.tick, after: told)
        }
        sync?.differences = decision.rows.compactMap { row in
            guard case .discrepancy(let row) = row, row.kind == "strategy_position" else { return nil }
            return row
        }
        let answer = try Self.answer(decision, reply)
        let changed = changes(by: alert, in: decision, reply)
        let orders =
            alert.intent.isChange
            ? changed
            : orders(in: decision, after: told) + changed.filter { $0.row.alert != identity.fingerprint }
        return Outcome(
            alert: alert, identity: identity, answer: answer, sync: sync, looks: looks, orders: orders,
            copied: copies(of: orders, alert), lacksPrice: lacksPrice(for: orders, alert))
    }

    /// The accounts that it may concern: the Desk decides which of them take it, and what it is refused for.
    private func routes(for alert: Alert, at second: Int64) -> [Router.Route] {
        desk.settings.router.reach(of: alert, exit: alert.asExit, at: second)
    }

    private static func answer(_ decision: Decision, _ id: ReplyID) throws(Refusal) -> Answer {
        switch decision.replies.first(where: { $0.id == id })?.outcome {
        case .refused(let refusal): throw refusal
        case .duplicate(let first, _): return .duplicate(first)
        case .conflict(let first): return .conflict(first)
        case .unavailable(let reason): return .unavailable(reason)
        case .accepted, .reconciled, .controlled, nil: return .accepted
        }
    }

    // MARK: The venue that is not there

    private mutating func showVenue(
        holding: [AccountName: [ContractID]], _ position: Int64, _ symbol: ChartSymbol
    ) {
        for login in configuration.gateways {
            let states = configuration.accounts.filter { $0.gateway == login.name }.map(Self.state)
            tell(.event(.contracts(login.name, contracts[login.name] ?? [])), after: .seconds(-2))
            tell(.event(.accounts(login.name, states)), after: .seconds(-2))
            tell(.event(.stream(login.name, .ready)), after: .seconds(-2))
        }
        for account in configuration.accounts {
            tell(snapshot(of: account, holding[account.name] ?? [], position), after: .zero)
        }
        showMarket(of: symbol)
    }

    /// The price that was given stands for the market, of what is charted and of its mini and micro.
    private mutating func showMarket(of symbol: ChartSymbol) {
        let charted = FuturesProduct.root(symbol.root)?.hedgeGroup ?? symbol.root.uppercased()
        for login in configuration.gateways where login.tellsMarks {
            tell(.event(.market(login.name, .ready)), after: .zero)
            for contract in contracts[login.name] ?? [] {
                let traded = FuturesProduct.of(contract)?.hedgeGroup ?? contract.root.uppercased()
                guard let price, traded == charted else { continue }
                let mark = MarketMark(contract.id, bid: price, ask: price, last: price, at: Self.start)
                tell(.event(.mark(login.name, mark)), after: .zero)
            }
        }
    }

    private static func state(_ account: AccountProfile) -> AccountState {
        AccountState(
            account: account.name, id: account.id, name: account.name.text,
            balance: account.terms?.profile.drawdown?.start ?? usualBalance, canTrade: true,
            isVisible: true)
    }

    private func snapshot(
        of account: AccountProfile, _ contracts: [ContractID], _ position: Int64
    ) -> Input {
        let asked = Self.start.advanced(by: .seconds(-1))
        let held = contracts.map { contract in
            Position(contract: contract, signedSize: position, averagePrice: price ?? Price(nanos: 0))
        }
        let snapshot = GatewaySnapshot(
            account: account.name, askedAt: asked, state: Self.state(account),
            positions: held, orders: [], trades: [], faults: [])
        return .answer(
            GatewayAnswer(
                // Nothing was traded since whatever day a floor is entered as of.
                call: .snapshot(account: account.name, since: Timestamp(microseconds: 0)),
                result: .snapshot(snapshot), sentAt: at,
                endedAt: at, latency: .zero))
    }

    /// What each account of the rules and its followers would trade, and so are taken to hold.
    private func heldContracts(
        _ alert: Alert, _ routes: [Router.Route], _ position: Int64
    ) -> [AccountName: [ContractID]] {
        guard position != 0 else { return [:] }
        guard alert.intent != .flatten else {
            return everything(of: Set(routes.map(\.target.account)), charting: alert.symbol)
        }
        var held: [AccountName: [ContractID]] = [:]
        for target in routes.map(\.target) {
            let root = target.root ?? alert.symbol.root
            for (account, root) in [(target.account, root)] + followers(of: target.account, in: root)
            where held[account] == nil {
                held[account] = active(root, for: account).map { [$0] }
            }
        }
        return held
    }

    /// What these accounts and their followers trade. Where no rule names a product of one, the chart's stands for
    /// whatever it holds, or what its venue lists first.
    private func everything(
        of accounts: Set<AccountName>, charting symbol: ChartSymbol
    ) -> [AccountName: [ContractID]] {
        let roots = roots(of: accounts)
        var held: [AccountName: [ContractID]] = [:]
        for account in accounts.union(roots.keys) {
            let traded = Set((roots[account] ?? []).compactMap { active($0, for: account) })
            let first = active(symbol.root, for: account) ?? listed(for: account).first { $0.isActive }?.id
            held[account] = traded.isEmpty ? [first].compactMap(\.self) : traded.sorted()
        }
        return held
    }

    /// The products that rules name on accounts, and copies on their followers.
    func roots(of accounts: Set<AccountName>) -> [AccountName: [String]] {
        var roots: [AccountName: [String]] = [:]
        for rule in desk.settings.router.rules {
            for target in rule.targets where accounts.contains(target.account) {
                guard let root = target.root ?? rule.condition.ticker?.root else { continue }
                for (account, root) in [(target.account, root)] + followers(of: target.account, in: root) {
                    roots[account, default: []].append(root)
                }
            }
        }
        return roots
    }

    private func listed(for account: AccountName) -> [Contract] {
        let gateway = configuration.accounts.first { $0.name == account }?.gateway
        return gateway.flatMap { contracts[$0] } ?? []
    }

    private func active(_ root: String, for account: AccountName) -> ContractID? {
        ContractBook(listed(for: account)).active(root: root, expiry: nil)?.id
    }

    @discardableResult
    mutating func tell(_ input: Input, after span: Span) -> Decision {
        desk.handle(
            input, at: Moment(wall: at.advanced(by: span), steady: steady.advanced(by: span)))
    }
}
