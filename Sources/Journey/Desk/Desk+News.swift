import Trading

/// Which inputs and rows are news.
extension Desk {
    mutating func tellNews(of input: Input) {
        guard !settings.notify.isEmpty else { return }
        tellRows()
        switch input {
        case .event(.stream(let gateway, let state)): watch(state, of: gateway)
        case .event(.unreachable(let gateway, let reason)):
            let begun = notices.gateways[gateway] ?? outage(reason, with: notices.hubs[gateway])
            notices.gateways[gateway] = begun.because(reason)
        case .event(.accounts(let gateway, _)): reached(gateway)
        case .answer(let answer):
            if case .snapshot(let snapshot) = answer.result, snapshot.isComplete,
                let gateway = accounts[snapshot.account]?.profile.gateway
            {
                reached(gateway)
            }
        default: break
        }
        tellOutages()
    }

    // MARK: Rows

    /// Reads the news off the rows of this decision.
    mutating func tellRows() {
        for row in out.rows {
            switch row {
            case .order(let row): tellNews(of: row)
            case .delivery(let row): tellNews(of: row)
            case .discrepancy(let row):
                notify(
                    NotificationKind(discrepancy: row.kind), about: "\(row.account) \(row.kind)",
                    account: row.account, tag: orders[OrderTag(row.subject)]?.row.tag,
                    "\(row.kind) of \(row.subject) on \(row.account): ours \(row.ours), the venue's "
                        + "\(row.theirs); \(row.done)")
            case .attempt(let row): tellRefusedClose(row)
            default: break
            }
        }
    }

    private mutating func tellNews(of row: DeliveryRow) {
        switch row.outcome {
        case .conflict:
            notify(
                .conflict, about: row.source, alert: row.alert,
                "an alert of \(row.source) came with an id that was used before, and other content: nothing was "
                    + "done")
        case .refused:
            notify(
                .refused, about: "\(row.source) \(row.code ?? "")",
                "an alert of \(row.source) was refused, \(row.code ?? "unreadable"): nothing was done")
        case .accepted, .duplicate, .unauthorized: break
        }
    }

    private mutating func tellNews(of row: OrderRow) {
        switch row.state {
        case .lost: tellLost(row)
        case .denied, .rejected, .notSent, .notPlaced: tellEnd(row)
        case .working, .partiallyFilled, .filled, .cancelled, .expired:
            tellFound(row)
            if row.orderClass == .flatten, row.stage == .reconcile { tellFlat(row) }
        case .approved, .sent: if row.orderClass == .flatten, row.stage == .place { tellFlatten(row) }
        }
        if orders[row.tag] == nil { (notices.told[row.tag], notices.lost[row.tag]) = (nil, nil) }
    }

    /// Whether something is told of an order for the first time.
    private mutating func isFirst(_ kind: NotificationKind, _ tag: OrderTag) -> Bool {
        notices.told[tag, default: []].insert(kind).inserted
    }

    private mutating func tellLost(_ row: OrderRow) {
        guard notices.lost[row.tag] == nil else { return }
        notices.lost[row.tag] = now.wall
        let held =
            row.orderClass == .entry ? "; entries there are denied until it is decided" : ""
        notify(
            .orderLost, about: nil, account: row.account, tag: row.tag, alert: row.alert,
            "UNRESOLVED: \(row.words) has no answer that can be trusted (\(row.reason ?? "unknown")); it is being "
                + "looked up\(held)",
            numbers: ["size": row.size])
    }

    /// How long an order was UNRESOLVED, once it is not any more.
    private mutating func unresolvedSpan(_ row: OrderRow) -> Span? {
        notices.lost.removeValue(forKey: row.tag).map { max(.zero, now.wall.since($0)) }
    }

    private mutating func tellFound(_ row: OrderRow) {
        guard let span = unresolvedSpan(row) else { return }
        notify(
            .orderResolved, about: nil, account: row.account, tag: row.tag, alert: row.alert,
            "\(row.words) was UNRESOLVED for \(span) and was found at the venue: \(row.state.rawValue)",
            numbers: ["size": row.size, "filled": row.filled, "unresolved_ms": span.microseconds / 1_000])
    }

    private mutating func tellEnd(_ row: OrderRow) {
        guard let kind = NotificationKind(endOf: row.state), isFirst(kind, row.tag) else { return }
        let span = unresolvedSpan(row)
        let before = span.map { ", UNRESOLVED for \($0) before" } ?? ""
        // What was told as lost is ended one by one; the rest may come in heaps.
        let subject = span == nil ? "\(row.account) \(row.code ?? "")" : nil
        let remedy = row.remedy.map { "; \($0)" } ?? ""
        notify(
            kind, about: subject, account: row.account, tag: row.tag, alert: row.alert,
            "\(row.words) is \(row.state.rawValue)\(before), \(row.code ?? "no code"): \(row.reason ?? "")\(remedy)",
            numbers: ["size": row.size, "unresolved_ms": span.map { $0.microseconds / 1_000 }])
    }

    private mutating func tellFlatten(_ row: OrderRow) {
        guard isFirst(.flattenBegun, row.tag) else { return }
        notify(
            .flattenBegun, about: "\(row.account) \(row.contract?.text ?? "")", account: row.account,
            tag: row.tag, alert: row.alert,
            "closing \(row.contract?.text ?? "everything") on \(row.account): entries are locked until it is "
                + "verified flat")
    }

