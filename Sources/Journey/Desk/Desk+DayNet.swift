import Trading

/// A trading day's profit with what is open, held against the day's limits at every mark.
///
/// Source: risk specification, sections 3.5, 4.2 and 5.4 (R-004 and R-013, `net_day`), and 6.1 for the lock: one that
/// was set holds until the day rolls, whatever is earned or lost afterwards.
extension Desk {
    /// How long a limit has to be passed before the day is over: a single bad print is none.
    static let dayPatience = Span.milliseconds(250)

    /// What all that is open has made by fresh marks, before the fees of the way out; nil where that is not known, or
    /// where realised profit and positions may be of two moments.
    func openGross(_ book: AccountBook) -> Money? {
        let open = book.positions.values.filter { !$0.isFlat }
        guard !open.isEmpty else { return .zero }
        guard let gateway = gateways[book.profile.gateway], gateway.market != nil, isOfOneMoment(book),
            now.steady.since(book.equity.balanceAt) >= EquityBook.balanceDelay
        else { return nil }
        return open.reduce(Optional(.zero)) { sum, position in
            guard let mark = gateway.marks[position.contract], mark.isFresh(at: now.steady),
                let price = mark.range(closing: position.signedSize)?.now,
                let profit = gateway.profit(of: position, at: price)
            else { return nil }
            return sum?.checked(adding: profit)
        }
    }

    /// Whether cash, executions and positions were proved by a reading that was asked for after the last of them.
    func isOfOneMoment(_ book: AccountBook) -> Bool {
        guard book.reconciledAt != nil, book.unshown.isEmpty, let provedAt = book.equity.provedAt else {
            return false
        }
        return provedAt > book.equity.movedAt
    }

    /// Ends an account's day once realised and open profit together have passed a limit for long enough.
    mutating func followDay(of name: AccountName) {
        guard let book = accounts[name], book.dayLock == nil, ledger != .down, !distrustsClock(of: book)
        else { return }
        let (day, steady) = (tradingDay(of: book), now.steady)
        guard let realised = realised(day, book), let open = openGross(book),
            let net = realised.checked(adding: open), let limit = book.profile.day.reached(by: net)
        else {
            return book.dayPassed == nil ? () : change(name) { $0.dayPassed = nil }
        }
        guard let passed = book.dayPassed, passed.limit == limit else {
            return change(name) { $0.dayPassed = (limit, steady) }
        }
        guard steady.since(passed.since) >= Self.dayPatience else { return }
        change(name) { $0.dayPassed = nil }
        end(
            day, of: book, by: limit,
            reason: "the day came to \(net) USD, \(open) of it open, at \(now.wall)",
            theirs: "\(net), \(open) of it open")
    }

    /// Ends an account's day once its executions alone have passed a limit, by a reading that shows them all. One
    /// that is taken back later opens the day no more, and the lock says so.
    ///
    /// Source: risk specification, section 5.4, R-003: irrevocable until the roll.
    mutating func decideDay(of name: AccountName) {
        guard let book = accounts[name], book.unshown.isEmpty, !distrustsClock(of: book) else { return }
        let (day, limits) = (tradingDay(of: book), book.profile.day)
        guard limits.lossMax != nil || limits.profitMax != nil, isWhole(day, book),
            let reach = reach(of: day, book)
        else { return }
        let reached = [reach.lowest, reach.highest].first { limits.reached(by: $0) != nil }
        if let lock = book.dayLock { return reached == nil ? keepDayLock(lock, day, book) : () }
        guard let reached, let limit = limits.reached(by: reached) else { return }
        end(
            day, of: book, by: limit,
            reason: "\(Self.realisedWords)\(reached) USD, as read at \(now.wall)",
            theirs: "\(reached) realised")
    }

    private static let realisedWords = "the day realised "
    private static let takenBackWords =
        "; the venue has voided executions of it since, which opens it no more"

    private mutating func keepDayLock(_ lock: LockRow, _ day: TradingDay, _ book: AccountBook) {
        guard lock.reason.hasPrefix(Self.realisedWords), !lock.reason.hasSuffix(Self.takenBackWords),
            book.fills.values.contains(where: { $0.day == day && $0.trade.isVoided })
        else { return }
        var kept = lock
        kept.reason += Self.takenBackWords
        change(lock.account) { $0.locks = $0.locks.map { $0.id == kept.id ? kept : $0 } }
        out.rows.append(.lock(kept))
    }

    private mutating func end(
        _ day: TradingDay, of book: AccountBook, by limit: DayLimits.Limit, reason: String, theirs: String
    ) {
        let name = book.profile.name
        lastLock += 1
        let lock = LockRow(
            id: lastLock, account: name, contract: nil, kind: limit.lock, reason: reason, createdAt: now.wall,
            endsAt: start(of: day.next, book.profile))
        change(name) { $0.locks.append(lock) }
        dayLocked.insert(name)
        out.rows.append(.lock(lock))
        record(
            discrepancy: "day_decided", account: name, subject: "\(day)",
            ours: limit == .loss
                ? "a loss of \(book.profile.day.lossMax ?? .zero)"
                : "a profit of \(book.profile.day.profitMax ?? .zero)",
            theirs: theirs, done: "no entry until the next trading day; nothing is closed")
    }

    /// Ends the locks of days that are over.
    mutating func endDayLocks() {
        for name in dayLocked.sorted() {
            guard let book = accounts[name], let lock = book.dayLock else {
                dayLocked.remove(name)
                continue
            }
            guard let end = lock.endsAt, now.wall >= end, !distrustsClock(of: book) else { continue }
            clear(lock)
            dayLocked.remove(name)
        }
    }
}

extension AccountBook {
    /// What keeps the rest of the day from entries; nil while nothing of the day does.
    var dayLock: LockRow? {
        locks.first { DayLimits.Limit(lock: $0.kind) != nil && $0.clearedAt == nil }
    }
}
