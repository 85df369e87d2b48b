import Control
import Engine
import Journey
import Trading

extension ControlStatus {
    /// Reads the Desk between two batches.
    init(_ desk: Desk, _ health: Sequencer.Health) {
        let lost = desk.orders.values.filter { $0.row.state == .lost }.count
        var parts = [
            Part(ledger: health),
            Part(
                name: "orders", isReady: lost == 0,
                reason: lost == 0 ? nil : "\(lost) orders have no answer that can be trusted; being looked up"
            ),
        ]
        for (name, gateway) in desk.gateways.sorted(by: { $0.key < $1.key }) {
            parts.append(
                Part(
                    name: "gateway \(name)", isReady: gateway.isStreamReady,
                    reason: gateway.isStreamReady ? nil : gateway.fault ?? "the user hub is not ready"))
        }
        for (name, book) in desk.accounts.sorted(by: { $0.key < $1.key }) {
            parts.append(Part(account: name, book))
        }
        parts += Self.refusedCloses(desk)
        self.init(parts: parts, metrics: Self.metrics(desk, health, lost: lost))
    }

    /// Closes that the venue keeps refusing: what they are to close is still open.
    private static func refusedCloses(_ desk: Desk) -> [Part] {
        desk.orders.values.filter { $0.row.orderClass == .flatten && $0.closesRefused > 0 }
            .sorted { $0.row.tag < $1.row.tag }.map { order in
                Part(
                    name: "close \(order.row.tag)", isReady: false,
                    reason:
                        "account \(order.row.account): the venue refused it \(order.closesRefused) times, "
                        + "last with \(order.lastRefusal ?? "no word"); it is tried again")
            }
    }

    /// Seconds since the oldest close began that is not verified flat yet, by account.
    private static func closeAges(_ desk: Desk) -> [Metric.Value] {
        let now = SystemClock.now().wall
        var ages: [AccountName: Int64] = [:]
        for order in desk.orders.values where order.row.orderClass == .flatten {
            let age = now.since(order.row.times.sentAt ?? order.row.createdAt).microseconds / 1_000_000
            ages[order.row.account] = max(ages[order.row.account] ?? 0, age)
        }
        return desk.accounts.keys.sorted().map { .init(ages[$0] ?? 0, labels: ["account": $0.text]) }
    }

    private static func metrics(_ desk: Desk, _ health: Sequencer.Health, lost: Int) -> [Metric] {
        let accounts = desk.accounts.sorted { $0.key < $1.key }
        return [
            Metric(
                "alertbridge_ledger_up", .gauge, help: "1 while the ledger takes writes.",
                [.init(health.ledgerFault == nil ? 1 : 0)]),
            Metric(
                "alertbridge_ledger_free_bytes", .gauge,
                help: "What may still be written on the ledger's disk.",
                health.room.freeBytes.map { [.init($0)] } ?? []),
            Metric(
                "alertbridge_ledger_short", .gauge,
                help: "1 while alerts are turned away because the ledger's disk is all but full.",
                [.init(health.room.shortage == nil ? 0 : 1)]),
            Metric(
                "alertbridge_ledger_unwritten_rows", .gauge,
                help: "Rows that wait for a ledger that cannot be written.",
                [.init(Int64(health.unwritten))]),
            Metric(
                "alertbridge_batches_total", .counter, help: "Transactions written.",
                [.init(Int64(clamping: health.batches))]),
            Metric(
                "alertbridge_inputs_total", .counter, help: "Inputs decided.",
                [.init(Int64(clamping: health.inputs))]),
            Metric(
                "alertbridge_rows_total", .counter, help: "Rows written, audit rows apart.",
                [.init(Int64(clamping: health.rows))]),
            Metric(
                "alertbridge_alerts_turned_away_total", .counter,
                help: "Alerts answered 503 for want of a ledger.",
                [.init(Int64(clamping: health.turnedAway))]),
            Metric(
                "alertbridge_orders_unsettled", .gauge, help: "Orders that are not settled yet.",
                [.init(Int64(desk.orders.count))]),
            Metric(
                "alertbridge_orders_lost", .gauge, help: "Orders without an answer that can be trusted.",
                [.init(Int64(lost))]),
            Metric(
                "alertbridge_closes_refused_total", .counter,
                help: "Closes that a venue refused although something was open.",
                [.init(desk.refusedCloses)]),
            Metric(
                "alertbridge_close_age_seconds", .gauge,
                help: "Age of the oldest close that is not verified flat; 0 without one.", closeAges(desk)),
            Metric(
                "alertbridge_stream_ready", .gauge, help: "1 while the gateway's user hub is ready.",
                desk.gateways.sorted { $0.key < $1.key }.map {
                    .init($0.value.isStreamReady ? 1 : 0, labels: ["gateway": $0.key.text])
                }),
            Metric(
                "alertbridge_account_reconciled", .gauge,
                help: "1 while orders and positions agree with the venue.",
                accounts.map { .init($0.value.reconciledAt == nil ? 0 : 1, labels: ["account": $0.key.text]) }
            ),
            Metric(
                "alertbridge_position_contracts", .gauge, help: "Open contracts, below zero short.",
                accounts.flatMap { name, book in
                    book.positions.values.sorted { $0.contract < $1.contract }.map {
                        .init($0.signedSize, labels: ["account": name.text, "contract": $0.contract.text])
                    }
                }),
        ]
    }
}

extension ControlStatus.Part {
    fileprivate init(ledger health: Sequencer.Health) {
        let obstacle = health.ledgerFault ?? health.room.shortage
        self.init(name: "ledger", isReady: obstacle == nil, reason: obstacle ?? health.room.warning)
    }

    fileprivate init(account name: AccountName, _ book: AccountBook) {
        let reason: String? =
            if book.state == nil {
                "the venue has not shown it"
            } else if book.state?.canTrade == false {
                "the venue says that it may not trade"
            } else if book.reconciledAt == nil {
                "orders and positions have not been compared with the venue"
            } else {
                nil
            }
        self.init(name: "account \(name)", isReady: reason == nil, reason: reason)
    }
}
