import Trading

/// An account's equity, cash with open profit, held against its floor at every mark; and a floor that follows it.
///
/// Source: risk specification, sections 1.5, 3.4 and 4.1.
extension Desk {
    /// Takes note that a position is about to become another.
    mutating func notePosition(_ position: Position, on name: AccountName) {
        let now = now.steady
        change(name) { book in
            book.equity.move(toFlat: position.isFlat, wasFlat: book.positions.isEmpty, at: now)
        }
    }

    mutating func noteExecution(on name: AccountName) {
        let now = now.steady
        change(name) { book in
            book.equity.movedAt = now
            if book.equity.watchedAt == nil { book.equity.wasTraded = true }
        }
    }

    /// An equity as far as it can be told.
    private struct Equity {
        /// What a floor follows: at the best price since the mark before, and before the fees of the way out.
        var best: Money
        /// What touches a floor: at the worst one, and after them; nil while a mark is too old.
        var worst: Money?
    }

    /// Nil where cash and positions may be of two moments, or a position has no quote of this connection.
    private func equity(of book: AccountBook, _ gateway: GatewayBook) -> Equity? {
        guard isOfOneMoment(book), let balance = book.state?.balance else { return nil }
        var equity = Equity(best: balance, worst: balance)
        guard !book.positions.isEmpty else { return equity }
        // Cash that moved with an execution which is still to be told of would count its profit twice.
        guard now.steady.since(book.equity.balanceAt) >= EquityBook.balanceDelay else { return nil }
        for position in book.positions.values {
            guard let mark = gateway.marks[position.contract],
                let range = mark.range(closing: position.signedSize),
                let fees = exitFees(of: position, book),
                let high = gateway.profit(of: position, at: range.high),
                let low = gateway.profit(of: position, at: range.low),
                let best = equity.best.checked(adding: max(high, low))
            else { return nil }
            equity.best = best
            equity.worst = equity.worst?.checked(adding: min(high, low))?.checked(subtracting: fees)
            if !mark.isFresh(at: now.steady) { equity.worst = nil }
        }
        return equity
    }

    /// Holds the equity against the floor of today, and moves one that follows it.
    mutating func followEquity(of name: AccountName) {
        guard let book = accounts[name], let terms = book.profile.terms, let entry = terms.entry,
            let drawdown = terms.profile.drawdown, let amount = drawdown.amount,
            let gateway = gateways[book.profile.gateway], gateway.market != nil
        else { return }
        guard var row = book.days[tradingDay(of: book)], var floor = row.floor, !floor.isOverruled(by: entry),
            let equity = equity(of: book, gateway)
        else {
            let now = now.steady
            return change(name) { $0.equity.miss(at: now) }
        }
        guard !floor.loss.isBreached else { return }
        if drawdown.peak == .intraday {
            let isGap = book.equity.isGap(
                marketAt: gateway.marketAt, lostAt: gateway.marketLostAt, at: now.steady)
            if isGap { floor.basis = .unwatched }
            floor.loss.follow(equity.best, amount: amount, lock: drawdown.lock)
        }
        let now = now.steady
        change(name) { $0.equity.watch(holds: !$0.positions.isEmpty, at: now) }
        if let worst = equity.worst, floor.loss.test(worst) {
            row.floor = floor
            return breach(row, floor.loss.floor, of: name, equity: worst)
        }
        guard floor != row.floor else {
            return book.equity.isUnwritten && isFloorDue(book) ? put(row, of: name) : ()
        }
        let isNews = floor.basis != row.floor?.basis
        floor.since = self.now.wall
        row.floor = floor
        if isNews { tellUnwatched(floor, of: name) }
        guard !isNews, !book.positions.isEmpty, !isFloorDue(book) else { return put(row, of: name) }
        // The next mark writes it.
        change(name) { book in
            (book.days[row.day], book.lastFloor) = (row, row)
            book.equity.isUnwritten = true
        }
    }

    private func isFloorDue(_ book: AccountBook) -> Bool {
        now.steady.since(book.equity.writtenAt) >= EquityBook.writeDelay
    }

    /// Writes what moved since it was last written: the program is about to end.
    mutating func keepPendingFloors() {
        for (name, book) in accounts where book.equity.isUnwritten {
            if let row = book.lastFloor.flatMap({ book.days[$0.day] }) { put(row, of: name) }
        }
    }

    private mutating func breach(_ row: DayRow, _ floor: Money, of name: AccountName, equity: Money) {
        put(row, of: name)
        let balance = accounts[name]?.state.map { "\($0.balance)" } ?? "unknown"
        record(
            discrepancy: "max_loss", account: name, subject: "\(row.day)", ours: "floor \(floor)",
            theirs: "equity \(equity), of it \(balance) in cash",
            done: "no entry until a new floor is entered: look at the firm's dashboard")
    }

    private mutating func tellUnwatched(_ floor: DayFloor, of name: AccountName) {
        guard floor.basis == .unwatched else { return }
        guard let book = accounts[name],
            !floor.isAtRest(lock: book.profile.terms?.profile.drawdown?.lock)
        else { return }
        record(
            discrepancy: "floor_unwatched", account: name, subject: "\(tradingDay(of: book))",
            ours: "floor \(floor.loss.floor)",
            theirs: "not known", done: "entries are denied; \(Self.unwatchedWords)")
    }

    static let unwatchedWords =
        "quotes were missing while something was open, so the best equity is not known: enter the floor from the "
        + "firm's dashboard anew, with today's date, a cent higher where it is the same, and start again"
}
