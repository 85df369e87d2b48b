import Trading

/// What a person says about who may trade at all: in force with the commit that holds it.
extension Desk {
    mutating func take(_ request: ControlRequest, _ identity: AlertIdentity, _ arrival: Arrival) {
        if let known = seen[identity.key] ?? arrival.known, known.row.keyUntil > now.wall {
            return repeated(request, known, arrival)
        }
        let name = AccountName(request.key.subject)
        guard ![.account, .profile].contains(request.key.scope) || accounts[name] != nil else {
            return refuse(arrival, noAccount(name))
        }
        let alert = record(request, identity, arrival)
        put(row(request, identity.fingerprint, peer: arrival.delivery.peer))
        let verdicts = request.flattens ? flatten(request, identity.fingerprint, arrival) : []
        let withdrawn = withdrawStopped()
        seen.remember(KnownAlert(row: alert, verdicts: verdicts))
        reply(
            arrival,
            .controlled(
                report(request, identity.fingerprint, verdicts: verdicts, withdrawn: withdrawn)))
        if verdicts.contains(where: \.isApproved) { out.releases.append(identity.fingerprint) }
    }

    /// The same id again changes nothing, and is told how things stand now.
    private mutating func repeated(_ request: ControlRequest, _ known: KnownAlert, _ arrival: Arrival) {
        guard known.row.canonical == request.canonical else {
            return repeated(request.canonical, known, arrival)
        }
        seen.remember(known)
        write(arrival, .duplicate, status: 200, alert: known.row.fingerprint)
        reply(
            arrival,
            .controlled(report(request, known.row.fingerprint, isRepeat: true, verdicts: known.verdicts)))
    }

    private mutating func record(
        _ request: ControlRequest, _ identity: AlertIdentity, _ arrival: Arrival
    ) -> AlertRow {
        let row = AlertRow(
            fingerprint: identity.fingerprint, key: identity.key,
            keyUntil: now.wall.advanced(by: identity.window), source: OperatorRequest.source,
            dialect: OperatorRequest.source, strategy: nil, ticker: request.key.subject,
            action: request.word.rawValue, canonical: request.canonical, receivedAt: arrival.delivery.bodyAt)
        out.rows.append(.alert(row))
        write(arrival, .accepted, status: 200, alert: identity.fingerprint)
        return row
    }

    /// What the word makes of the scope's row.
    private func row(_ request: ControlRequest, _ alert: Fingerprint, peer: String) -> ControlRow {
        let standing = standing(of: request.key)
        let start = start(of: request.key)
        let before = controls[request.key]
        var row = ControlRow(
            key: request.key, state: standing.state, isKilled: standing.isKilled, trip: before?.trip,
            countedFrom: before?.countedFrom, startState: start.state, startKilled: start.isKilled,
            word: request.word.rawValue, reason: request.reason,
            by: request.by.isEmpty ? peer : "\(request.by) (\(peer))", at: now.wall, alert: alert)
        switch request.word {
        case .halt: row.state = .halted
        case .reduce: row.state = .reducing
        case .kill: row.isKilled = true
        case .resume:
            row.state = .active
            row.isKilled = false
            row.trip = nil
            row.countedFrom = now.wall
        case .acknowledge:
            row.state = .active
            row.profile = request.profile
        }
        return row
    }

    mutating func put(_ row: ControlRow) {
        controls.put(row)
        if row.word == ControlRequest.Word.resume.rawValue {
            if row.key.scope == .strategy { breakers.forget(row.key.subject) }
            if row.key.scope == .clock { believeClock() }
        }
        out.rows.append(.control(row))
        note(.risk, "\(row.key.words): \(row.why)", alert: row.alert)
        let word = ControlRequest.Word(rawValue: row.word)
        notify(
            word == .resume || word == .acknowledge ? .resumed : .halted, about: nil,
            account: row.key.account, alert: row.alert,
            "\(row.key.words): \(row.why)")
    }

    /// Closes everything in the scope.
    private mutating func flatten(
        _ request: ControlRequest, _ alert: Fingerprint, _ arrival: Arrival
    ) -> [Verdict] {
        var verdicts: [Verdict] = []
        for name in names(in: request.key) {
            guard let book = accounts[name] else { continue }
            let tag = OrderTag(alert: alert, account: book.profile.id, leg: 0)
            let intent = OrderIntent(
                tag: tag, rule: nil, account: name, root: GateInput.everyRoot, contract: nil,
                orderClass: .flatten, side: nil)
            let signal = Signal(
                fingerprint: alert, at: arrival.delivery.bodyAt, ageMax: OperatorRequest.maxAge)
            judge(intent, size: nil, signal, arrival)
            if let row = orders[tag]?.row { verdicts.append(Verdict(row)) }
            if orders[tag]?.row.state == .denied { orders[tag] = nil }
        }
        return verdicts
    }

