import Journey
import Trading

/// Rows to write; each `full` one has every optional member set, each `bare` one none.
enum Sample {
    static let start = Timestamp(microseconds: 1_791_210_600_156_730)

    static func time(_ seconds: Int64) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    static func fingerprint(_ number: UInt8) -> Fingerprint {
        guard let print = Fingerprint((0..<32).map { number &+ $0 }) else {
            preconditionFailure("32 bytes make a fingerprint")
        }
        return print
    }

    /// - Parameter seconds: Of the first one of an alert: the alert's own.
    static func delivery(
        _ id: Int64, alert: Fingerprint? = nil, outcome: DeliveryRow.Outcome = .accepted,
        at seconds: Int64? = nil
    ) -> DeliveryRow {
        DeliveryRow(
            id: id, at: time(seconds ?? id), source: "orb", peer: "52.89.214.238",
            body: Array(#"{"a":1}"#.utf8),
            outcome: outcome, status: 200, alert: alert)
    }

    static let refusal = RefusalWords(
        reason: #""size" is 0"#, remedy: "send 1 or more", key: "size", line: 2, column: 9)

    static func alert(_ number: UInt8, source: String = "orb", at seconds: Int64 = 0) -> AlertRow {
        AlertRow(
            fingerprint: fingerprint(number), key: fingerprint(number &+ 100),
            keyUntil: time(seconds + 3_600),
            source: source, dialect: "bridge", strategy: "orb", ticker: "NQ1!", action: "buy",
            canonical: Array(#"{"action":"buy","ticker":"NQ1!"}"#.utf8), receivedAt: time(seconds))
    }

    static func order(
        _ tag: String, alert: Fingerprint? = nil, account: String = "combine-1",
        state: OrderState = .approved, leg: Int = 0, at seconds: Int64 = 0
    ) -> OrderRow {
        OrderRow(
            tag: OrderTag(tag), alert: alert, rule: "orb-nasdaq", account: AccountName(account),
            contract: ContractID("CON.F.US.MNQ.Z26"), orderClass: .entry, side: .buy, size: 2,
            type: .market, stage: .risk, state: state, leg: leg, createdAt: time(seconds))
    }

    static func fullOrder(_ tag: String, alert: Fingerprint) -> OrderRow {
        var order = order(tag, alert: alert, state: .partiallyFilled, leg: 3)
        order.type = .stopLimit
        order.limitPrice = Price(nanos: 21_450_250_000_000)
        order.stopPrice = Price(nanos: 21_449_750_000_000)
        order.trailPrice = Price(nanos: 21_440_000_000_000)
        order.bracket = Bracket(stop: Ticks(80), target: Ticks(160), stopTrails: true)
        order.code = "OrderRejected"
        order.reason = "a \"reason\", with ünïcode\nand a line"
        order.remedy = "none"
        order.venueOrder = OrderID(3_000_000_001)
        order.parent = OrderTag("ab-parent")
        order.filled = 1
        order.averagePrice = Price(nanos: 28_446_375_000_001)
        order.times = fullTimes
        return order
    }

    static let bareOrder = OrderRow(
        tag: OrderTag("flatten-1"), alert: nil, account: AccountName("combine-1"), contract: nil,
        orderClass: .flatten, side: nil, size: nil, type: .market, stage: .route, state: .denied, leg: 0,
        createdAt: start)

    static func attempt(_ tag: String, _ number: Int64, isEnded: Bool = true) -> AttemptRow {
        AttemptRow(
            tag: OrderTag(tag), number: number, kind: .place, at: time(number),
            ending: isEnded ? "rejected" : nil, code: isEnded ? 2 : nil, message: isEnded ? "no" : nil,
            latency: isEnded ? .milliseconds(43) : nil)
    }

    /// A change of an order that another request asked for.
    static func change(_ tag: String, _ number: Int64, by alert: Fingerprint) -> AttemptRow {
        AttemptRow(
            tag: OrderTag(tag), number: number, kind: .modify, at: time(number), ending: AttemptRow.denied,
            code: 3, message: "ORDER_NOT_CHANGEABLE: order ab-1 is filled", latency: .milliseconds(1),
            alert: alert)
    }

    static func fill(_ trade: Int64, tag: String?, account: String = "combine-1", at seconds: Int64 = 0)
        -> FillRow
    {
        FillRow(
            trade: VenueTrade(
                id: TradeID(trade), account: AccountName(account),
                contract: ContractID("CON.F.US.MNQ.Z26"), order: OrderID(77), at: time(seconds),
                price: Price(nanos: 21_450_250_000_000), side: .sell, size: 1,
                profit: Money(tenThousandths: -156_250), fees: Money(tenThousandths: 3_700),
                commissions: Money(tenThousandths: 2_500), isVoided: true),
            tag: tag.map { OrderTag($0) }, day: day(0))
    }

    static func bareFill(_ trade: Int64) -> FillRow {
        var fill = fill(trade, tag: nil)
        fill.trade.profit = nil
        fill.trade.commissions = nil
        fill.trade.isVoided = false
        return fill
    }

    /// Trading days counted from that of `start`.
    static func day(_ later: Int64) -> TradingDay {
        TradingDay(
            date: CivilDate(
                daysSince1970: start.microseconds.floorDivided(by: 86_400_000_000) + later))
    }

    static func position(_ contract: String, _ signedSize: Int64) -> PositionRow {
        PositionRow(
            account: AccountName("combine-1"),
            position: Position(
                contract: ContractID(contract), signedSize: signedSize,
                averagePrice: Price(nanos: 21_450_375_000_000)),
            at: start)
    }

    static func lock(_ id: Int64, isCleared: Bool = false) -> LockRow {
        LockRow(
            id: id, account: AccountName("combine-1"), contract: ContractID("CON.F.US.MNQ.Z26"),
            kind: "daily_loss", reason: "lost enough", createdAt: time(id), endsAt: time(id + 600),
            clearedAt: isCleared ? time(id + 1) : nil)
    }

    static func bareLock(_ id: Int64) -> LockRow {
        LockRow(
            id: id, account: AccountName("combine-1"), contract: nil, kind: "operator", reason: "",
            createdAt: time(id))
    }

    static func discrepancy(_ id: Int64, about subject: String = "CON.F.US.MNQ.Z26") -> DiscrepancyRow {
        DiscrepancyRow(
            id: id, at: time(id), account: AccountName("combine-1"), kind: "position", subject: subject,
            ours: "0", theirs: "2", done: "adopted")
    }

    static func notification(
        _ id: Int64, _ state: NotificationRow.State = .pending, target: String = "phone"
    ) -> NotificationRow {
        NotificationRow(
            id: id, at: time(id), target: target, level: .warning, kind: .started,
            text: "plain \u{1F514} words",
            state: state)
    }

    static func fullNotification(_ id: Int64, _ state: NotificationRow.State = .delivered) -> NotificationRow
    {
        var row = notification(id, state)
        (row.level, row.kind) = (.critical, .orderLost)
        row.account = AccountName("combine-1")
        row.tag = OrderTag("ab-1")
        row.alert = fingerprint(1)
        row.numbers = Array(#"{"size":2}"#.utf8)
        row.attempts = 3
        row.nextAt = time(60)
        row.deliveredAt = time(61)
        row.lastError = "HTTP 500"
        return row
    }

    static func control(_ account: String, _ state: TradingState = .halted) -> ControlRow {
        ControlRow(
            key: ControlRow.Key(.account, account), state: state, word: "halt", reason: "", by: "ole",
            at: time(1))
    }

    static func fullControl(_ strategy: String) -> ControlRow {
        ControlRow(
            key: ControlRow.Key(.strategy, strategy), state: .active, isKilled: true,
            trip: "REPEATED_EXECUTION_LIMIT", countedFrom: time(2), startState: .reducing, startKilled: true,
            word: "kill", reason: "gone wild", by: "ole", at: time(3), alert: fingerprint(1))
    }

    static let dayFloor = DayFloor(
        loss: LossFloor(
            peak: Money(tenThousandths: 500_000_000), floor: Money(tenThousandths: 480_000_000)),
        basis: .advanced,
        entry: FloorEntry(
            floor: Money(tenThousandths: 480_000_000), asOf: CivilDate(daysSince1970: 20_000)),
        since: time(4))

    static func dayRow(_ later: Int64) -> DayRow {
        DayRow(
            account: AccountName("combine-1"), day: day(later), trades: 4,
            profit: Money(tenThousandths: -625_000), fees: Money(tenThousandths: 14_800),
            commissions: Money(tenThousandths: 10_000))
    }

    static func verdict(_ tag: String, body: String = #"{"verdict":"approved"}"#) -> AuditRow {
        AuditRow(at: start, kind: "risk.verdict", subject: tag, body: Array(body.utf8))
    }

    /// One alert's journey: its delivery, its order, a verdict, an attempt and a fill.
    static func journey(_ number: UInt8) -> [LedgerRow] {
        let alert = alert(number)
        let tag = "ab-\(number)"
        return [
            .alert(alert), .delivery(delivery(Int64(number), alert: alert.fingerprint)),
            .order(order(tag, alert: alert.fingerprint, state: .working)), .audit(verdict(tag)),
            .attempt(attempt(tag, 1)), .fill(fill(Int64(number), tag: tag)),
        ]
    }

    static var fullTimes: StageTimes {
        var times = StageTimes()
        times.acceptedAt = time(1)
        times.bodyAt = time(2)
        times.decidedAt = time(3)
        times.durableAt = time(4)
        times.repliedAt = time(5)
        times.sentAt = time(6)
        times.answeredAt = time(7)
        times.hubAckAt = time(8)
        times.filledAt = time(9)
        times.reconciledAt = time(10)
        return times
    }
}
