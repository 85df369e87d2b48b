import Trading

/// The position rebuilt from fills, held against the venue's.
///
/// Σ of signed fills that are not voided, plus Σ of (theirs − ours) over the rows of kind `unexplained_position`,
/// is the venue's position whenever nothing moves.
extension Desk {
    /// A fill may be told, or found by a search, so much later than the position that it made.
    ///
    /// Source: searches lag up to 10 s behind placement (reports read 2026-09).
    static let unexplainedPatience = Span.seconds(12)
    /// How far back trades are read once more before a difference is recorded.
    static let rereadSpan = Span.seconds(2 * 86_400)

    /// Counts an execution, or takes a voided one back.
    mutating func countHolding(_ trade: VenueTrade, before: VenueTrade?) {
        let counted = before.map { $0.isVoided ? 0 : $0.side.sign * $0.size } ?? 0
        let counts = trade.isVoided ? 0 : trade.side.sign * trade.size
        addHolding(counts - counted, trade.contract, trade.account)
    }

    private mutating func addHolding(_ change: Int64, _ contract: ContractID, _ account: AccountName) {
        let sum = (accounts[account]?.rebuilt[contract] ?? 0).checked(adding: change) ?? 0
        accounts[account]?.rebuilt[contract] = sum == 0 ? nil : sum
    }

    /// Compares after a complete snapshot was taken up.
    mutating func compareHoldings(_ name: AccountName, askedAt: Timestamp) {
        guard let book = accounts[name] else { return }
        let isFirst = !book.isBaselined
        accounts[name]?.isBaselined = true
        var open: [ContractID: Unexplained] = [:]
        for contract in Set(book.rebuilt.keys).union(book.positions.keys).sorted() {
            let ours = book.rebuilt[contract] ?? 0
            let theirs = book.positions[contract]?.signedSize ?? 0
            guard theirs != ours else { continue }
            let known = book.unexplained[contract]
            guard isStill(contract, book, askedAt) else {
                open[contract] = known
                continue
            }
            let seen = known.flatMap { $0.difference == theirs - ours ? $0 : nil }
            let isOld = seen.map { askedAt.since($0.since) >= Self.unexplainedPatience } ?? false
            guard isFirst && book.rebuilt.isEmpty || isOld else {
                let since = seen?.since ?? askedAt
                open[contract] = Unexplained(difference: theirs - ours, since: since)
                if seen == nil {
                    accounts[name]?.rereadFrom = now.wall.advanced(
                        by: Span(microseconds: -Self.rereadSpan.microseconds))
                }
                let soon = now.steady.advanced(by: Self.settleDelay)
                let due = since.advanced(by: Self.unexplainedPatience)
                accounts[name]?.wantSnapshot(by: seen == nil ? soon : max(due, soon))
                continue
            }
            record(
                discrepancy: "unexplained_position", account: name, subject: contract.text, ours: "\(ours)",
                theirs: "\(theirs)",
                done: isFirst
                    ? "held at the first reading: counted from here on" : "no fill tells of it: counted")
            if !isFirst { noteLeader(adopting: theirs - ours, contract, name) }
            addHolding(theirs - ours, contract, name)
            accounts[name]?.adoptedAt[contract] = now.steady
        }
        accounts[name]?.unexplained = open
    }

    /// Whether nothing of a contract is on its way, and nothing was told since the snapshot was asked.
    private func isStill(_ contract: ContractID, _ book: AccountBook, _ askedAt: Timestamp) -> Bool {
        let isMoving = orders.of(book.profile.name).contains { order in
            (order.row.state == .sent || order.hasBegunToClose)
                && (order.row.contract == nil || order.row.contract == contract)
        }
        return !isMoving && book.unshown[contract] == nil
            && (book.positionsToldAt[contract] ?? .distantPast) < askedAt
    }

    // MARK: Balance

    /// Above this the balance and the fills contradict each other.
    ///
    /// Source: risk specification, section 1.3.
    static let balanceTolerance = Money(tenThousandths: 10_000)
    static let balanceShortMax = Money(tenThousandths: -balanceTolerance.tenThousandths)

