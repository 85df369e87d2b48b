import Trading

/// Closing a product or an account for good: see `FlattenMachine`.
extension Desk {
    /// The code of a close that had nothing to take off.
    package static let alreadyFlat = "ALREADY_FLAT"

    /// - Parameter others: Closes that this one takes over.
    mutating func startFlatten(_ row: OrderRow, after others: [FlattenMachine]) {
        let tag = row.tag
        var machine = FlattenMachine()
        for other in others { machine.takeOver(other) }
        let hasView = accounts[row.account]?.hasPositions == true
        let actions = machine.start(hasView ? flattenView(row) : nil, at: now.steady)
        update(tag) { order in
            order.flatten = machine
            order.row.stage = .place
            order.placement.send()
        }
        note(
            .place,
            "closing \(row.contract?.text ?? "everything"): entries are locked until it is verified flat",
            alert: row.alert, account: row.account, tag: tag)
        perform(actions, for: tag, on: row.account)
    }

    /// Finds the contract of a close that was taken before the venue's contracts were read.
    ///
    /// - Returns: The close as it can start, with its contract or for the whole account; nil when it cannot.
    mutating func named(_ order: LiveOrder) -> OrderRow? {
        var row = order.row
        if row.contract != nil || order.root == GateInput.everyRoot { return row }
        let book = accounts[row.account]
        let contracts = book.flatMap { gateways[$0.profile.gateway]?.contracts }
        if let id = book.flatMap({ held($0, root: order.root)?.contract })
            ?? contracts?.active(root: order.root, expiry: nil)?.id
        {
            row.contract = id
            update(row.tag) { $0.row.contract = id }
            narrowLock(of: row)
            return row
        }
        if contracts?.isEmpty != false {
            note(
                .place, "waits until the venue's contracts are read", alert: row.alert, account: row.account,
                tag: row.tag)
        } else {
            end(
                row.tag, .notSent, code: Denial.Code.instrumentNotFound.rawValue,
                reason: order.root.isEmpty
                    ? "the settings do not say any more which product it was for: close it anew"
                    : "the venue lists no active contract for \(order.root)")
        }
        return nil
    }

    /// Starts the closes that waited for the contracts of a gateway.
    mutating func startWaitingCloses(at gateway: GatewayName) {
        let waiting = orders.values.filter { order in
            order.row.orderClass == .flatten && order.row.state == .approved && order.row.contract == nil
                && order.root != GateInput.everyRoot
                && accounts[order.row.account]?.profile.gateway == gateway
        }
        for tag in Self.inOrder(waiting) { begin(tag) }
    }

    private mutating func perform(
        _ actions: [FlattenMachine.Action], for tag: OrderTag, on account: AccountName
    ) {
        showClosing(tag)
        for action in actions {
            switch action {
            case .cancel(let order):
                open(.cancel, of: tag, about: "\(order)")
                askCancel(order, of: tag, on: account)
            case .close(let contract):
                open(.close, of: tag, about: contract.text)
                out.calls.append(.close(account: account, contract: contract))
            case .snapshot: wantProof(for: tag, on: account)
            case .finish: finishFlatten(tag)
            }
        }
    }

    /// Says `sent` in the commit of the first attempt of a close, before that can leave, and takes it back once none
    /// is at the venue nor on its way: what was not sent, or refused, is nothing that may have happened.
    private mutating func showClosing(_ tag: OrderTag) {
        guard let order = orders[tag], let machine = order.flatten else { return }
        let mayHaveLeft = machine.mayHaveClosed || order.hasClosedBefore
        guard mayHaveLeft != (order.row.state == .sent) else { return }
        let now = self.now
        update(tag) { order in
            order.row.state = mayHaveLeft ? .sent : .approved
            order.row.times.sentAt = mayHaveLeft ? order.row.times.sentAt ?? now.wall : nil
            if mayHaveLeft { (order.row.code, order.row.reason) = (nil, nil) }
        }
    }

    /// Tells on a close that waits what became of its last attempt.
    private mutating func explainWait(of tag: OrderTag, _ ending: Ending) {
        guard let order = orders[tag], order.flatten != nil, order.row.state == .approved else { return }
        let again = "it is tried again until everything is verified flat"
        switch ending {
        case .notSent(let unsent):
            update(tag) { ($0.row.code, $0.row.reason) = ("NOT_SENT", "\(unsent.why); \(again)") }
        case .rejected(let no) where !no.isNotFound:
            update(tag) { order in
                order.row.code = no.name
                order.row.reason = "the venue refused it, code \(no.code): \(no.message ?? no.name); \(again)"
            }
        case .rejected, .accepted, .lost: break
        }
    }

