import Trading

/// An alert beside the position that its strategy tells: whether they fit, and what comes of one that does not.
///
/// Source: TradingView's strategy alerts: a reversal by close and entry on one bar is two alerts of the same second,
/// whose order is not guaranteed; each tells the position before and after it.
extension Desk {
    /// An alert that waits, unwritten and unanswered: an entry that came before the alert that goes before it.
    struct EarlyAlert: Hashable, Sendable {
        let alert: Alert
        let identity: AlertIdentity
        let arrival: Arrival
        /// Steady time until which it waits.
        let due: Timestamp
        /// Whether it waits for what is under way on these accounts, and for no other alert: see `waitsForFills`.
        var waitsForFills = false
        var routes: [Router.Route] = []
    }

    /// The last step of one strategy in one product that an account was led by.
    struct TakenStep: Hashable, Sendable {
        let step: StrategyStep
        /// When it fired, by its sender.
        let time: Timestamp?
        /// Steady time at which it was taken.
        let at: Timestamp
        /// Where the account was to stand until then, above zero long; nil where that was not known.
        let stood: Int64?
    }

    struct TakenKey: Hashable, Sendable {
        let step: StepKey
        let account: AccountName
        let root: String
    }

    struct StepKey: Hashable, Sendable {
        let source: String
        let strategy: String?
        let root: String

        init(_ alert: Alert) {
            source = alert.source
            strategy = alert.strategy
            root = alert.symbol.root
        }
    }

    /// How long a step is remembered for one that comes after its successor.
    private static let stepMemory = Span.seconds(10)

    private func policy(of alert: Alert) -> SyncPolicy { settings.syncs[alert.source] ?? .off }

    // MARK: Waiting

    /// Holds an entry that does not fit until the alert that goes before it has come, or its time is over.
    ///
    /// It is written and answered then: its sender waits, and nothing of it is promised before.
    mutating func waits(
        _ alert: Alert, _ identity: AlertIdentity, _ routes: [Router.Route], _ arrival: Arrival
    ) -> Bool {
        let window = policy(of: alert).window(of: alert)
        guard window > .zero, let step = alert.step, !isStopping else { return false }
        let misfits = routes.contains { route in
            guard let book = accounts[route.target.account] else { return false }
            return mismatch(step.before, alert, route.target, book) != nil
        }
        guard misfits else { return false }
        early.append(
            EarlyAlert(
                alert: alert, identity: identity, arrival: arrival,
                due: now.steady.advanced(by: window)))
        note(.parse, "waits \(window) for the alert that goes before it")
        return true
    }

    /// Takes those whose time is over, as they stand.
    mutating func tickEarly() {
        let due = early.filter { $0.due <= now.steady }
        early.removeAll { $0.due <= now.steady }
        for one in due { takeUp(one) }
    }

    /// Takes what waited for an alert's step.
    mutating func followUp(_ alert: Alert) {
        guard policy(of: alert).mode != .off, let step = alert.step else { return }
        let key = StepKey(alert)
        let next = early.filter { one in
            !one.waitsForFills && StepKey(one.alert) == key && one.alert.step.map(step.leads) == true
        }
        early.removeAll { one in next.contains(one) }
        for one in next { takeUp(one) }
    }

    mutating func takeUp(_ one: EarlyAlert) {
        // Nothing of it is on disk, and nobody was told anything.
        guard ledger != .down, !isStopping else {
            return reply(
                one.arrival, .unavailable(reason: isStopping ? "shutting down" : "the ledger is down"))
        }
        take(
            one.alert, one.identity, one.arrival, mayWait: one.waitsForFills, mayWaitForFills: false)
    }

    /// Lets go of all that wait, since no more is taken.
    mutating func dropEarly() {
        for one in early { reply(one.arrival, .unavailable(reason: "shutting down")) }
        early = []
    }

    // MARK: Fitting

    /// Where an account stands, beside where the strategy stood; nil where they fit.
    private func mismatch(
        _ before: StatedPosition, _ alert: Alert, _ target: Rule.Target, _ book: AccountBook
    ) -> (ours: Int64, theirs: String)? {
        guard book.hasPositions else { return nil }
        let root = target.root ?? alert.symbol.root
        let position = isClosing(root, book) ? 0 : position(book, root: root, alert.symbol)
        guard !stands(position, at: before, alert, target, book) else { return nil }
        let wanted = wanted(before, alert, target, book)
        let side = before.sign == 0 ? "flat" : before.sign > 0 ? "long" : "short"
        return (position, wanted.map { $0 == 0 ? side : "\(side) \($0)" } ?? side)
    }

    /// Whether a position is what an account holds where its strategy stands so.
    private func stands(
        _ position: Int64, at stated: StatedPosition, _ alert: Alert, _ target: Rule.Target,
        _ book: AccountBook
    ) -> Bool {
        let wanted = wanted(stated, alert, target, book)
        return position.signum() == stated.sign
            && wanted.map { Int64(clamping: position.magnitude) == $0 } ?? true
    }

    private func wanted(
        _ stated: StatedPosition, _ alert: Alert, _ target: Rule.Target, _ book: AccountBook
    ) -> Int64? {
        stated.contracts.flatMap { contracts in
            contracts == 0 ? 0 : contractsToHold(contracts, alert, target, book)
        }
    }

