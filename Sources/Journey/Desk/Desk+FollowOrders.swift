import JSON
import Trading

/// A copy on its way: an alert of the source `follow`, with an order for each follower that has to move.
extension Desk {
    enum FollowCause: String {
        case execution
        case drift
    }

    /// - Returns: What became of them.
    @discardableResult
    mutating func order(
        _ moves: [Following], _ copy: Copy, _ root: String, leader position: Int64, because cause: FollowCause
    ) -> [OrderRow] {
        guard !moves.isEmpty else { return [] }
        // Followers that were ready together share their leader's execution; whoever was not has a name of its own.
        let trade = moves.compactMap(\.newest?.trade).max()
        let isFirst = isFirstNamed(trade, copy, root)
        var subject = "follow \(copy.name) \(copy.leader) \(root) \(trade.map { "\($0)" } ?? cause.rawValue)"
        if !isFirst { subject += " \(lastDelivery + 1)" }
        guard let fingerprint = Self.fingerprint(named: subject) else { return [] }
        let canonical = canonical(moves, copy, root, leader: position, trade, cause)
        let arrival = announce(fingerprint, canonical, copy, root)
        note(
            .receive,
            "\(copy.leader) holds \(position) \(root)"
                + (cause == .execution ? trade.map { " by its trade \($0)" } ?? "" : "")
                + ": copied to \(moves.map(\.follower.account.text).joined(separator: ", "))",
            alert: fingerprint, account: copy.leader)
        // What closes is judged first: entries the other way count on it, on every account.
        for isExit in [true, false] {
            for following in moves {
                for (intent, size) in intents(following, root, leader: copy.leader, fingerprint)
                where (intent.orderClass == .flatten) == isExit {
                    judge(
                        intent, size: size, signal(following, fingerprint, copy, root, cause), arrival)
                }
            }
        }
        let tags = orders.values.filter { $0.row.alert == fingerprint }.map(\.row).sorted { $0.tag < $1.tag }
        if tags.contains(where: { $0.state == .approved }) { out.releases.append(fingerprint) }
        for row in tags where row.state == .denied { orders[row.tag] = nil }
        return tags
    }

    /// Whether no alert is named by this execution yet: of another follower, or of what was left to do.
    private mutating func isFirstNamed(_ trade: TradeID?, _ copy: Copy, _ root: String) -> Bool {
        guard let trade else { return false }
        let last = follows.named[copy.name]?[root]
        follows.named[copy.name, default: [:]][root] = max(last ?? trade, trade)
        return last.map { trade > $0 } ?? true
    }

    private mutating func announce(
        _ fingerprint: Fingerprint, _ canonical: [UInt8], _ copy: Copy, _ root: String
    ) -> Arrival {
        let arrival = Arrival(
            delivery: Delivery(
                source: Self.followSource, peer: "-", acceptedAt: now.wall, bodyAt: now.wall, body: canonical),
            content: .unauthorized, reply: nil)
        out.rows.append(
            .alert(
                AlertRow(
                    fingerprint: fingerprint, key: fingerprint,
                    keyUntil: now.wall.advanced(by: AlertIdentity.longWindow), source: Self.followSource,
                    dialect: Self.followSource, strategy: copy.name, ticker: root,
                    action: Self.followSource, canonical: canonical, receivedAt: now.wall)))
        write(arrival, .accepted, status: 200, alert: fingerprint)
        return arrival
    }

    private func signal(
        _ following: Following, _ fingerprint: Fingerprint, _ copy: Copy, _ root: String, _ cause: FollowCause
    ) -> Signal {
        let step = following.first ?? following.newest
        let isTimeless = cause == .drift || step == nil
        // A change that no execution tells of has no moment: it counts as too old to be entered.
        let never = now.wall.advanced(by: Span(microseconds: -Self.blindSpan.microseconds))
        let at = isTimeless ? now.wall : step?.trade == nil ? never : step?.at ?? never
        var signal = Signal(fingerprint: fingerprint, at: at, ageMax: copy.ageMax, strategy: copy.name)
        if !isTimeless, let price = following.newest?.price {
            signal.chart = ChartPrice(root: root, price: price)
        }
        return signal
    }

    // MARK: Orders

