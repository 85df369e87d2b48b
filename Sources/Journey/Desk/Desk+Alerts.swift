import JSON
import Trading

/// From a delivery to decided orders: parse, deduplicate, route, size, risk.
extension Desk {
    mutating func take(_ arrival: Arrival) {
        switch arrival.content {
        case .unauthorized:
            write(arrival, .unauthorized, status: 401)
        case .refused(let refusal):
            refuse(arrival, refusal)
        case .alert(let alert, let identity):
            guard !isStopping else {
                return reply(arrival, .unavailable(reason: "shutting down"))
            }
            take(alert, identity, arrival)
        case .request(let request, let identity):
            guard !isStopping else {
                return reply(arrival, .unavailable(reason: "shutting down"))
            }
            take(request, identity, arrival)
        case .control(let request, let identity):
            guard !isStopping else {
                return reply(arrival, .unavailable(reason: "shutting down"))
            }
            take(request, identity, arrival)
        }
    }

    /// - Parameters:
    ///   - mayWait: Whether one that does not fit its strategy's position may wait for another.
    ///   - mayWaitForFills: Whether one may wait for what is under way.
    mutating func take(
        _ alert: Alert, _ identity: AlertIdentity, _ arrival: Arrival, mayWait: Bool = true,
        mayWaitForFills: Bool = true
    ) {
        if let known = seen[identity.key] ?? arrival.known, known.row.keyUntil > now.wall,
            identity.fingerprint == known.row.fingerprint
                || !isMeantAnew(alert, known, at: arrival.delivery.bodyAt)
        {
            return repeated(alert.canonical, known, arrival)
        }
        do {
            let (routes, refusal) = try routed(alert, arrival)
            guard !(mayWaitForFills && waitsForFills(alert, identity, routes, arrival)),
                !(mayWait && waits(alert, identity, routes, arrival))
            else { return }
            accept(alert, identity, routes, arrival, entriesRefused: refusal)
            followUp(alert)
        } catch {
            refuse(arrival, error)
        }
    }

    mutating func repeated(_ canonical: [UInt8], _ known: KnownAlert, _ arrival: Arrival) {
        let fingerprint = known.row.fingerprint
        seen.remember(known)
        if known.row.canonical == canonical {
            write(arrival, .duplicate, status: 200, alert: fingerprint)
            note(
                .deduplicate, "seen before: the first delivery's orders stand, none is added",
                alert: fingerprint)
            reply(arrival, .duplicate(fingerprint, known.verdicts))
        } else {
            write(arrival, .conflict, status: 409, alert: fingerprint)
            note(
                .deduplicate, "the id was used before with other content: nothing is done", alert: fingerprint
            )
            reply(arrival, .conflict(fingerprint))
        }
    }

    private mutating func accept(
        _ alert: Alert, _ identity: AlertIdentity, _ routes: [Router.Route], _ arrival: Arrival,
        entriesRefused refusal: Refusal?
    ) {
        let fingerprint = identity.fingerprint
        let row = AlertRow(
            fingerprint: fingerprint, key: identity.key, keyUntil: now.wall.advanced(by: identity.window),
            source: alert.source, dialect: alert.dialect, strategy: alert.strategy,
            ticker: alert.symbol.description, action: alert.action.rawValue, canonical: alert.canonical,
            receivedAt: arrival.delivery.bodyAt)
        out.rows.append(.alert(row))
        write(arrival, .accepted, status: 200, alert: fingerprint)
        tell(alert, routes, arrival, fingerprint)
        let signal = Signal(
            fingerprint: fingerprint, at: alert.firedAt ?? arrival.delivery.bodyAt,
            ageMax: ageMax(of: alert),
            strategy: alert.strategy ?? alert.source,
            chart: alert.price.map { ChartPrice(root: alert.symbol.root, price: $0) })
        if alert.intent.isChange {
            return conclude(row, change(alert, routes, signal, arrival), arrival)
        }
        if let refusal {
            note(
                .route, "taken for what it takes off alone, \(refusal.code.rawValue): \(refusal.reason)",
                alert: fingerprint)
        }
        let plans = together(routes.compactMap { plan(alert, signal, arrival, $0, refusal: refusal) })
        let cancelled = takeBack(before: plans, fingerprint)
        let wishes = plans.flatMap { wanted(by: $0, signal, arrival) }
        let reversals = reversals(among: wishes)
        let single = Set(reversals.flatMap { [$0.close.intent.tag, $0.entry.intent.tag] })
        let others = wishes.filter { !single.contains($0.intent.tag) }
        // What closes is judged first: entries the other way count on it, on every account.
        // The order of the rows is that of the answers, also after a restart.
        let closes = others.filter { $0.intent.orderClass == .flatten }
        for wish in closes { judge(wish, signal, arrival) }
        let reversed = reversals.flatMap { judge($0, signal, arrival) }
        let last = others.filter { $0.intent.orderClass != .flatten }
        for wish in last { judge(wish, signal, arrival) }
        let tags = closes.map(\.intent.tag) + reversed + last.map(\.intent.tag)
        let verdicts = tags.compactMap { orders[$0].map { Verdict($0.row) } }
        // As a restart reads them from the ledger, which a repeat is answered from.
        conclude(row, verdicts + cancelled, arrival)
        if verdicts.contains(where: \.isApproved) { out.releases.append(fingerprint) }
        for tag in tags where orders[tag]?.row.state == .denied { orders[tag] = nil }
    }