    private func names(in key: ControlRow.Key) -> [AccountName] {
        switch key.scope {
        case .all: accounts.keys
        case .account, .profile: [AccountName(key.subject)]
        case .strategy, .clock: []
        }
    }

    private func report(
        _ request: ControlRequest, _ alert: Fingerprint, isRepeat: Bool = false, verdicts: [Verdict],
        withdrawn: [OrderTag] = []
    ) -> ControlReport {
        let accounts = names(in: request.key).map { name in
            let standing = standing(of: name)
            let facts = stops(of: name)
            return ControlReport.Standing(
                account: name, state: standing.state, isKilled: standing.isKilled,
                stops: facts.kills + facts.halts)
        }
        return ControlReport(
            alert: alert, isRepeat: isRepeat, word: request.word, key: request.key,
            row: controls[request.key], accounts: accounts, withdrawn: withdrawn, verdicts: verdicts,
            warning: warning(request))
    }

    /// A name that nothing here knows may be a slip of the pen.
    private func warning(_ request: ControlRequest) -> String? {
        guard request.key.scope == .strategy else { return nil }
        let named = settings.router.rules.compactMap(\.condition.strategy)
        let known = Set(named).union(settings.maxAges.keys).union(settings.copies.map(\.name))
            .union(orders.values.compactMap(\.strategy))
        guard !known.contains(request.key.subject) else { return nil }
        return "no rule, source, copy or order names \(request.key.subject); known are "
            + known.sorted().joined(separator: ", ")
    }

    /// Tells, at the start, of everything that does not trade as it could.
    mutating func tellStopped() {
        let accounts = self.accounts.keys.flatMap { name in
            [ControlRow.Key(.account, name.text), ControlRow.Key(.profile, name.text)]
        }
        for key in Set(controls.all.map(\.key) + accounts + [.all]).sorted() {
            let standing = standing(of: key)
            let words = [
                standing.isKilled ? "the kill switch is on" : nil,
                standing.state == .active ? nil : standing.state.rawValue, controls[key]?.trip,
            ].compactMap { $0 }
            guard !words.isEmpty else { continue }
            notify(
                .halted, about: nil,
                account: key.account,
                "\(key.words): \(words.joined(separator: ", ")), \(stop(key, standing).why)")
        }
    }

    // MARK: Taking back

    /// How long an entry that was asked back is waited for.
    private static let withdrawDelay = Span.seconds(30)
    /// A market order is filled, or refused, long before.
    private static let marketPatience = Span.seconds(2)

    /// Cancels entries that rest at the venue although nothing like them may leave any more.
    @discardableResult
    mutating func withdrawStopped() -> [OrderTag] {
        guard ledger != .down, !isStopping, hasStops else { return [] }
        let resting = orders.values.filter { order in
            // Of another hand's orders none has an alert.
            guard order.row.orderClass == .entry, order.row.alert != nil, order.row.venueOrder != nil,
                order.check == nil,
                order.row.state == .working || order.row.state == .partiallyFilled,
                order.withdrawnUntil.map({ $0 <= now.steady }) ?? true
            else { return false }
            let isAwaited =
                order.row.type == .market && now.steady.since(order.touchedAt) < Self.marketPatience
            return !isAwaited && isStopped(order)
        }
        callBack()
        let tags = resting.map(\.row.tag).sorted()
        for tag in tags {
            orders[tag]?.withdrawnUntil = now.steady.advanced(by: Self.withdrawDelay)
            send(ChangeCheck(wanted: nil, purpose: .asked), of: tag, for: stopping(tag))
        }
        return tags
    }

    /// Has entries not sent that were handed over and may still wait for their turn.
    private mutating func callBack() {
        let handed = orders.values.filter { order in
            order.row.orderClass == .entry && order.row.state == .sent
                && order.open.contains { $0.kind == .place } && order.withdrawnUntil == nil
                && isStopped(order)
        }
        for order in handed.sorted(by: { $0.row.tag < $1.row.tag }) {
            orders[order.row.tag]?.withdrawnUntil = now.steady
            out.withdrawals.append(Withdrawal(account: order.row.account, tag: order.row.tag))
        }
    }

    /// Whether anything is stopped at all.
    private var hasStops: Bool {
        settings.isKilled
            || settings.accounts.values.contains { account in
                account.state != .active || whyUnacknowledged(account.name) != nil
            }
            || controls.all.contains { $0.isKilled || $0.state != .active }
    }

    /// The request that stops an order.
    private func stopping(_ tag: OrderTag) -> Fingerprint? {
        guard let order = orders[tag] else { return nil }
        let keys: [ControlRow.Key?] = [
            .all, ControlRow.Key(.account, order.row.account.text),
            order.strategy.map { ControlRow.Key(.strategy, $0) },
        ]
        return keys.lazy.compactMap { $0.flatMap { controls[$0] } }
            .first { $0.isKilled || $0.state != .active }?.alert
    }
}
