import Trading

/// Copies: a leader's executions lead its followers to a target position, whoever made them.
///
/// The target follows from the leader's position as executions make it, and what is done from the difference to what
/// the follower holds. So an execution that is told twice, read again after a restart, or heard after others copies
/// nothing twice.
extension Desk {
    package static let followSource = "follow"

    // MARK: The leader

    /// Takes note of an execution, before its account's order.
    mutating func noteLeader(_ trade: VenueTrade, isNews: Bool, tag: OrderTag?) {
        guard settings.leaders.contains(trade.account), let book = accounts[trade.account] else { return }
        guard isNews else { return tellVoided(trade) }
        // What the first reading of all shows happened before anybody followed.
        guard !trade.isVoided, book.isBaselined else { return }
        let entry = tag.flatMap { orders[$0]?.row }
        let step = FollowBook.Step(
            trade: trade.id, contract: trade.contract, at: trade.at,
            before: 0, price: trade.price,
            bracket: entry?.orderClass == .entry ? entry?.bracket : nil)
        note(step, after: trade.side.sign * trade.size, on: book)
    }

    /// Takes note of a change of position that no execution tells of, before it is counted.
    mutating func noteLeader(adopting change: Int64, _ contract: ContractID, _ name: AccountName) {
        guard settings.leaders.contains(name), let book = accounts[name] else { return }
        let step = FollowBook.Step(
            trade: nil, contract: contract, at: now.wall, before: 0, price: nil, bracket: nil)
        note(step, after: 0, on: book)
    }

    /// - Parameter change: Contracts of the step that the book counts already.
    private mutating func note(_ step: FollowBook.Step, after change: Int64, on book: AccountBook) {
        let name = book.profile.name
        guard let root = root(of: step.contract, book) else {
            return record(
                discrepancy: "follow_unknown", account: name, subject: step.contract.text,
                ours: "not copied", theirs: "traded",
                done: "the venue lists no such contract, so nobody knows which product it is")
        }
        let after = ledgerPosition(in: root, book)
        let known = FollowBook.Step(
            trade: step.trade, contract: step.contract, at: step.at,
            before: after.checked(subtracting: change) ?? after, price: step.price, bracket: step.bracket)
        for copy in settings.copies where copy.leader == name && copy.copies(root) {
            for follower in copy.followers {
                follows.add(
                    known,
                    to: FollowBook.Key(copy: copy.name, root: root, account: follower.account))
            }
        }
    }

    private mutating func tellVoided(_ trade: VenueTrade) {
        guard trade.isVoided, let book = accounts[trade.account], let root = root(of: trade.contract, book)
        else { return }
        for copy in settings.copies where copy.leader == trade.account && copy.copies(root) {
            for follower in copy.followers {
                record(
                    discrepancy: "follow_voided", account: follower.account, subject: "\(trade.id)",
                    ours: "copied from \(copy.leader)", theirs: "voided",
                    done: "told: what was copied stays, unless the copy's resync takes it off")
            }
        }
    }

    // MARK: Positions

    func root(of contract: ContractID, _ book: AccountBook) -> String? {
        let gateway = gateways[book.profile.gateway]
        return gateway?.contracts[contract]?.root.uppercased() ?? gateway?.products[contract]?.root
    }

    /// Signed contracts of a product as fills make them, over all months.
    func ledgerPosition(in root: String, _ book: AccountBook) -> Int64 {
        book.rebuilt.filter { self.root(of: $0.key, book) == root }
            .reduce(0) { $0.checked(adding: $1.value) ?? $0 }
    }

    /// The same as the venue tells them.
    func venuePosition(in root: String, _ book: AccountBook) -> Int64 {
        book.positions.values.filter { self.root(of: $0.contract, book) == root }
            .reduce(0) { $0.checked(adding: $1.signedSize) ?? $0 }
    }

