import Trading

/// Followers that stand elsewhere than their leader leads them, and nothing moves.
extension Desk {
    static let driftKind = "follow_drift"
    /// Between two tries to put one follower right, at the most.
    static let driftWaitMax = Span.seconds(300)

    mutating func watchDrift(of copy: Copy) {
        guard let leader = accounts[copy.leader], leader.hasPositions, leader.isBaselined,
            gateways[leader.profile.gateway]?.contracts.isEmpty == false
        else { return }
        takeUpRestored(copy, leader)
        for contract in leader.rebuilt.keys {
            guard let root = root(of: contract, leader), copy.copies(root) else { continue }
            for follower in copy.followers {
                follows.know(FollowBook.Key(copy: copy.name, root: root, account: follower.account))
            }
        }
        for root in follows.roots(of: copy) {
            let isSound = isProven(root, leader)
            for follower in copy.followers { watchDrift(of: follower, copy, root, leader, isSound: isSound) }
        }
    }

    /// Whether an account's position is known, and its executions make it.
    private func isProven(_ root: String, _ book: AccountBook) -> Bool {
        book.reconciledAt != nil && book.hasPositions && isAtRest(root, book)
            && ledgerPosition(in: root, book) == venuePosition(in: root, book)
    }

    private mutating func watchDrift(
        of follower: Copy.Follower, _ copy: Copy, _ root: String, _ leader: AccountBook, isSound: Bool
    ) {
        let key = FollowBook.Key(copy: copy.name, root: root, account: follower.account)
        let traded = follower.root ?? root
        let pair = follows[key]
        guard pair.before == nil, isSound, let book = accounts[follower.account], isProven(traded, book)
        else {
            if pair.drift != nil { follows.change(key) { $0.drift = nil } }
            return
        }
        let target = follower.target(leader: ledgerPosition(in: root, leader))
        let held = venuePosition(in: traded, book)
        guard target != held else {
            if pair != FollowBook.Pair() { follows.change(key) { $0 = FollowBook.Pair() } }
            return
        }
        let isExit = CopyPlan.repair(to: target, held: held).exits
        let difference = FollowBook.Difference(target: target, held: held)
        // Once a person lets the account trade again it is put right after all.
        let isTold = pair.told == difference && (copy.resync != .adjust || isStopped(key.account))
        guard pair.owesExit && isExit || (copy.resync != .off && !isTold) else {
            if pair.drift != nil { follows.change(key) { $0.drift = nil } }
            return
        }
        guard let drift = pair.drift, drift.difference == difference else {
            let due = now.steady.advanced(by: wait(copy, pair.tries))
            return follows.change(key) { pair in
                pair.drift = FollowBook.Drift(difference: difference, due: due)
                if !isExit { pair.owesExit = false }
            }
        }
        guard drift.due <= now.steady else { return }
        resync(
            Following(
                follower: follower, key: key, move: CopyPlan.repair(to: target, held: held), target: target,
                held: held, newest: nil, first: nil), copy, root, owesExit: pair.owesExit && isExit)
    }

    /// Twice as long after each try.
    private func wait(_ copy: Copy, _ tries: Int) -> Span {
        let most = max(copy.after, Self.driftWaitMax)
        let wait = copy.after.microseconds.checked(times: 1 << Int64(min(tries, 16))) ?? most.microseconds
        return min(most, Span(microseconds: wait))
    }

    private mutating func resync(
        _ following: Following, _ copy: Copy, _ root: String, owesExit: Bool
    ) {
        let key = following.key
        // An exit that was to be copied is copied, whatever is done about other differences.
        if owesExit { return repair(following, copy, root, onlyExit: copy.resync != .adjust) }
        switch copy.resync {
        case .off: break
        case .warn:
            tell(following, copy, root, done: "told: bring it there by hand, or let the leader trade on")
        case .adjust:
            let isStopped = isStopped(key.account)
            guard following.move.exits || !isStopped else {
                return tell(following, copy, root, done: "told: the account takes no entries just now")
            }
            repair(following, copy, root, onlyExit: isStopped)
        case .flatten:
            guard following.held != 0 else {
                return tell(
                    following, copy, root,
                    done: "told: the account is flat, and waits until its leader is flat or turns")
            }
            stopFollowing(following, copy, root)
        }
    }

    private func isStopped(_ account: AccountName) -> Bool {
        let standing = standing(of: account)
        return standing.state != .active || standing.isKilled
    }