    private func intents(
        _ following: Following, _ root: String, leader: AccountName, _ fingerprint: Fingerprint
    ) -> [(OrderIntent, size: Int64?)] {
        let follower = following.follower
        guard let book = accounts[follower.account] else { return [] }
        let traded = follower.root ?? root
        func intent(
            _ orderClass: OrderClass, _ side: Side?, in month: ContractID? = nil, leg: Int = 0,
            after: OrderTag? = nil
        ) -> OrderIntent {
            let isEntry = orderClass == .entry
            return OrderIntent(
                tag: OrderTag(alert: fingerprint, account: book.profile.id, leg: leg), rule: nil,
                account: follower.account, root: traded,
                contract: isEntry
                    ? entryContract(following, root, leader: leader, book)
                    : month ?? exitContract(in: traded, book),
                orderClass: orderClass, side: side,
                bracket: isEntry ? bracket(following) : nil, leg: leg, after: after)
        }
        switch following.move {
        case .nothing: return []
        case .enter(let side, let size): return [(intent(.entry, side), size)]
        case .reduce(let side, let size):
            let parts = parts(of: size, side, in: traded, first: following.newest?.contract, book)
            guard !parts.isEmpty else { return [(intent(.reduce, side), size)] }
            return parts.enumerated().map { leg, part in
                (intent(.reduce, side, in: part.month, leg: leg), part.size)
            }
        case .close: return [(intent(.flatten, nil), nil)]
        case .turn(let side, let size):
            let close = intent(.flatten, nil)
            return [(close, nil), (intent(.entry, side, leg: 1, after: close.tag), size)]
        }
    }

    /// What an exit takes from each month: first from the one that its leader left, then from the nearest.
    private func parts(
        of size: Int64, _ side: Side, in root: String, first: ContractID?, _ book: AccountBook
    ) -> [(month: ContractID, size: Int64)] {
        let months = heldMonths(book, root: root).filter { $0.exitSide == side }
        let ordered = months.filter { $0.contract == first } + months.filter { $0.contract != first }
        var rest = size
        return ordered.compactMap { position in
            let part = min(rest, Int64(clamping: position.signedSize.magnitude))
            guard part > 0 else { return nil }
            rest -= part
            return (position.contract, part)
        }
    }

    /// The follower's own distances, else those of the leader's order in the same product.
    private func bracket(_ following: Following) -> Bracket? {
        following.follower.bracket ?? (following.follower.root == nil ? following.newest?.bracket : nil)
    }

    /// The leader's month where the follower trades the same product, else the active one. Of a leader in two months it
    /// is the one in which its newest execution was, or that is active.
    private func entryContract(
        _ following: Following, _ root: String, leader: AccountName, _ book: AccountBook
    ) -> ContractID? {
        let contracts = gateways[book.profile.gateway]?.contracts ?? ContractBook()
        let traded = following.follower.root ?? root
        let active = contracts.active(root: traded, expiry: nil)?.id
        let held = accounts[leader].flatMap { leader in
            active.flatMap { leader.positions[$0]?.isFlat == false ? $0 : nil }
                ?? heldContract(in: root, leader)
        }
        if let month = following.newest?.contract ?? held, contracts[month]?.root.uppercased() == traded {
            return month
        }
        return active
    }

    /// What is held, else what an order under way may come to hold.
    private func exitContract(in root: String, _ book: AccountBook) -> ContractID? {
        heldContract(in: root, book)
            ?? orders.of(book.profile.name).filter(\.row.state.isLive).compactMap(\.row.contract).filter {
                self.root(of: $0, book) == root
            }.min()
    }

    private func heldContract(in root: String, _ book: AccountBook) -> ContractID? {
        book.positions.values.filter { !$0.isFlat && self.root(of: $0.contract, book) == root }
            .map(\.contract).min()
    }

    // MARK: The record

    private func canonical(
        _ moves: [Following], _ copy: Copy, _ root: String, leader position: Int64, _ trade: TradeID?,
        _ cause: FollowCause
    ) -> [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                writer.member("copy", copy.name)
                writer.member("leader", copy.leader.text)
                writer.member("product", root)
                writer.member("cause", cause.rawValue)
                writer.member("trade", ifPresent: trade?.number)
                writer.member("position", position)
                writer.key("followers")
                writer.array { writer in
                    for one in moves {
                        writer.object { writer in
                            writer.member("account", one.follower.account.text)
                            writer.member(
                                "ratio", number: FixedPoint.text(one.follower.millionths, digits: 6))
                            writer.member("inverse", ifPresent: one.follower.isInverse ? true : nil)
                            writer.member("max", ifPresent: one.follower.max?.contracts)
                            writer.member("target", one.target)
                            writer.member("held", one.held)
                            writer.member("difference", one.target.checked(subtracting: one.held))
                        }
                    }
                }
            }
        }
    }
}