    /// Compares what the account's cash became since the day opened with what its fills say.
    mutating func compareBalance(_ name: AccountName, _ state: AccountState) {
        // What a clock that is not believed calls a day is none: neither does one begin, nor is one compared.
        guard let book = accounts[name], book.unshown.isEmpty, !distrustsClock(of: book),
            !orders.of(name).contains(where: { $0.row.state == .sent || $0.hasBegunToClose })
        else { return }
        let today = self.day(of: now.wall, book.profile)
        var day = book.days[today] ?? DayRow(account: name, day: today)
        guard let net = day.net else { return }
        guard let opening = day.openingBalance else {
            day.openingBalance = state.balance.checked(subtracting: net)
            day.openingReadAt = now.wall
            accounts[name]?.days[today] = day
            accounts[name]?.balanceSeen = .zero
            accounts[name]?.balanceTold = nil
            return out.rows.append(.day(day))
        }
        guard let expected = opening.checked(adding: net),
            let apart = state.balance.checked(subtracting: expected)
        else { return }
        let isSeen = book.balanceSeen == apart
        accounts[name]?.balanceSeen = apart
        if isSeen, let short = Money.zero.checked(subtracting: min(apart, .zero)) {
            accounts[name]?.balanceShort = (today, short)
        }
        if let readAt = day.openingReadAt {
            let isDoubtful = apart != .zero && book.hasTraded(shortlyBefore: readAt)
            guard !isDoubtful || isSeen else { return wantLater(name) }
            // Until searches have caught up two readings may leave out the same execution.
            if isDoubtful || now.wall.since(readAt) > AccountBook.searchLag { day.openingReadAt = nil }
            if isDoubtful { return correctOpening(of: day, by: apart, name) }
            if day.openingReadAt == nil {
                accounts[name]?.days[today] = day
                out.rows.append(.day(day))
            }
        }
        guard apart < Self.balanceShortMax || apart > Self.balanceTolerance else {
            accounts[name]?.balanceTold = nil
            return
        }
        // Fill and balance come by different ways: twice the same is what stands.
        guard isSeen else { return wantLater(name) }
        guard book.balanceTold != apart else { return }
        accounts[name]?.balanceTold = apart
        record(
            discrepancy: "balance", account: name, subject: "\(today)", ours: "\(expected)",
            theirs: "\(state.balance)",
            done: "told: a payment, fees of the firm's own, or executions that were not shown")
    }

    /// An execution came between the balance and the executions by which the day's beginning was told: two readings
    /// that agree are right. A floor that was moved on by it, or seemed to be touched by it, is told anew.
    private mutating func correctOpening(of day: DayRow, by apart: Money, _ name: AccountName) {
        guard let opening = day.openingBalance?.checked(adding: apart) else { return }
        var corrected = day
        corrected.openingBalance = opening
        let isUndone = accounts[name]?.doubtfulBreach == day.day
        let isMoved =
            day.floor.map { !$0.loss.isBreached || isUndone } == true
            && accounts[name]?.profile.terms?.profile.drawdown?.peak == .endOfDay
        // What the operator entered for the day itself stands, whatever it began with.
        let isEntered = day.floor?.basis == .entered
        if isMoved {
            if let loss = day.floor?.loss.untouched { corrected.floor?.loss = loss }
            if !isEntered { corrected.floor = nil }
        }
        change(name) { book in
            book.days[day.day] = corrected
            book.balanceSeen = .zero
            book.doubtfulBreach = nil
            guard isMoved else { return }
            guard !isEntered else {
                book.lastFloor = corrected
                return
            }
            book.lastFloor = book.days.values.filter { $0.day < day.day && $0.floor != nil }
                .max { $0.day < $1.day }
        }
        out.rows.append(.day(corrected))
    }

    private mutating func wantLater(_ name: AccountName) {
        accounts[name]?.wantSnapshot(by: now.steady.advanced(by: Self.retryDelay))
    }
}

extension DayRow {
    /// Realised, after fees and commissions.
    fileprivate var net: Money? {
        profit.checked(subtracting: fees)?.checked(subtracting: commissions)
    }
}