    /// Says it, and nothing more until it changes.
    private mutating func tell(_ following: Following, _ copy: Copy, _ root: String, done: String) {
        let difference = FollowBook.Difference(target: following.target, held: following.held)
        follows.change(following.key) { ($0.drift, $0.told) = (nil, difference) }
        recordDrift(following, copy, root, done: done)
    }

    private mutating func recordDrift(_ following: Following, _ copy: Copy, _ root: String, done: String) {
        record(
            discrepancy: Self.driftKind, account: following.follower.account,
            subject: "\(copy.name) \(following.follower.root ?? root)", ours: "\(following.target)",
            theirs: "\(following.held)", done: done)
    }

    private mutating func repair(
        _ following: Following, _ copy: Copy, _ root: String, onlyExit: Bool
    ) {
        let key = following.key
        var move = following.move
        if onlyExit, case .turn = move { move = .close }
        let tries = follows[key].tries + 1
        let due = now.steady.advanced(by: wait(copy, tries))
        follows.change(key) { pair in
            pair.tries = tries
            pair.drift?.due = due
            if move.exits { pair.owesExit = true }
        }
        guard let leader = accounts[copy.leader] else { return }
        let rows = order(
            [
                Following(
                    follower: following.follower, key: key, move: move, target: following.target,
                    held: following.held, newest: nil, first: nil)
            ], copy, root, leader: ledgerPosition(in: root, leader), because: .drift)
        recordDrift(following, copy, root, done: Self.words(of: rows, try: tries))
    }

    /// What a try came to: an order that the gate denied puts nothing right.
    private static func words(of rows: [OrderRow], try number: Int) -> String {
        guard let denied = rows.first(where: { $0.state == .denied }) else {
            return rows.isEmpty ? "no order came of try \(number)" : "put right, try \(number)"
        }
        let isClosed = rows.contains { $0.state != .denied && $0.orderClass == .flatten }
        return "\(isClosed ? "closed, and the entry was denied" : "denied"), try \(number): "
            + "\(denied.code ?? "no code"): \(denied.reason ?? "no reason")"
    }

    /// Closes a follower, and lets it take no entries until a person resumes it.
    private mutating func stopFollowing(_ following: Following, _ copy: Copy, _ root: String) {
        let account = following.follower.account
        let key = ControlRow.Key(.account, account.text)
        let (standing, start, before) = (standing(of: key), start(of: key), controls[key])
        put(
            ControlRow(
                key: key, state: max(standing.state, .reducing), isKilled: standing.isKilled,
                trip: before?.trip, countedFrom: before?.countedFrom, startState: start.state,
                startKilled: start.isKilled, word: ControlRequest.Word.reduce.rawValue,
                reason: "it holds \(following.held) instead of \(following.target) by copy \(copy.name)",
                by: Self.followSource, at: now.wall))
        let closing = Following(
            follower: following.follower, key: following.key, move: .close, target: following.target,
            held: following.held, newest: nil, first: nil)
        repair(closing, copy, root, onlyExit: true)
    }

    // MARK: Restart

    /// What a restart found of leaders' executions: whether they were all copied is told by the followers' positions.
    mutating func restoreFollows(_ memory: DeskMemory) {
        guard !settings.copies.isEmpty else { return }
        for fill in memory.fills where settings.leaders.contains(fill.trade.account) && !fill.trade.isVoided {
            let (account, contract) = (fill.trade.account, fill.trade.contract)
            let known = follows.restored[account]?[contract] ?? fill.trade.at
            follows.restored[account, default: [:]][contract] = max(known, fill.trade.at)
        }
        for copy in settings.copies {
            for follower in copy.followers {
                let hasActed = memory.recent.contains {
                    $0.account == follower.account && $0.strategy == copy.name
                }
                if hasActed {
                    follows.acted.insert(FollowBook.Actor(copy: copy.name, account: follower.account))
                }
            }
        }
    }

    /// An exit of the leader's just before the program ended may not have been copied: it is owed until the follower
    /// stands right. Entries of then are too old by now.
    private mutating func takeUpRestored(_ copy: Copy, _ leader: AccountBook) {
        guard let found = follows.restored[copy.leader], follows.taken.insert(copy.name).inserted else {
            return
        }
        for (contract, at) in found {
            guard let root = root(of: contract, leader), copy.copies(root) else { continue }
            let isLate = now.wall.since(at) <= Self.exitAgeMax
            for follower in copy.followers {
                let key = FollowBook.Key(copy: copy.name, root: root, account: follower.account)
                follows.know(key)
                let hasActed = follows.acted.contains(
                    FollowBook.Actor(copy: copy.name, account: follower.account))
                if isLate, hasActed { follows.change(key) { $0.owesExit = true } }
            }
        }
    }
}