    /// Whether nothing of a product is under way on an account: no order that may fill at once or has no answer, no
    /// close, and no fill that the position does not show.
    func isAtRest(_ root: String, _ book: AccountBook) -> Bool {
        let isMoving = orders.of(book.profile.name).contains { order in
            guard order.row.state.isLive, order.row.orderClass != .protect else { return false }
            if let contract = order.row.contract, let own = self.root(of: contract, book), own != root {
                return false
            }
            let isResting = order.row.state == .working || order.row.state == .partiallyFilled
            return order.row.orderClass == .flatten || order.row.type == .market || !isResting
        }
        let isUnshown = book.unshown.contains { contract, unshown in
            self.root(of: contract, book) == root && unshown.isWaiting
        }
        return !isMoving && !isUnshown
    }

    // MARK: Copying

    /// Copies what leaders did, and sees to followers that stand elsewhere.
    mutating func followLeaders() {
        // Nothing is begun without a ledger, and while it stops.
        guard !settings.copies.isEmpty, ledger != .down, !isStopping else { return }
        for copy in settings.copies where settings.leaders.contains(copy.leader) {
            if follows.hasSteps {
                for root in follows.roots(of: copy) { follow(copy, root) }
            }
            watchDrift(of: copy)
        }
        beginBehindFollowers()
    }

    /// What one follower is to do.
    struct Following {
        let follower: Copy.Follower
        let key: FollowBook.Key
        let move: CopyPlan.Move
        let target: Int64
        let held: Int64
        /// What leads to it: the newest change, and the first that may still be entered.
        let newest: FollowBook.Step?
        let first: FollowBook.Step?
    }

    private mutating func follow(_ copy: Copy, _ root: String) {
        guard let leader = accounts[copy.leader] else { return }
        let position = ledgerPosition(in: root, leader)
        var moves: [Following] = []
        for follower in copy.followers {
            let key = FollowBook.Key(copy: copy.name, root: root, account: follower.account)
            let pair = follows[key]
            guard let before = pair.before, let book = accounts[follower.account], book.hasPositions,
                gateways[book.profile.gateway]?.contracts.isEmpty == false
            else { continue }
            let first = firstFresh(pair.steps, copy)
            let target = follower.target(leader: position)
            // A close waits by itself for what is under way, and takes it back; everything else waits for it.
            let isClosing = target == 0 && follower.target(leader: before) != 0
            let isAtRest = isAtRest(follower.root ?? root, book)
            guard isAtRest || (isClosing && !self.isClosing(follower.root ?? root, book)) else { continue }
            let held = venuePosition(in: follower.root ?? root, book)
            // What is under way may not show yet: it is closed behind it.
            var move =
                isAtRest
                ? CopyPlan.follow(
                    from: follower.target(leader: before),
                    fresh: first.map { follower.target(leader: $0.before) },
                    to: target, held: held) : .close
            if copy.resync == .flatten, held == 0,
                staysOut(follower.target(leader: first?.before ?? before), target)
            {
                move = .nothing
            }
            follows.change(key) { pair in
                (pair.before, pair.steps) = (nil, [])
                if move.exits { pair.owesExit = true }
            }
            guard move != .nothing else { continue }
            moves.append(
                Following(
                    follower: follower, key: key, move: move, target: target, held: held,
                    newest: pair.steps.last, first: first))
        }
        order(moves, copy, root, leader: position, because: .execution)
    }

    /// Whether a follower that holds nothing is left out: it is not where its leader was before, so what it would enter
    /// is a part of the target, and would be closed again.
    private func staysOut(_ before: Int64, _ target: Int64) -> Bool {
        before != 0 && before.signum() == target.signum()
    }

    /// The first of the executions after which none is too old to be entered.
    private func firstFresh(_ steps: [FollowBook.Step], _ copy: Copy) -> FollowBook.Step? {
        let stale = steps.lastIndex { $0.trade == nil || now.wall.since($0.at) > copy.ageMax }
        return steps.dropFirst(stale.map { $0 + 1 } ?? 0).first
    }
}
