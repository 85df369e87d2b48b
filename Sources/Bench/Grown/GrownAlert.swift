import Crypto
package import Journey
package import Trading

/// What one alert of a day's trading leaves in a ledger. Every tenth is traded to its end; the others are denied.
package struct GrownAlert {
    static let accounts = 20
    /// 4 000 alerts a day.
    static let gap = Span.milliseconds(21_600)

    let number: Int64
    let at: Timestamp
    /// Whether its entry is still held when the ledger ends.
    let isLast: Bool
    private let account: AccountName
    private let fingerprint: Fingerprint
    private let tag: OrderTag

    package init(_ number: Int64, of count: Int64, until end: Timestamp) {
        self.number = number
        let back = Self.gap.microseconds * (count - number)
        at = end.advanced(by: Span(microseconds: -back))
        isLast = number > count - 10 * Int64(Self.accounts)
        let accountNumber = number / 10 % Int64(Self.accounts) + 1
        account = AccountName("paper-\(accountNumber)")
        guard let fingerprint = Fingerprint(SHA256.hash(Array("grown \(number)".utf8))) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        self.fingerprint = fingerprint
        tag = OrderTag(alert: fingerprint, account: AccountID(1_000 + accountNumber), leg: 0)
    }

    private var isTraded: Bool { number % 10 == 0 }
    private let contract = ContractID("CON.F.US.MNQ.Z26")
    private let price = Price(nanos: 21_450_250_000_000)

    private func time(_ milliseconds: Int64) -> Timestamp { at.advanced(by: .milliseconds(milliseconds)) }

    /// Every row in the order in which the Desk writes them.
    ///
    /// - Parameter days: What the alerts before have made of their trading days.
    package func rows(adding days: inout GrownDays) -> [LedgerRow] {
        let body = Array(
            """
            {"secret":"***","id":"\(number)","action":"buy","ticker":"NQ1!","size":"1","price":"21450.25",\
            "strategy":"opening range","comment":"long after the first quarter of an hour"}
            """.utf8)
        let delivery = DeliveryRow(
            id: number, at: at, source: "orb", peer: "52.89.214.238", body: body, outcome: .accepted,
            status: 200, alert: fingerprint)
        let alert = AlertRow(
            fingerprint: fingerprint, key: fingerprint, keyUntil: at.advanced(by: .seconds(7 * 86_400)),
            source: "orb", dialect: "native", strategy: "opening range", ticker: "NQ1!", action: "buy",
            canonical: body, receivedAt: at)
        let verdict = LedgerRow.audit(verdict)
        return [.alert(alert), .delivery(delivery), verdict]
            + (isTraded ? traded(adding: &days) : [.order(denied)])
    }

    // MARK: Verdict

    private var verdict: AuditRow {
        var input = GateInput(
            tag: tag, orderClass: .entry, side: .buy, size: isTraded ? 1 : 9, type: .market, root: "MNQ",
            contract: contract)
        (input.stopTicks, input.targetTicks) = (80, 160)
        (input.signalAge, input.signalAgeMax) = (.seconds(1), .seconds(30))
        (input.isContractActive, input.tickSize) = (true, TickSize("0.25"))
        input.limits = RiskLimits(sizeMax: 2, positionMax: 4)
        (input.canTrade, input.isVisible, input.isStreamReady) = (true, true, true)
        (input.accountAge, input.reconcileAge) = (.seconds(20), .seconds(20))
        input.position = 0
        let report = RiskGate.examine(input)
        return AuditRow(at: at, kind: "risk.verdict", subject: tag.text, body: report.json)
    }

    // MARK: Orders

    private var order: OrderRow {
        var row = OrderRow(
            tag: tag, alert: fingerprint, rule: "orb-nasdaq", account: account, contract: contract,
            orderClass: .entry, side: .buy, size: 1, type: .market,
            bracket: Bracket(stop: Ticks(80), target: Ticks(160)), stage: .risk, state: .approved, leg: 0,
            createdAt: at)
        (row.times.acceptedAt, row.times.bodyAt, row.times.decidedAt) = (at, at, at)
        return row
    }

    private var denied: OrderRow {
        var row = order
        (row.state, row.size, row.code) = (.denied, 9, "QUANTITY_EXCEEDS_MAXIMUM")
        row.reason = "9 contracts were asked for; this account's limit is 2"
        row.remedy = "lower the size, or raise risk.max_size"
        return row
    }

    private func traded(adding days: inout GrownDays) -> [LedgerRow] {
        var row = order
        var rows: [LedgerRow] = [.order(row)]
        (row.state, row.stage, row.times.sentAt) = (.sent, .place, time(3))
        var attempt = AttemptRow(tag: tag, number: 1, kind: .place, at: time(3))
        rows += [.order(row), .attempt(attempt)]
        (attempt.ending, attempt.latency) = ("accepted", .milliseconds(60))
        (row.state, row.venueOrder, row.stage) = (.working, OrderID(number * 10), .record)
        row.times.answeredAt = time(63)
        rows += [.attempt(attempt), .order(row)]
        (row.state, row.filled, row.averagePrice) = (.filled, 1, price)
        (row.times.hubAckAt, row.times.filledAt) = (time(80), time(80))
        rows.append(.order(row))
        rows += fill(number * 10, of: tag, .buy, at: time(80), adding: &days) + [position(1, at: time(81))]
        rows += [protection("SL", .working), protection("TP", .working)]
        (row.times.reconciledAt, row.stage) = (time(500), .reconcile)
        rows.append(.order(row))
        guard !isLast else { return rows }
        let close = time(60_000)
        rows += fill(number * 10 + 2, of: OrderTag("\(tag)-TP"), .sell, at: close, adding: &days)
        return rows + [position(0, at: close), protection("TP", .filled), protection("SL", .cancelled)]
    }

    private func protection(_ suffix: String, _ state: OrderState) -> LedgerRow {
        var row = OrderRow(
            tag: OrderTag("\(tag)-\(suffix)"), alert: fingerprint, rule: "orb-nasdaq", account: account,
            contract: contract, orderClass: .protect, side: .sell, size: 1,
            type: suffix == "TP" ? .limit : .stop, stage: .record, state: state,
            venueOrder: OrderID(number * 10 + (suffix == "TP" ? 2 : 1)), parent: tag, leg: 0,
            createdAt: time(80))
        row.filled = state == .filled ? 1 : 0
        if state.isTerminal { (row.times.reconciledAt, row.stage) = (time(60_500), .reconcile) }
        return .order(row)
    }

    private func fill(
        _ id: Int64, of tag: OrderTag, _ side: Side, at: Timestamp, adding days: inout GrownDays
    ) -> [LedgerRow] {
        let trade = VenueTrade(
            id: TradeID(id), account: account, contract: contract, order: OrderID(id), at: at, price: price,
            side: side, size: 1, profit: side == .sell ? Money(tenThousandths: 800_000) : nil,
            fees: Money(tenThousandths: 3_700))
        let day = TradingDay(of: at, chicago: ZoneRules(before: -21_600, changes: []))
        let total = days.add(trade, to: day)
        return [.fill(FillRow(trade: trade, tag: tag, day: day)), .day(total)]
    }

    private func position(_ size: Int64, at: Timestamp) -> LedgerRow {
        .position(
            PositionRow(
                account: account,
                position: Position(contract: contract, signedSize: size, averagePrice: price), at: at))
    }
}