    /// Whether everything of a product is being closed.
    func isClosing(_ root: String, _ book: AccountBook) -> Bool {
        orders.of(book.profile.name).contains { order in
            order.row.orderClass == .flatten && order.row.state.isLive
                && (order.root == GateInput.everyRoot
                    || self.root(of: order.row, asked: order.root) == root.uppercased())
        }
    }

    /// The alert as its account's standing beside the strategy's makes it.
    ///
    /// - Returns: The alert, and why the account is left alone, where it is.
    mutating func synchronized(
        _ alert: Alert, _ target: Rule.Target, _ book: AccountBook
    ) -> (alert: Alert, leaving: Unconcerned?) {
        let policy = policy(of: alert)
        guard policy.mode != .off, let step = alert.step, !alert.intent.isChange else { return (alert, nil) }
        if policy.mode == .follow { return followed(alert, step, target, book) }
        if let (ours, theirs) = mismatch(step.before, alert, target, book) {
            record(
                discrepancy: "strategy_position", account: book.profile.name,
                subject: target.root ?? alert.symbol.root, ours: "\(ours)", theirs: theirs,
                done: policy.mode == .refuse && !alert.intent.isExit ? "left alone" : "taken all the same")
            guard policy.mode == .refuse, !alert.intent.isExit else { return (alert, nil) }
            let why = Unconcerned(
                reason: "the strategy was \(theirs) before it, and the account holds \(ours)",
                remedy: "bring the account there by hand, or set the source's sync: follow",
                code: Unconcerned.outOfSync)
            return (alert, why)
        }
        // What is being closed for the first half is flat for the second.
        guard case .enter(let side) = alert.intent, isClosing(target.root ?? alert.symbol.root, book) else {
            return (alert, nil)
        }
        var turned = alert
        turned.intent = .reverse(to: side, size: alert.size)
        return (turned, nil)
    }

    /// The alert as the position that its strategy reached.
    private mutating func followed(
        _ alert: Alert, _ step: StrategyStep, _ target: Rule.Target, _ book: AccountBook
    ) -> (alert: Alert, leaving: Unconcerned?) {
        let root = (target.root ?? alert.symbol.root).uppercased()
        let key = TakenKey(step: StepKey(alert), account: book.profile.name, root: root)
        if let taken = steps[key], isLate(alert, step, after: taken, target, book) {
            let why = Unconcerned(
                reason: "the strategy's next step came first, and was followed", remedy: "nothing")
            return (alert, why)
        }
        var led = alert
        if step.after.sign == 0 {
            led.intent = .close
        } else if let contracts = step.after.contracts ?? alert.entrySize {
            led.intent = .hold(step.after.sign * contracts)
        } else {
            let why = Unconcerned(
                reason: "the message does not tell how many contracts the strategy holds",
                remedy: "send {{strategy.position_size}} as \"position\"", code: Unconcerned.outOfSync)
            return (alert, why)
        }
        steps = steps.filter { now.steady.since($0.value.at) < Self.stepMemory }
        steps[key] = TakenStep(
            step: step, time: alert.time, at: now.steady, stood: destination(root, book))
        return (led, nil)
    }

    /// Whether a step is the one before that which an account was led by last.
    ///
    /// An exit that is left alone leaves a position open, so what takes something off has to be late beyond doubt: the
    /// account stands where the later step led, or is on its way there; and where no times tell which was first, it
    /// came at once after it, or stood before that where this one begins.
    private func isLate(
        _ alert: Alert, _ step: StrategyStep, after taken: TakenStep, _ target: Rule.Target,
        _ book: AccountBook
    ) -> Bool {
        let since = now.steady.since(taken.at)
        guard since < Self.stepMemory, step.leads(to: taken.step), !taken.step.leads(to: step) else {
            return false
        }
        let isTimed = alert.time != nil && taken.time != nil
        if let time = alert.time, let first = taken.time, time > first { return false }
        guard step.takesOff else { return true }
        let root = (target.root ?? alert.symbol.root).uppercased()
        guard let position = destination(root, book),
            stands(position, at: taken.step.after, alert, target, book)
        else { return false }
        // It may have waited for what the later one set under way.
        let atOnce = SyncPolicy.windowMax.microseconds + Self.underWayPatience.microseconds
        if isTimed || since <= Span(microseconds: atOnce) { return true }
        return taken.stood.map { stands($0, at: step.before, alert, target, book) } ?? false
    }

    /// What an account holds of a product once everything that fills at once has, above zero long; nil where its
    /// position is not known.
    private func destination(_ root: String, _ book: AccountBook) -> Int64? {
        guard book.hasPositions, gateways[book.profile.gateway]?.isStreamReady == true else { return nil }
        var position: Int64? = 0
        if !isClosing(root, book) {
            position = venuePosition(in: root, book)
            for (contract, unshown) in book.unshown where self.root(of: contract, book) == root {
                position = position?.checked(adding: unshown.fills)
            }
        }
        for order in orders.of(book.profile.name) {
            guard order.row.orderClass == .entry || order.row.orderClass == .reduce,
                order.row.type == .market, let side = order.row.side,
                self.root(of: order.row, asked: order.root).uppercased() == root
            else { continue }
            position = position?.checked(adding: side.sign * order.remaining)
        }
        return position
    }
}

extension Alert {
    /// Contracts that an entry from flat ends with.
    fileprivate var entrySize: Int64? {
        guard let step, step.before.sign == 0 else { return nil }
        return size?.contracts
    }
}
