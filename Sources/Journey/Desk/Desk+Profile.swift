package import Trading

/// What an account's firm allows, as the gate is told it, and whether a person has acknowledged it.
extension Desk {
    /// Nil where the settings name no profile.
    ///
    /// - Parameters:
    ///   - others: The account's other live orders.
    ///   - leaving: Contracts that are flat before the order leaves.
    func profileFacts(
        _ book: AccountBook, _ others: [LiveOrder], trading traded: ContractID?, leaving: Set<ContractID>
    ) -> ProfileFacts? {
        guard let terms = book.profile.terms else { return nil }
        let day = tradingDay(of: book)
        var facts = ProfileFacts(terms.profile, day: day, buffer: terms.buffer)
        facts.opening = book.days[day]?.openingBalance
        guard terms.profile.drawdown != nil else { return facts }
        facts.balance = realised(day, book).flatMap { facts.opening?.checked(adding: $0) }
        let live = others.filter { $0.row.orderClass == .entry }
        facts.openRisk = openRisk(book, live, besides: leaving)
        facts.gap = floorGap(of: book.profile.name)
        if facts.gap == nil, let gap = quoteGap(of: traded, book) {
            (facts.gap, facts.lacksQuotes) = (gap, true)
        }
        if facts.gap == nil, let floor = book.days[day]?.floor {
            (facts.floor, facts.basis) = (floor.loss.floor, floor.basis)
            facts.isBreached = floor.loss.isBreached
        }
        return facts
    }

    // MARK: Acknowledgement

    /// How an account stands by its profile: nothing is traded until a person has read its numbers.
    ///
    /// What is held may still be reduced and protected; nothing held, nothing but closing leaves.
    func standing(ofProfile name: AccountName) -> ControlStanding {
        guard whyUnacknowledged(name) != nil else { return ControlStanding(state: .active, isKilled: false) }
        let isHolding = accounts[name]?.positions.values.contains { !$0.isFlat } ?? false
        return ControlStanding(state: isHolding ? .reducing : .halted, isKilled: false)
    }

    /// What is missing until an account may trade by its profile; nil for nothing.
    package func whyUnacknowledged(_ name: AccountName) -> String? {
        guard let terms = settings.accounts[name]?.terms else { return nil }
        let profile = terms.profile
        guard !terms.lacksFloor else {
            return
                "no floor is entered: add drawdown: { floor: USD, as_of: DATE } to the account, and start anew"
        }
        guard let row = controls[ControlRow.Key(.profile, name.text)], let read = row.profile else {
            return "nobody has acknowledged \(profile.name), as of \(profile.asOf), yet"
        }
        guard read == terms.content else {
            return "\(profile.name) is not what was acknowledged at \(row.at): its numbers differ"
        }
        return nil
    }
}
