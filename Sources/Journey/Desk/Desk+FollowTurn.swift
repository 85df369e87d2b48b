import Trading

/// A leader that turns round, and followers that must not be hedged against it.
///
/// The copy of its close begins with the close's execution, so when the alert is judged there is no order of theirs
/// yet. The leader's entry waits for them as a reversal over several accounts does, within its alert's age.
///
/// Source: risk specification, section 3.7.
extension Desk {
    /// Whether what an account holds in a contract is closed by the copy of the close that an entry waits for.
    func isClosedByCopy(_ contract: ContractID, of book: AccountBook, before order: LiveOrder) -> Bool {
        guard settings.leaders.contains(order.row.account), let leader = accounts[order.row.account],
            let close = order.row.parent.flatMap({ orders[$0] }), let traded = root(of: contract, book)
        else { return false }
        let roots = Set(leader.rebuilt.keys.filter { closes(close, $0) }.compactMap { root(of: $0, leader) })
        return leads(leader.profile.name, to: book.profile.name) { copy, follower in
            roots.contains { root in
                copy.copies(root) && (follower.root ?? root) == traded
                    && isHeldByCopy(root, follower, leader, book)
            }
        }
    }

    /// Whether an entry that its leader's close let go waits for a follower on the other side that this close is still
    /// to be copied to.
    func waitsForFollowers(_ order: LiveOrder) -> Bool {
        guard settings.leaders.contains(order.row.account), order.row.parent != nil,
            order.row.orderClass == .entry, let side = order.row.side,
            let leader = accounts[order.row.account], let scope = leader.profile.hedge,
            let entered = order.row.contract.flatMap({ root(of: $0, leader) })
        else { return false }
        let group = hedgeGroup(ofRoot: entered)
        return leads(leader.profile.name, to: nil) { copy, follower in
            guard let book = accounts[follower.account], book.profile.hedge == scope else { return false }
            return Set(follows.roots(of: copy) + [entered]).contains { root in
                let traded = follower.root ?? root
                guard copy.copies(root), hedgeGroup(ofRoot: traded) == group else { return false }
                if isClosing(traded, book) { return true }
                guard side.sign * venuePosition(in: traded, book) < 0 else { return false }
                let pair = follows[FollowBook.Key(copy: copy.name, root: root, account: follower.account)]
                // Without a change that waits, the close's execution may not have been told of yet.
                return pair.before != nil || pair.owesExit || isHeldByCopy(root, follower, leader, book)
            }
        }
    }

    /// Starts the entries of leaders whose followers are out of their way.
    mutating func beginBehindFollowers() {
        let waiting = settings.leaders.sorted().flatMap { leader in
            orders.of(leader).filter { order in
                isHeldBack(order) && !order.isResumed && order.row.times.durableAt != nil
            }
        }
        for order in waiting where !waitsForOthers(order) { begin(order.row.tag) }
    }

    /// Whether the leader's position leads a follower to the side on which it stands, so that both end together.
    private func isHeldByCopy(
        _ root: String, _ follower: Copy.Follower, _ leader: AccountBook, _ book: AccountBook
    ) -> Bool {
        let target = follower.target(leader: ledgerPosition(in: root, leader))
        let held = venuePosition(in: follower.root ?? root, book)
        return target != 0 && held.signum() == target.signum()
    }

    private func leads(
        _ leader: AccountName, to follower: AccountName?, where holds: (Copy, Copy.Follower) -> Bool
    ) -> Bool {
        settings.copies.contains { copy in
            copy.leader == leader
                && copy.followers.contains { one in
                    (follower == nil || one.account == follower) && holds(copy, one)
                }
        }
    }

    private func hedgeGroup(ofRoot root: String) -> String {
        FuturesProduct.root(root)?.hedgeGroup ?? root
    }
}
