import Control
import Engine
import Journey
import Trading

extension ControlStatus {
    private static let stoppingPart = Part(
        name: "bridge", isReady: false, reason: "it is stopping: alerts are answered 503")

    /// Of a bridge whose Desk has ended.
    static let stopping = ControlStatus(parts: [stoppingPart], metrics: [])

    /// Reads the Desk between two batches.
    init(
        _ desk: Desk, _ health: Sequencer.Health, isStopping: Bool = false, at now: Moment = SystemClock.now()
    ) {
        let lost = desk.orders.values.filter { $0.row.state == .lost }.count
        var parts = [
            Part(ledger: health),
            Part(
                name: "orders", isReady: lost == 0,
                reason: lost == 0
                    ? nil : "\(lost) orders are UNRESOLVED: no answer that can be trusted; being looked up"),
        ]
        for (name, gateway) in desk.gateways.sorted(by: { $0.key < $1.key }) {
            parts.append(
                Part(
                    name: "gateway \(name)", isReady: gateway.isStreamReady,
                    reason: gateway.isStreamReady ? nil : gateway.fault ?? "the user hub is not ready"))
        }
        for (name, book) in desk.accounts {
            parts.append(Part(account: name, book))
        }
        parts += Self.controls(desk) + Self.floors(desk, at: now) + Self.marks(desk, at: now)
        if let fault = desk.clockFault {
            parts.append(
                Part(
                    name: "clock", isReady: false,
                    reason:
                        "this machine's clock was set back: \(fault); entries are denied until it is right, "
                        + "or until `\(ControlRow.Key.clock.release)`"))
        }
        parts += Self.clocks(desk) + Self.refusedCloses(desk)
        if isStopping { parts.append(Self.stoppingPart) }
        self.init(
            parts: parts, metrics: Self.metrics(desk, health, lost: lost) + Self.markMetrics(desk, at: now))
    }

    /// Venues by whose answers this machine's clock cannot be believed.
    private static func clocks(_ desk: Desk) -> [Part] {
        desk.distrustingGateways.map { name, clock in
            Part(
                name: "clock at \(name)", isReady: false,
                reason:
                    "this machine's clock is \(clock.words) that of \(name); entries there are denied until its "
                    + "answers agree within \(VenueClock.aheadMax)")
        }
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
        return desk.accounts.keys.map { .init(ages[$0] ?? 0, labels: ["account": $0.text]) }
    }

    /// What a person stopped is told and leaves the bridge ready: it does what it was asked. What a breaker stopped
    /// wants somebody to look.
    private static func controls(_ desk: Desk) -> [Part] {
        let keys = Set(desk.controls.all.map(\.key)).union([.all])
            .union(desk.accounts.keys.map { ControlRow.Key(.account, $0.text) })
            .union(desk.accounts.keys.map { ControlRow.Key(.profile, $0.text) })
        return keys.sorted().compactMap { key in
            let standing = desk.standing(of: key)
            let row = desk.controls[key]
            let words = [
                standing.isKilled ? "kill switch on" : nil,
                standing.state == .active ? nil : standing.state.rawValue, row?.trip,
            ].compactMap { $0 }
            guard !words.isEmpty else { return nil }
            let stop = desk.stop(key, standing)
            return Part(
                name: "trading of \(key.words)", isReady: row?.trip == nil && key.scope != .profile,
                reason: "\(words.joined(separator: ", ")): \(stop.why); ends with `\(stop.release)`")
        }
    }

    /// Floors that are not known, or were touched: entries are denied, and nobody asked for that.
    private static func floors(_ desk: Desk, at now: Moment) -> [Part] {
        desk.accounts.keys.compactMap { name in
            guard desk.whyUnacknowledged(name) == nil, desk.accounts[name]?.reconciledAt != nil else {
                return nil
            }
            let reason = desk.floorGap(of: name, at: now).map { "NO_DATA: \($0)" } ?? desk.breach(of: name)
            return reason.map { Part(name: "floor of \(name)", isReady: false, reason: $0) }
        }
    }

    private static func controlMetrics(_ desk: Desk) -> [Metric] {
        let strategies = desk.controls.all.filter { $0.key.scope == .strategy }
        return [
            Metric(
                "alertbridge_clock_trusted", .gauge,
                help: "0 while this machine's clock stands before what the ledger saw.",
                [.init(desk.clockFault == nil ? 1 : 0)]),
            Metric(
                "alertbridge_clock_ahead_microseconds", .gauge,
                help: "By how much this machine's clock is ahead of a venue's, to about a second.",
                desk.gateways.keys.sorted().compactMap { name in
                    desk.venueClock(of: name).map {
                        .init($0.ahead.microseconds, labels: ["gateway": name.text])
                    }
                }),
            Metric(
                "alertbridge_trading_state", .gauge,
                help: "What an account may do: 0 active, 1 reducing, 2 halted.",
                desk.accounts.keys.map { name in
                    let state = desk.standing(of: name).state
                    return .init(
                        state == .active ? 0 : state == .reducing ? 1 : 2, labels: ["account": name.text])
                }),
            Metric(
                "alertbridge_kill_switch", .gauge, help: "1 while the kill switch of a scope is on.",
                [.init(desk.standing(of: .all).isKilled ? 1 : 0, labels: ["scope": "all", "name": "*"])]
                    + desk.accounts.keys.map { name in
                        let own = desk.standing(of: ControlRow.Key(.account, name.text))
                        return .init(
                            own.isKilled ? 1 : 0, labels: ["scope": "account", "name": name.text])
                    }
                    + strategies.map {
                        .init($0.isKilled ? 1 : 0, labels: ["scope": "strategy", "name": $0.key.subject])
                    }),
            Metric(
                "alertbridge_strategy_tripped", .gauge,
                help: "1 while a breaker keeps a strategy stopped until it is resumed.",
                strategies.map { .init($0.trip == nil ? 0 : 1, labels: ["strategy": $0.key.subject]) }),
        ]
    }

    private static func metrics(_ desk: Desk, _ health: Sequencer.Health, lost: Int) -> [Metric] {
        let accounts = Array(desk.accounts)
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
                "alertbridge_orders_lost", .gauge,
                help: "UNRESOLVED orders: without an answer that can be trusted.",
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
        ] + controlMetrics(desk) + notifications(desk)
    }

    private static func notifications(_ desk: Desk) -> [Metric] {
        [
            Metric(
                "alertbridge_notifications_pending", .gauge,
                help: "Notifications that their receiver does not have yet.",
                [.init(Int64(desk.notificationsPending))]),
            Metric(
                "alertbridge_notifications_delivered_total", .counter,
                help: "Notifications that a receiver took.", [.init(desk.notificationsDelivered)]),
            Metric(
                "alertbridge_notifications_failed_total", .counter,
                help: "Tries to deliver a notification that failed.", [.init(desk.notificationsFailed)]),
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
