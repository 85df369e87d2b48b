import Trading

/// What a person asks for by a command: recognised, sized and judged as an alert is, without a rule.
extension Desk {
    mutating func take(_ request: OperatorRequest, _ identity: AlertIdentity, _ arrival: Arrival) {
        if let known = seen[identity.key] ?? arrival.known, known.row.keyUntil > now.wall {
            return repeated(request.canonical, known, arrival)
        }
        do throws(Refusal) {
            guard let book = accounts[request.account] else { throw noAccount(request.account) }
            switch request.action {
            case .place(let order):
                let intent = try intent(order, identity.fingerprint, book)
                accept(request, identity, arrival, intent, size: order.size)
            case .close(let contract, let size):
                let intent = try intent(closing: contract, size, identity.fingerprint, book)
                accept(request, identity, arrival, intent, size: size)
            case .closeAll:
                let tag = OrderTag(alert: identity.fingerprint, account: book.profile.id, leg: 0)
                let intent = OrderIntent(
                    tag: tag, rule: nil, account: request.account, root: GateInput.everyRoot, contract: nil,
                    orderClass: .flatten, side: nil)
                accept(request, identity, arrival, intent, size: nil)
            case .cancel(let name):
                change(try target(named: name, book), nil, request, identity, arrival)
            case .modify(let name, let wanted):
                change(try target(named: name, book), wanted, request, identity, arrival)
            }
        } catch {
            refuse(arrival, error)
        }
    }

    /// Writes the request, its delivery, and how it was understood.
    mutating func record(
        _ request: OperatorRequest, _ identity: AlertIdentity, _ arrival: Arrival
    ) -> AlertRow {
        let row = AlertRow(
            fingerprint: identity.fingerprint, key: identity.key,
            keyUntil: now.wall.advanced(by: identity.window), source: OperatorRequest.source,
            dialect: OperatorRequest.source, strategy: nil, ticker: request.subject, action: request.word,
            canonical: request.canonical, receivedAt: arrival.delivery.bodyAt)
        out.rows.append(.alert(row))
        write(arrival, .accepted, status: 200, alert: identity.fingerprint)
        note(
            .receive, "by hand from \(arrival.delivery.peer): \(request.word) \(request.subject)",
            alert: identity.fingerprint, account: request.account)
        return row
    }

    private mutating func accept(
        _ request: OperatorRequest, _ identity: AlertIdentity, _ arrival: Arrival, _ intent: OrderIntent,
        size: Size?
    ) {
        let row = record(request, identity, arrival)
        let signal = Signal(
            fingerprint: identity.fingerprint, at: arrival.delivery.bodyAt, ageMax: OperatorRequest.maxAge)
        judge(intent, size: intent.orderClass == .flatten ? nil : size?.contracts, signal, arrival)
        let verdicts = orders[intent.tag].map { [Verdict($0.row)] } ?? []
        seen.remember(KnownAlert(row: row, verdicts: verdicts))
        reply(arrival, .accepted(identity.fingerprint, verdicts))
        if verdicts.contains(where: \.isApproved) { out.releases.append(identity.fingerprint) }
        if orders[intent.tag]?.row.state == .denied { orders[intent.tag] = nil }
    }

    // MARK: Intents

    /// An order that only takes contracts off what is held is an exit, and passes where an exit passes; one that
    /// rests is protection.
    private func intent(
        _ order: OperatorOrder, _ fingerprint: Fingerprint, _ book: AccountBook
    ) throws(Refusal) -> OrderIntent {
        let named = try contract(named: order.contract, book, exiting: order.side)
        let held = named.held
        // What other exits leave of it is the gate's to judge, now and once more before it is sent.
        let isExit =
            order.bracket == nil && held.map { $0.exitSide == order.side } == true
            && order.size.contracts <= Int64(clamping: held?.signedSize.magnitude ?? 0)
        let orderClass: OrderClass = !isExit ? .entry : order.type == .market ? .reduce : .protect
        var intent = OrderIntent(
            tag: OrderTag(alert: fingerprint, account: book.profile.id, leg: 0), rule: nil,
            account: book.profile.name, root: named.root,
            contract: isExit ? held?.contract : named.active, orderClass: orderClass, side: order.side,
            type: order.type, limitPrice: order.limitPrice, stopPrice: order.stopPrice,
            trailPrice: order.trailPrice, bracket: order.bracket)
        intent.month = named.month
        return intent
    }

    private func intent(
        closing text: String, _ size: Size?, _ fingerprint: Fingerprint, _ book: AccountBook
    ) throws(Refusal) -> OrderIntent {
        let named = try contract(named: text, book)
        let isWhole = size == nil
        var intent = OrderIntent(
            tag: OrderTag(alert: fingerprint, account: book.profile.id, leg: 0), rule: nil,
            account: book.profile.name, root: named.root, contract: named.held?.contract ?? named.asked,
            orderClass: isWhole ? .flatten : .reduce,
            // On a flat account either side is denied as one that finds no position.
            side: isWhole ? nil : named.held?.exitSide ?? .sell)
        intent.isOneMonth = named.isMonth && named.held != nil
        return intent
    }

    /// A contract as a person names it.
    private struct Named {
        let root: String
        /// The one that an entry may trade; nil when the venue lists none.
        let active: ContractID?
        /// The one that an exit means when nothing is held.
        let asked: ContractID?
        let held: Position?
        /// Whether it names one month, and not whatever month of a root.
        var isMonth = true
        var month = MonthWish()
    }

    private func contract(
        named text: String, _ book: AccountBook, exiting side: Side? = nil
    ) throws(Refusal) -> Named {
        let contracts = gateways[book.profile.gateway]?.contracts ?? ContractBook()
        let id = ContractID(text)
        if let known = contracts[id] {
            return Named(
                root: known.root, active: id, asked: id, held: book.positions[id].flatMap(\.ifOpen))
        }
        // An id that the venue does not list names a contract all the same: one that is held may have expired.
        guard !text.contains("."), let symbol = ChartSymbol(text) else {
            guard text.contains(".") else {
                throw Refusal(
                    .symbolUnresolved, reason: "\(text) is no futures symbol",
                    remedy: "write MNQ, NQ1!, MNQZ2026, or the venue's id of the contract", key: "contract")
            }
            return Named(root: text, active: nil, asked: id, held: book.positions[id].flatMap(\.ifOpen))
        }
        let month = MonthWish(expiry: symbol.expiry, method: settings.contracts.roll(ofRoot: symbol.root))
        let active = self.contract(symbol.root, month, at: book.profile.gateway)?.id
        let isMonth = symbol.expiry != nil
        let open = held(book, root: symbol.root, expiry: symbol.expiry, exiting: side)
        let held = open.flatMap { position -> Position? in
            guard let expiry = symbol.expiry else { return position }
            return contracts[position.contract].map(expiry.matches) == true ? position : nil
        }
        return Named(
            root: symbol.root, active: active, asked: active, held: held, isMonth: isMonth, month: month)
    }

    func noAccount(_ name: AccountName) -> Refusal {
        let known = accounts.keys.map(\.text).joined(separator: ", ")
        return Refusal(
            .accountMissing, reason: "the settings name no account \(name)", remedy: "use one of \(known)",
            key: "account")
    }
}

extension Position {
    fileprivate var ifOpen: Position? { isFlat ? nil : self }
}