    private mutating func conclude(_ row: AlertRow, _ verdicts: [Verdict], _ arrival: Arrival) {
        seen.remember(KnownAlert(row: row, verdicts: verdicts, number: lastDelivery))
        reply(arrival, .accepted(row.fingerprint, verdicts))
    }

    private mutating func tell(
        _ alert: Alert, _ routes: [Router.Route], _ arrival: Arrival, _ fingerprint: Fingerprint
    ) {
        let size = alert.size.map { " \($0)" } ?? ""
        note(
            .receive, "\(arrival.delivery.body.count) bytes from \(arrival.delivery.peer)", alert: fingerprint
        )
        note(.authenticate, "source \(alert.source) knows its secret", alert: fingerprint)
        note(.parse, "\(alert.dialect): \(alert.action.rawValue)\(size) \(alert.symbol)", alert: fingerprint)
        if alert.isFeedDelayed {
            let isTaken = !alert.intent.isExit && alert.entryRefusal == nil
            note(
                .parse, "its chart runs on delayed data: the signal is minutes old", alert: fingerprint,
                isNews: isTaken)
            if isTaken { tellDelay(alert, fingerprint) }
        }
        note(.deduplicate, "new", alert: fingerprint)
        for (rule, routes) in Dictionary(grouping: routes, by: \.rule.name).sorted(by: { $0.key < $1.key }) {
            let names = routes.map(\.target.account.text).joined(separator: ", ")
            note(.route, "rule \(rule): \(names)", alert: fingerprint)
        }
    }

    /// Tells of an entry that is taken although it is minutes old; an exit is never too late.
    private mutating func tellDelay(_ alert: Alert, _ fingerprint: Fingerprint) {
        notify(
            .feedDelayed, about: "\(alert.source)/\(alert.symbol.root)", alert: fingerprint,
            "\(alert.action.rawValue) \(alert.symbol) of \(alert.source) comes from a chart on delayed data, so "
                + "its signal is minutes old; it is taken, since the source says delayed_feed: warn")
    }

    /// What an alert wants of an account, with its size.
    struct Wish {
        var intent: OrderIntent
        var sizing: Sizing?
        let leaving: Unconcerned?
    }

    /// Where an order comes from.
    struct Signal {
        var fingerprint: Fingerprint
        /// Wall time from which its age counts.
        let at: Timestamp
        let ageMax: Span
        var strategy: String?
        var chart: ChartPrice?
    }

    mutating func judge(_ wish: Wish, _ signal: Signal, _ arrival: Arrival) {
        judge(wish.intent, sizing: wish.sizing, signal, arrival, leaving: wish.leaving)
    }

    /// An order as it is judged, and what the gate is told about it.
    func draft(
        _ intent: OrderIntent, size: Int64? = nil, sizing: Sizing? = nil, _ signal: Signal,
        _ arrival: Arrival
    ) -> (order: LiveOrder, input: GateInput) {
        var row = OrderRow(
            tag: intent.tag, alert: signal.fingerprint, rule: intent.rule, account: intent.account,
            contract: intent.contract, orderClass: intent.orderClass, side: intent.side, size: size,
            type: intent.type, limitPrice: intent.limitPrice, stopPrice: intent.stopPrice,
            trailPrice: intent.trailPrice, bracket: intent.bracket, stage: .risk, state: .approved,
            parent: intent.after, leg: intent.leg,
            createdAt: now.wall)
        row.times.acceptedAt = arrival.delivery.acceptedAt
        row.times.bodyAt = arrival.delivery.bodyAt
        row.times.decidedAt = now.wall
        let asked = roundPrices(of: &row)
        var order = LiveOrder(
            row: row, root: intent.root, placement: PlacementMachine(isExit: intent.orderClass != .entry),
            signalTime: signalTime(of: signal, arrival.delivery), signalAgeMax: signal.ageMax,
            strategy: signal.strategy, touchedAt: now.steady)
        order.chart = signal.chart
        (order.month, order.isOneMonth) = (intent.month, intent.isOneMonth)
        let sizing = sizing.map { self.size(&order, by: $0) }
        order.turned = sizing?.turned.map { -(intent.side?.sign ?? 0) * $0 }
        var input = gateInput(for: order, isTagUsed: orders[intent.tag] != nil)
        input.sizing = sizing
        input.asked = asked
        return (order, input)
    }

