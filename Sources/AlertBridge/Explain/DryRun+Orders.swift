import Gateway
import Journey
import Settings
import Trading

/// What was decided, order by order, and what would leave for each.
extension DryRun {
    /// What becomes of one order.
    struct Order {
        enum Deed {
            /// The alert makes it.
            case made
            /// It is at the venue or on its way, and is to be another one or to end.
            case modified, cancelled
            /// None that the alert could change is known.
            case missed
        }

        let deed: Deed
        var row: OrderRow
        let isApproved: Bool
        /// The gate's; none of what it is not asked about.
        let checks: [CheckResult]
        /// The code by which the gate denies it.
        let denial: String?
        /// What would go out, first to last: a close cancels entries before it closes.
        let calls: [GatewayCall]
        let requests: [GatewayRequest]
        /// Why nothing would go out at once, though it is approved.
        var silence: String?
        /// The copy that it is made by.
        var copy: String?
        /// Where the stop would stand.
        var stopPrice: Price?

        /// The order that has to end first, flat.
        var after: OrderTag? { deed == .made ? row.parent : nil }
        /// The rule that made it.
        var rule: String? { deed == .made ? row.rule : nil }
        /// The contracts that it closes.
        var closes: [ContractID] {
            calls.compactMap { if case .close(_, let contract) = $0 { contract } else { nil } }
        }
    }

    /// The rows of a decision that tell of orders.
    private struct Told {
        var reports: [String: GateReport] = [:]
        var rows: [OrderRow] = []
        /// The names of copies, by the alerts that they made.
        var copies: [Fingerprint: String] = [:]

        init(_ decision: Decision) {
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
        }
    }

    func holding(of account: AccountName, in contract: ContractID) -> Int64 {
        desk.accounts[account]?.position(in: contract) ?? 0
    }

    private func order(
        _ deed: Order.Deed, _ row: OrderRow, isApproved: Bool, _ report: GateReport?, _ calls: [GatewayCall]
    ) -> Order {
        let account = configuration.accounts.first { $0.name == row.account }?.id
        return Order(
            deed: deed, row: row, isApproved: isApproved, checks: report?.checks ?? [],
            denial: report?.denial?.code.rawValue, calls: calls,
            requests: account.map { id in calls.compactMap { GatewayRequest($0, account: id) } } ?? [])
    }

    // MARK: What the alert makes

    /// - Parameter span: When it was decided, after the alert came.
    func orders(in decision: Decision, after span: Span) -> [Order] {
        let told = Told(decision)
        let closes = Rehearsal(self, of: decision, after: span)
        return told.rows.compactMap { row in
            guard let report = told.reports[row.tag.text] else { return nil }
            let isApproved = row.state != .denied
            var calls: [GatewayCall] = []
            if isApproved, let approved = RiskGate.approve(report, for: row.account) {
                calls = [approved.call(closesInPart: report.input.isLeftToClosing)]
            } else if isApproved {
                calls = closes.calls[row.tag] ?? []
            }
            var order = order(.made, row, isApproved: isApproved, report, calls)
            order.copy = row.alert.flatMap { told.copies[$0] }
            if isApproved, calls.isEmpty { order.silence = silence(of: row, closes) }
            return order
        }
    }

    /// Why a close asks nothing of the venue at once.
    private func silence(of row: OrderRow, _ closes: Rehearsal) -> String {
        guard let book = desk.accounts[row.account] else { return "the account is not known" }
        if closes.isWaiting(row.tag) { return "not yet: it waits for a close that is under way" }
        guard book.position(in: row.contract ?? ContractID("")) != nil else {
            return "not yet: what the account holds is read first"
        }
        let isHeld = book.positions.values.contains { position in
            !position.isFlat && (row.contract == nil || row.contract == position.contract)
        }
        guard isHeld else { return "the account holds nothing to close" }
        return "not yet: what it holds is being closed already"
    }

    // MARK: What the alert changes

    /// In the order of the verdicts that the sender is answered.
    func changes(by alert: Alert, in decision: Decision, _ reply: ReplyID) -> [Order] {
        let outcome = decision.replies.first { $0.id == reply }?.outcome
        guard case .accepted(_, let verdicts) = outcome else { return [] }
        let told = Told(decision)
        return verdicts.compactMap { verdict in
            let written = told.rows.last { $0.tag == verdict.tag }
            guard let row = written ?? desk.orders[verdict.tag]?.row else { return nil }
            guard row.state != .denied else { return missed(by: alert, row) }
            return change(row, verdict, told.reports[row.tag.text], alert, decision)
        }
    }

    private func change(
        _ row: OrderRow, _ verdict: Verdict, _ report: GateReport?, _ alert: Alert, _ decision: Decision
    ) -> Order {
        let calls = decision.calls.filter { call in
            switch call {
            case .modify(row.account, let id, _), .cancel(row.account, let id): id == row.venueOrder
            default: false
            }
        }
        let isMove = if case .moveStop = alert.intent { true } else { false }
        var order = order(
            isMove ? .modified : .cancelled, row, isApproved: verdict.isApproved, report, calls)
        if isMove { order.stopPrice = report?.input.stopPrice }
        guard verdict.isApproved, calls.isEmpty else { return order }
        order.silence =
            row.state.isLive
            ? "not yet: it is cancelled once what is under way about it has ended"
            : "it had not left, and does not leave any more"
        return order
    }

    /// An account without an order that could be changed. Its row stands for none, so its checks tell nothing; and
    /// offline no order is known, whatever works at the venue.
    private func missed(by alert: Alert, _ row: OrderRow) -> Order {
        var order = order(.missed, row, isApproved: false, nil, [])
        guard position != nil else { return order }
        guard case .moveStop = alert.intent else {
            order.row.reason = "no order that waits at the venue is known offline"
            order.row.remedy = "--running asks the bridge, which takes back the entries that wait"
            return order
        }
        let held = row.contract.map { holding(of: row.account, in: $0) } ?? 0
        guard let contract = row.contract, held != 0, alert.concerns.contains(Standing(held: held)) else {
            return order
        }
        order.row.reason = "no stop of the \(held) in \(contract) is known offline"
        order.row.remedy = "--running asks the bridge, which looks at the stops that work for it"
        return order
    }
}