    private mutating func tellFlat(_ row: OrderRow) {
        guard isFirst(.verifiedFlat, row.tag) else { return }
        let span = max(.zero, now.wall.since(row.times.sentAt ?? row.createdAt))
        let nothing = row.state == .cancelled ? "; nothing was open" : ""
        notify(
            .verifiedFlat, about: "\(row.account) \(row.contract?.text ?? "")", account: row.account,
            tag: row.tag, alert: row.alert,
            "\(row.contract?.text ?? "everything") on \(row.account) is verified flat, no working order "
                + "left\(nothing)",
            numbers: ["after_ms": span.microseconds / 1_000])
    }

    private mutating func tellRefusedClose(_ row: AttemptRow) {
        guard row.kind == .close, row.ending == "rejected", refusedCloses > notices.refusedClosesTold else {
            return
        }
        notices.refusedClosesTold = refusedCloses
        let order = orders[row.tag]
        notify(
            .closeRefused, about: row.tag.text, account: order?.row.account, tag: row.tag,
            alert: order?.row.alert,
            "the venue refused to close on \(order?.row.account.text ?? "an account") although something is open "
                + "(\(row.message ?? "no word")); it is tried again, look at the platform",
            numbers: ["refused": order.map { Int64($0.closesRefused) }])
    }

    // MARK: Outages

    /// - Parameter hub: Of the same gateway: one that is away and was not told yet was the beginning of it.
    private func outage(
        _ reason: String, with hub: NotificationBook.Outage? = nil
    ) -> NotificationBook.Outage {
        let begun = hub.flatMap { $0.isTold || $0.isEviction ? nil : $0.since }
        return NotificationBook.Outage(since: begun ?? now.steady, reason: reason)
    }

    private mutating func watch(_ state: StreamState, of gateway: GatewayName) {
        switch state {
        case .connecting:
            if notices.hubs[gateway] == nil { notices.hubs[gateway] = outage("it is being connected") }
        case .down(let reason):
            let begun = notices.hubs[gateway] ?? outage(reason)
            notices.hubs[gateway] = begun.because(reason)
        case .ready:
            if let ended = notices.hubs.removeValue(forKey: gateway), ended.isTold {
                let span = now.steady.since(ended.since)
                notify(
                    .hubBack, about: gateway.text, "the user hub of \(gateway) is ready again after \(span)",
                    numbers: ["after_ms": span.microseconds / 1_000])
            }
            reached(gateway)
        case .evicted:
            let reason = "another session of the same user took over at \(gateway)"
            var ended = (notices.hubs[gateway] ?? outage(reason)).because(reason)
            (ended.isEviction, ended.isTold) = (true, false)
            notices.hubs[gateway] = ended
        }
    }

    private mutating func reached(_ gateway: GatewayName) {
        guard let ended = notices.gateways.removeValue(forKey: gateway), ended.isTold else { return }
        let span = now.steady.since(ended.since)
        notify(
            .gatewayBack, about: gateway.text, "gateway \(gateway) can be reached again after \(span)",
            numbers: ["after_ms": span.microseconds / 1_000])
    }

    /// Tells what has been away for long. Without its gateway a hub cannot be there either, and is not told of.
    private mutating func tellOutages() {
        let longAgo = now.steady.advanced(by: Span(microseconds: -NotificationBook.patience.microseconds))
        for (name, outage) in notices.gateways.sorted(by: { $0.key < $1.key })
        where !outage.isTold && outage.since <= longAgo {
            notices.gateways[name]?.isTold = true
            notify(
                .gatewayDown, about: name.text,
                "gateway \(name) has not been reached for \(now.steady.since(outage.since)): \(outage.reason)"
            )
        }
        for (name, outage) in notices.hubs.sorted(by: { $0.key < $1.key })
        where !outage.isTold {
            guard !outage.isEviction else {
                tellEviction(name, outage)
                continue
            }
            guard outage.since <= longAgo, notices.gateways[name] == nil else { continue }
            notices.hubs[name]?.isTold = true
            notify(
                .hubDown, about: name.text,
                "the user hub of \(name) has not been ready for \(now.steady.since(outage.since)): "
                    + "\(outage.reason); entries are denied")
        }
    }
}

extension Desk {
    private mutating func tellEviction(_ gateway: GatewayName, _ outage: NotificationBook.Outage) {
        notices.hubs[gateway]?.isTold = true
        notify(
            .evicted, about: gateway.text,
            "\(outage.reason): no further try is made, entries are denied; end the other program and restart")
    }
}

extension NotificationKind {
    /// The news that a difference of such a kind was found.
    fileprivate init(discrepancy kind: String) {
        switch kind {
        case "position_unprotected": self = .unprotected
        case "not_flat_in_time": self = .notFlatInTime
        default: self = .discrepancy
        }
    }

    /// The news that an order came to such an end.
    fileprivate init?(endOf state: OrderState) {
        switch state {
        case .denied: self = .denied
        case .rejected: self = .rejected
        case .notSent: self = .notSent
        case .notPlaced: self = .notPlaced
        default: return nil
        }
    }
}

extension OrderRow {
    /// The order as a sentence names it.
    fileprivate var words: String {
        let what = [side?.rawValue, size.map(String.init), contract?.text].compactMap { $0 }
        return "\(orderClass.rawValue) \(what.isEmpty ? "" : what.joined(separator: " ") + " ")on \(account)"
    }
}