    /// Puts a new entry's prices on the tick grid where its account has that done. An exit keeps what was asked for:
    /// a stop is never put further away.
    private func roundPrices(of row: inout OrderRow) -> AskedPrices? {
        guard row.orderClass == .entry, let book = accounts[row.account],
            book.profile.limits.offTick == .round,
            let tick = row.contract.flatMap({ gateways[book.profile.gateway]?.contracts[$0] })?.tickSize
        else { return nil }
        return row.roundPrices(to: tick)
    }

    /// - Parameters:
    ///   - size: Contracts that were asked for as they are; nil for a flatten, and where `sizing` tells them.
    ///   - leaving: Why the account is left alone whatever the gate says.
    mutating func judge(
        _ intent: OrderIntent, size: Int64? = nil, sizing: Sizing? = nil, _ signal: Signal,
        _ arrival: Arrival, leaving: Unconcerned? = nil
    ) {
        var (order, input) = draft(intent, size: size, sizing: sizing, signal, arrival)
        // What closes a position is not cut: less of it would leave some of that open.
        let mayBeCut = accounts[intent.account]?.profile.clampsEntries == true && order.turned == nil
        if mayBeCut, input.clamp() { order.row.size = input.size }
        let report = RiskGate.examine(input)
        // Its own dialect's word goes before the gate's: the order was never meant for this account.
        if let leaving {
            order.leave(leaving)
        } else if let denial = report.denial {
            order.deny(denial)
        }
        if report.denial != nil { askQuotes(as: input, of: intent.account) }
        order.isCounted = order.row.state != .denied
        count(order, isApproved: order.isCounted)
        write(order)
        lock(for: intent.tag)
        out.rows.append(
            .audit(AuditRow(at: now.wall, kind: "risk.verdict", subject: intent.tag.text, body: report.json)))
        tell(order, report)
        trip(on: report, signal.strategy)
    }

    /// From when an order ages: a clock that runs a little ahead, or ours set back a little since the body came in,
    /// makes nothing live longer. Further ahead it is the gate's to deny.
    private func signalTime(of signal: Signal, _ delivery: Delivery) -> Timestamp {
        let told = min(signal.at, delivery.bodyAt)
        return told.since(now.wall) <= Freshness.aheadMax ? min(told, now.wall) : told
    }

    private mutating func tell(_ order: LiveOrder, _ report: GateReport) {
        let row = order.row
        for (name, asked, now, _) in report.input.rounded {
            note(
                .size, "\(name) \(asked) put on the tick at \(now?.description ?? "none")", alert: row.alert,
                account: row.account, tag: row.tag)
        }
        if let size = row.size {
            let cut = report.input.sizing?.cut.map { " of \($0)" } ?? ""
            let bracket = row.bracket.map {
                ", stop \($0.stop?.description ?? "none") and target \($0.target?.description ?? "none") ticks"
            }
            note(
                .size,
                "\(row.side?.rawValue ?? "?") \(size)\(cut) \(row.contract?.text ?? "?")\(bracket ?? "")",
                alert: row.alert, account: row.account, tag: row.tag)
        }
        let text =
            row.state == .denied
            ? "denied \(row.code ?? ""): \(row.reason ?? ""); \(row.remedy ?? "")"
            : "approved \(row.orderClass.rawValue), \(report.checks.count) checks passed"
        note(.risk, text, alert: row.alert, account: row.account, tag: row.tag)
    }

    // MARK: Answers

    mutating func write(
        _ arrival: Arrival, _ outcome: DeliveryRow.Outcome, status: Int, alert: Fingerprint? = nil,
        refusal: Refusal? = nil
    ) {
        lastDelivery += 1
        out.rows.append(
            .delivery(
                DeliveryRow(
                    id: lastDelivery, at: arrival.delivery.bodyAt, source: arrival.delivery.source,
                    peer: arrival.delivery.peer, body: arrival.delivery.body, outcome: outcome,
                    status: status, alert: alert, code: refusal?.code.rawValue,
                    refusal: refusal.map(RefusalWords.init),
                    certificateSubject: arrival.delivery.certificate?.subject,
                    certificateFingerprint: arrival.delivery.certificate?.fingerprint?.description,
                    signedID: arrival.delivery.signedID)))
    }

    mutating func reply(_ arrival: Arrival, _ outcome: AlertOutcome) {
        if let id = arrival.reply { out.replies.append(AlertReply(id: id, outcome: outcome)) }
    }
}

extension LiveOrder {
    mutating func deny(_ denial: Denial, as state: OrderState = .denied) {
        row.state = state
        row.code = denial.code.rawValue
        row.reason = denial.reason
        row.remedy = denial.remedy
        self.placement.settle()
    }
}