    /// Passes an event to a flatten's machine and does what it asks.
    private mutating func advance(
        _ tag: OrderTag, _ event: (inout FlattenMachine) -> [FlattenMachine.Action]
    ) {
        guard let order = orders[tag], var machine = order.flatten else { return }
        let actions = event(&machine)
        orders[tag]?.flatten = machine
        perform(actions, for: tag, on: order.row.account)
    }

    mutating func closed(
        _ contract: ContractID, on account: AccountName, _ ending: Ending, _ answer: GatewayAnswer
    ) {
        for tag in flattens(on: account, waitingFor: .close, contract.text) {
            finish(.close, of: tag, contract.text, ending, answer)
            if case .rejected(let no) = ending, !no.isNotFound { countRefusal(no, of: tag) }
            let at = now.steady
            advance(tag) { $0.closed(contract, ending, at: at) }
            // One that took its place waits for the answer.
            for heir in orders.of(account).filter({ $0.flatten?.awaits(contract) == true }).map(\.row.tag) {
                advance(heir) { $0.closed(contract, ending, at: at) }
                explainWait(of: heir, ending)
            }
            explainWait(of: tag, ending)
            endIfTakenOver(tag)
        }
    }

    mutating func cancelled(
        _ order: OrderID, on account: AccountName, _ ending: Ending, _ answer: GatewayAnswer
    ) {
        // Two may want one order gone: answers come in the order in which the cancels left.
        guard var waiting = accounts[account]?.cancelling[order], !waiting.isEmpty else { return }
        let tag = waiting.removeFirst()
        accounts[account]?.cancelling[order] = waiting.isEmpty ? nil : waiting
        finish(.cancel, of: tag, "\(order)", ending, answer)
        settleChange(of: tag, nil, ending)
        let at = now.steady
        advance(tag) { $0.cancelled(order, at: at) }
        endIfTakenOver(tag)
    }

    /// Asks the venue to cancel an order, for the order of ours that has the attempt.
    mutating func askCancel(_ order: OrderID, of tag: OrderTag, on account: AccountName) {
        accounts[account]?.cancelling[order, default: []].append(tag)
        out.calls.append(.cancel(account: account, order: order))
    }

    private func flattens(
        on account: AccountName, waitingFor kind: AttemptRow.Kind, _ subject: String
    ) -> [OrderTag] {
        let waiting = orders.of(account).filter { order in
            order.open.contains { $0.kind == kind && $0.message == subject }
        }
        return waiting.map(\.row.tag).sorted().prefix(1).map { $0 }
    }

    private mutating func countRefusal(_ rejection: Rejection, of tag: OrderTag) {
        refusedCloses += 1
        update(tag) { order in
            order.closesRefused += 1
            order.lastRefusal = rejection.message ?? rejection.name
        }
    }

    mutating func finish(
        _ kind: AttemptRow.Kind, of tag: OrderTag, _ subject: String, _ ending: Ending,
        _ answer: GatewayAnswer
    ) {
        let rejection: Rejection? = if case .rejected(let no) = ending { no } else { nil }
        close(
            kind, of: tag, about: subject, ending: ending.word, code: rejection?.code, message: ending.why,
            latency: answer.latency)
        let isUnsent = if case .notSent = ending { true } else { false }
        update(tag) { order in
            if !isUnsent, order.row.times.answeredAt == nil { order.row.times.answeredAt = answer.endedAt }
        }
        note(
            .place, "\(kind.rawValue) \(subject): \(ending.word) after \(answer.latency)",
            alert: orders[tag]?.row.alert, account: orders[tag]?.row.account, tag: tag)
    }

    mutating func verifyFlatten(_ row: OrderRow, _ snapshot: GatewaySnapshot) {
        let tag = row.tag
        let view = snapshot.showsExposure ? flattenView(row) : nil
        let at = now.steady
        advance(tag) { $0.verified(view, askedAt: snapshot.askedAt, at: at) }
        // A snapshot asked before the flatten wanted one proves nothing: ask again.
        if orders[tag]?.flatten?.isWaitingForSnapshot == true, accounts[row.account]?.isProofAsked != true {
            accounts[row.account]?.wantSnapshot(by: now.steady)
        }
    }

