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

    struct Order {
        let row: OrderRow
        let report: GateReport
        /// What would go out; nil for what is denied, or closes an account that holds nothing.
        let request: GatewayRequest?
        /// The copy that it is made by.
        let copy: String?
        var isApproved: Bool { row.state != .denied }
        /// The order that has to end first, flat.
        var after: OrderTag? { row.parent }
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
        let routes = try desk.settings.router.routes(for: alert, at: second)
        if let position { showVenue(holding: heldContracts(alert, routes, position), position, alert.symbol) }
        let delivery = Delivery(
            source: alert.source, peer: "127.0.0.1", acceptedAt: at, bodyAt: at, body: body)
        let identity = AlertIdentity(of: alert, receivedAt: at) { Fingerprint.sha256(of: $0) }
        let reply = ReplyID(1)
        var decision = tell(
            .arrival(
                Arrival(
                    delivery: delivery, content: .alert(alert, identity), reply: reply,
                    known: known(identity.key))),
            after: .zero)
        var sync = SyncLook(alert, desk.settings.syncs[alert.source] ?? .off)
        // Held for the alert that goes before it: nothing else comes, and its time passes.
        if let window = sync?.policy.window, !decision.replies.contains(where: { $0.id == reply }) {
            sync?.wasHeld = true
            decision = tell(.tick, after: window)
        }
        sync?.differences = decision.rows.compactMap { row in
            guard case .discrepancy(let row) = row, row.kind == "strategy_position" else { return nil }
            return row
        }
        let answer = try Self.answer(decision, reply)
        let orders = orders(in: decision)
        return Outcome(
            alert: alert, identity: identity, answer: answer, sync: sync, looks: looks, orders: orders,
            copied: copies(of: orders, alert), lacksPrice: lacksPrice(for: orders, alert))
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
        holding: [AccountName: ContractID], _ position: Int64, _ symbol: ChartSymbol
    ) {
        for login in configuration.gateways {
            let states = configuration.accounts.filter { $0.gateway == login.name }.map(Self.state)
            tell(.event(.contracts(login.name, contracts[login.name] ?? [])), after: .seconds(-2))
            tell(.event(.accounts(login.name, states)), after: .seconds(-2))
            tell(.event(.stream(login.name, .ready)), after: .seconds(-2))
        }
        for account in configuration.accounts {
            tell(snapshot(of: account, holding[account.name], position), after: .zero)
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
        of account: AccountProfile, _ contract: ContractID?, _ position: Int64
    ) -> Input {
        let asked = Self.start.advanced(by: .seconds(-1))
        let held = contract.map { contract in
            Position(contract: contract, signedSize: position, averagePrice: price ?? Price(nanos: 0))
        }
        let snapshot = GatewaySnapshot(
            account: account.name, askedAt: asked, state: Self.state(account),
            positions: [held].compactMap { $0 }, orders: [], trades: [], faults: [])
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
    ) -> [AccountName: ContractID] {
        guard position != 0 else { return [:] }
        var held: [AccountName: ContractID] = [:]
        for (rule, target) in routes.map({ ($0.rule, $0.target) }) {
            let charted = alert.symbol.isEvery ? rule.condition.ticker ?? alert.symbol : alert.symbol
            let root = target.root ?? charted.root
            for (account, root) in [(target.account, root)] + followers(of: target.account, in: root)
            where held[account] == nil {
                let gateway = configuration.accounts.first { $0.name == account }?.gateway
                let book = ContractBook(gateway.flatMap { contracts[$0] } ?? [])
                held[account] = book.active(root: root, expiry: nil)?.id
            }
        }
        return held
    }

    @discardableResult
    mutating func tell(_ input: Input, after span: Span) -> Decision {
        desk.handle(
            input, at: Moment(wall: at.advanced(by: span), steady: steady.advanced(by: span)))
    }

    // MARK: What was decided

    func orders(in decision: Decision) -> [Order] {
        var reports: [String: GateReport] = [:]
        var rows: [OrderRow] = []
        var copies: [Fingerprint: String] = [:]
        for row in decision.rows {
            switch row {
            case .alert(let alert) where alert.source == Desk.followSource:
                copies[alert.fingerprint] = alert.strategy
            case .audit(let audit) where audit.kind == "risk.verdict":
                reports[audit.subject] = GateReport(recorded: audit.body)
            case .order(let order): rows.append(order)
            default: break
            }
        }
        return rows.compactMap { row in
            reports[row.tag.text].map { report in
                Order(
                    row: row, report: report, request: request(row, report),
                    copy: row.alert.flatMap { copies[$0] })
            }
        }
    }

    private func request(_ row: OrderRow, _ report: GateReport) -> GatewayRequest? {
        guard row.state != .denied,
            let account = configuration.accounts.first(where: { $0.name == row.account })
        else { return nil }
        if let approved = RiskGate.approve(report, for: row.account) {
            let call = approved.call(closesInPart: report.input.isLeftToClosing)
            return GatewayRequest(call, account: account.id)
        }
        guard row.orderClass == .flatten, let contract = row.contract ?? held(by: row.account),
            holding(of: row.account, in: contract) != 0
        else { return nil }
        return GatewayRequest(.close(account: row.account, contract: contract), account: account.id)
    }

    func holding(of account: AccountName, in contract: ContractID) -> Int64 {
        desk.accounts[account]?.position(in: contract) ?? 0
    }

    func held(by account: AccountName) -> ContractID? {
        desk.accounts[account]?.positions.values.first { !$0.isFlat }?.contract
    }
}
