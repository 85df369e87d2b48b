import Trading

/// A floor held against every balance that executions made, one after another: nobody may have watched.
///
/// Source: risk specification, section 3.4: an equity at the floor at any instant is a breach, and what was won back
/// does not undo it. By fills alone only the cash is known, and not what was open beside it.
extension Desk {
    /// A balance that stood at the floor or below it.
    struct FloorTouch {
        let day: TradingDay
        let floor: Money
        let balance: Money
    }

    /// A trading day by the venue's executions alone.
    private struct RebuiltDay {
        let day: TradingDay
        let opening: Money
        /// Cash after each of its executions.
        let balances: [Money]
        let end: Money
    }

    // MARK: The days before

    /// The floor of today by the balance at the end of each day since, and the first balance that touched it on the
    /// way; nil where a sum leaves its range.
    ///
    /// - Parameter history: Every execution since the base's day ended, where others lie between it and today.
    func moved(
        _ base: FloorBase, to today: TradingDay, opening: Money, _ drawdown: Drawdown,
        _ history: [VenueTrade], _ book: AccountBook
    ) -> (floor: DayFloor, touch: FloorTouch?)? {
        var floor = base.floor
        guard base.day < today, let amount = drawdown.amount else {
            // What the day had been before is the operator's own word.
            if base.isNew { floor.since = now.wall }
            return (floor, nil)
        }
        let isRebuilt = base.day.next != today && drawdown.peak == .endOfDay
        let days = isRebuilt ? rebuild(from: base.day, to: today, opening: opening, history, book) : []
        guard let days else { return nil }
        var touch: FloorTouch?
        func test(_ balance: Money, on day: TradingDay) {
            guard floor.loss.test(balance) else { return }
            touch = FloorTouch(day: day, floor: floor.loss.floor, balance: balance)
        }
        let baseEnd = days.first?.opening ?? opening
        if !base.isNew, let row = book.days[base.day], row.openingReadAt == nil,
            let least = least(of: row, since: floor.since, end: baseEnd, book)
        {
            test(least, on: base.day)
        }
        // Where the firm follows the equity days in between may have been left out: nothing was lost by then.
        test(baseEnd, on: base.day)
        floor.since = nil
        floor.loss.follow(baseEnd, amount: amount, lock: drawdown.lock)
        for day in days {
            for balance in day.balances { test(balance, on: day.day) }
            floor.loss.follow(day.end, amount: amount, lock: drawdown.lock)
        }
        switch base.floor.basis {
        case .entered, .advanced: floor.basis = .advanced
        case .reconstructed, .unwatched: break
        }
        if base.day.next != today { floor.basis = isRebuilt ? .reconstructed : .unwatched }
        return (floor, touch)
    }

    /// The days with executions between two, the oldest first, from the newest day's end back; nil where a sum leaves
    /// its range.
    private func rebuild(
        from base: TradingDay, to today: TradingDay, opening: Money, _ history: [VenueTrade],
        _ book: AccountBook
    ) -> [RebuiltDay]? {
        let trades = history.filter { !$0.isVoided }
        let days = Dictionary(grouping: trades) { self.day(of: $0.at, book.profile) }
        var end = opening
        var rebuilt: [RebuiltDay] = []
        for day in days.keys.sorted(by: >) where day < today && day > base {
            let trades = Self.inOrder(days[day] ?? [])
            guard let net = Self.net(of: trades), let before = end.checked(subtracting: net),
                let balances = Self.balances(after: trades, from: before)
            else { return nil }
            rebuilt.append(RebuiltDay(day: day, opening: before, balances: balances, end: end))
            end = before
        }
        return rebuilt.reversed()
    }

    // MARK: Today

    /// Tests the balances that the day's executions made, as soon as they are read.
    mutating func lookBack(on name: AccountName) {
        guard let book = accounts[name], var row = book.days[tradingDay(of: book)], var floor = row.floor,
            let balance = book.state?.balance, book.unshown.isEmpty,
            let drawdown = book.profile.terms?.profile.drawdown,
            // Such a floor is not told anew when the day's beginning is put right.
            drawdown.peak == .endOfDay || row.openingReadAt == nil,
            let least = least(of: row, since: floor.since, end: balance, book), floor.loss.test(least)
        else { return }
        row.floor = floor
        put(row, of: name)
        tellTouch(
            FloorTouch(day: row.day, floor: floor.loss.floor, balance: least), of: name,
            isProved: row.openingReadAt == nil)
    }

    /// The least that an account's cash came to by a day's executions; nil without any, and where they are not all
    /// known.
    ///
    /// Counted from the day's beginning and back from its end; of the two the better one holds: a payment, or an
    /// execution that one of them leaves out yet, breaks no floor.
    private func least(of row: DayRow, since: Timestamp?, end: Money, _ book: AccountBook) -> Money? {
        guard let opening = row.openingBalance, isWhole(row.day, book) else { return nil }
        let fills = book.fills.values.filter { $0.day == row.day && !$0.trade.isVoided }
        let trades = Self.inOrder(fills.map(\.trade))
        guard let net = Self.net(of: trades), let start = end.checked(subtracting: net),
            let forward = Self.balances(after: trades, from: opening),
            let back = Self.balances(after: trades, from: start)
        else { return nil }
        return zip(trades, zip(forward, back)).filter { trade, _ in since.map { trade.at >= $0 } ?? true }
            .map { max($0.1.0, $0.1.1) }.min()
    }

    mutating func tellTouch(_ touch: FloorTouch, of name: AccountName, isProved: Bool) {
        if !isProved {
            let today = accounts[name].map { tradingDay(of: $0) }
            change(name) { $0.doubtfulBreach = today }
        }
        record(
            discrepancy: "max_loss", account: name, subject: "\(touch.day)", ours: "floor \(touch.floor)",
            theirs: "balance \(touch.balance) by the executions of \(touch.day)",
            done: "no entry until a new floor is entered: look at the firm's dashboard")
    }

    // MARK: Sums

    private static func inOrder(_ trades: [VenueTrade]) -> [VenueTrade] {
        trades.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    private static func balances(after trades: [VenueTrade], from opening: Money) -> [Money]? {
        var balance = opening
        var balances: [Money] = []
        for trade in trades {
            guard let next = trade.net.flatMap({ balance.checked(adding: $0) }) else { return nil }
            balance = next
            balances.append(next)
        }
        return balances
    }

    private static func net(of trades: [VenueTrade]) -> Money? {
        balances(after: trades, from: .zero).map { $0.last ?? .zero }
    }
}
