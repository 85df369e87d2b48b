import JSON
import Journey
import Trading

/// Followers stand where their leader leads them, or nearer to flat.
extension Judge {
    /// What is owed to a follower once nothing moves: no more than it is led to, and nothing the other way.
    ///
    /// Less is no broken promise: what was denied, or heard of too late, is not caught up with.
    func judgeCopies() {
        for account in world.plan.accounts {
            judgeCopies(to: account) { target, held in
                held == 0 || (held.signum() == target.signum() && abs(held) <= abs(target))
            }
        }
    }

    /// The same after an entry that nothing stopped: just as much.
    ///
    /// By a clock that was stepped an execution's age cannot be told, and without a price every limit that rests on
    /// the other side could match. A firm may stop a follower for much that does not stop its leader.
    func judgeCopied() {
        guard world.weather.steppedAt == nil, world.plan.firms == nil else { return }
        for account in world.plan.accounts
        where !isStopped(account.name) && !account.holding.refusesSelfMatch {
            judgeCopies(to: account) { target, held in held == target }
        }
    }

    private func judgeCopies(to account: AccountProfile, _ isRight: (Int64, Int64) -> Bool) {
        guard let (copy, follower) = world.plan.copy(to: account.name),
            let leader = world.plan.accounts.first(where: { $0.name == copy.leader }),
            !world.hand.isUnexplained(account.id), !world.hand.isUnexplained(leader.id)
        else { return }
        for contract in world.plan.contracts {
            let led = world.venue.position(of: leader.id, contract.id)
            let held = world.venue.position(of: account.id, contract.id)
            let target = follower.target(leader: led)
            guard !isRight(target, held) else { continue }
            world.violate(
                .copied,
                "\(account.name) holds \(held) of \(contract.id), \(copy.leader) holds \(led) and leads it to \(target)"
            )
        }
    }

    private func isStopped(_ account: AccountName) -> Bool {
        shadow.stopped.contains(.all) || shadow.stopped.contains(ControlRow.Key(.account, account.text))
    }

    /// An entry of a follower leaves while its leader's execution is young, or to put it right where that is wanted.
    func judgeCopy(_ row: OrderRow, _ request: PlaceRequest) {
        guard let alert = row.alert.flatMap({ shadow.alerts[$0] }), alert.source == Desk.followSource,
            let (copy, _) = world.plan.copy(to: row.account),
            let told = try? JSONDocument(alert.canonical).root
        else { return }
        guard let trade = told["trade"]?.int64 else {
            guard copy.resync != .adjust else { return }
            return world.violate(
                .copied,
                "\(row.tag) enters by no execution of \(copy.leader)'s, resync is \(copy.resync.rawValue)",
                tag: row.tag)
        }
        guard world.weather.steppedAt == nil,
            let leader = world.plan.accounts.first(where: { $0.name == copy.leader })?.id,
            let made = world.venue.trades(of: leader).last(where: { $0.id == trade })?.at
        else { return }
        let now = world.timeline.now
        let age = now.wall.since(made)
        // What is decided may wait for a slow sync before it leaves.
        let leaves = request.notAfter ?? now.steady
        let last = Span(microseconds: age.microseconds + leaves.since(now.steady).microseconds)
        guard last > copy.ageMax else { return }
        world.violate(
            .copied, "\(row.tag) may leave \(last) after trade \(trade), the limit is \(copy.ageMax)",
            tag: row.tag)
    }

    /// What a copy leads an account to hold at most, beside its own limit.
    func positionMax(of account: AccountProfile) -> Int64 {
        let led = world.plan.copy(to: account.name)?.follower.max?.contracts
        return min(account.limits.positionMax, led ?? account.limits.positionMax)
    }
}