    mutating func tickFlattens() {
        let at = now.steady
        for tag in orders.values.filter({ $0.flatten != nil }).map(\.row.tag).sorted() {
            advance(tag) { $0.tick(at: at) }
        }
    }

    private mutating func finishFlatten(_ tag: OrderTag) {
        unlock(tag)
        let order = orders[tag]
        let hasClosed = order?.flatten?.hasClosed == true || order?.hasClosedBefore == true
        let now = self.now
        update(tag) { order in
            order.flatten = nil
            order.placement.settle()
            order.row.state = hasClosed ? .filled : .cancelled
            order.row.stage = .reconcile
            order.row.times.reconciledAt = now.wall
            order.row.code = hasClosed ? nil : Self.alreadyFlat
            order.row.reason = hasClosed ? nil : "nothing was open"
        }
        note(
            .reconcile, "verified flat, no working order left", alert: orders[tag]?.row.alert,
            account: orders[tag]?.row.account, tag: tag)
        guard let account = orders[tag]?.row.account else { return }
        forget(tag)
        beginCloses(on: account)
    }

    /// What stands within a flatten's scope: one product, or with no contract the whole account.
    private func flattenView(_ row: OrderRow) -> FlattenMachine.View {
        guard let book = accounts[row.account] else {
            return FlattenMachine.View(open: [], entries: [], working: [], isUndecided: true)
        }
        let root = row.contract.flatMap { contract(of: $0, on: row.account)?.root }
        let isOneMonth = orders[row.tag]?.isOneMonth == true
        func isInScope(_ id: ContractID) -> Bool {
            guard let wanted = row.contract else { return true }
            return id == wanted
                || !isOneMonth && root != nil && contract(of: id, on: row.account)?.root == root
        }
        let working = book.venueOrders.values.filter { isInScope($0.contract) }
        let undecided = orders.of(row.account).contains { other in
            other.row.tag != row.tag && other.row.orderClass != .flatten
                && other.row.contract.map(isInScope) != false
                && (other.row.state == .sent || other.row.state == .lost)
        }
        // A position whose product is not known yet may be of this one: nothing is verified before it is told.
        let isUnnamed =
            row.contract != nil
            && book.positions.values.contains { position in
                !position.isFlat && position.contract != row.contract
                    && contract(of: position.contract, on: row.account) == nil
            }
        return FlattenMachine.View(
            open: book.positions.values.filter { !$0.isFlat && isInScope($0.contract) }.map(\.contract)
                .sorted(),
            entries: (working.filter { isEntry($0, book) }.map(\.id) + unshownEntries(row, book, isInScope))
                .sorted(),
            working: working.map(\.id).sorted(),
            isUndecided: undecided || isUnnamed || mayHaveUnseenLegs(book, where: isInScope),
            filling: Set(
                working.filter { $0.type == .market && $0.parent == nil && !isOurEntry($0, book) }
                    .map(\.contract)))
    }

    /// Entries that the venue has taken and has not shown yet: they may be working all the same.
    private func unshownEntries(
        _ row: OrderRow, _ book: AccountBook, _ isInScope: (ContractID) -> Bool
    ) -> [OrderID] {
        orders.of(row.account).compactMap { other in
            guard other.row.orderClass == .entry, other.row.state.isLive,
                let id = other.row.venueOrder, book.venueOrders[id] == nil,
                other.row.contract.map(isInScope) == true
            else { return nil }
            return id
        }
    }

    /// An entry of ours that the venue holds up is no close that fills: it must not keep the position open.
    private func isOurEntry(_ order: VenueOrder, _ book: AccountBook) -> Bool {
        book.tags[order.id].flatMap { orders[$0] }?.row.orderClass == .entry
    }

    /// Whether a working order could open or add: anything but a bracket child or an exit of ours.
    private func isEntry(_ order: VenueOrder, _ book: AccountBook) -> Bool {
        guard order.parent == nil else { return false }
        guard let tag = book.tags[order.id], let row = orders[tag]?.row else { return true }
        return row.orderClass == .entry
    }
}
