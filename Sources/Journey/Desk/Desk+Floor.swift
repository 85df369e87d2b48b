package import Trading

/// The floor under each account's equity, kept with its trading days: what the operator entered, moved on by the
/// balance at each day's end.
///
/// Source: risk specification, section 3.4. The venue tells the balance and neither floor nor best.
extension Desk {
    /// Why an account's floor of today is not known; nil while it is, and where its firm has none.
    ///
    /// - Parameter moment: The present; nil for that of the last input.
    package func floorGap(of name: AccountName, at moment: Moment? = nil) -> String? {
        let now = moment ?? self.now
        guard let book = accounts[name], let terms = book.profile.terms, let drawdown = terms.profile.drawdown
        else { return nil }
        let today = tradingDay(of: book, at: now)
        if drawdown.peak == .intraday, let reason = quoteGap(of: book, terms.profile.name, at: now) {
            return reason
        }
        guard drawdown.amount != nil else {
            return "\(terms.profile.name) does not say how far below the best it stands"
        }
        guard let entry = terms.entry else { return "no floor is entered under the account's drawdown" }
        guard let floor = book.days[today]?.floor, !floor.isOverruled(by: entry) else {
            if entry.asOf > today.date {
                return "the one that is entered is as of \(entry.asOf), a day to come"
            }
            let kept = book.lastFloor.flatMap { row in
                row.floor.flatMap { $0.isOverruled(by: entry) ? nil : row.day }
            }
            let known = kept ?? TradingDay(date: entry.asOf)
            if Self.isTooLongAgo(known, today) {
                return "the last one known is of \(known): enter a newer one from the firm's dashboard"
            }
            if let from = book.historyFrom { return "executions since \(from) are being read" }
            return "the balance at which \(today) began has not been read yet"
        }
        guard drawdown.peak == .intraday, !floor.isAtRest(lock: drawdown.lock) else { return nil }
        if floor.basis == .unwatched { return Self.unwatchedWords }
        // Since the start nobody has told whether it is still the one that was written.
        guard book.equity.watchedAt == nil, !book.positions.isEmpty else { return nil }
        return "\(terms.profile.name) moves it with the equity, which was not told since the start"
    }

    /// Why a floor that follows the equity cannot be told for want of quotes.
    private func quoteGap(of book: AccountBook, _ profile: String, at now: Moment) -> String? {
        let (name, moves) = (book.profile.gateway, "\(profile) moves it with the equity within the day")
        guard let gateway = gateways[name], let market = gateway.market else {
            return "\(moves), which takes live quotes: give \(name) a market_hub, and no marks: false"
        }
        if case .down(let reason) = market { return "\(moves), and the market hub is down: \(reason)" }
        guard market == .ready else { return "\(moves), and the market hub is not ready" }
        let missing = book.positions.keys.sorted().first {
            gateway.marks[$0]?.isFresh(at: now.steady) != true
        }
        return missing.map { "\(moves), and no quote of \($0) came in the last \(MarketMark.ageMax)" }
    }

    /// Why a floor that follows the equity could not be told once a contract were held; nil for any other floor.
    func quoteGap(of contract: ContractID?, _ book: AccountBook) -> String? {
        guard book.profile.terms?.profile.drawdown?.peak == .intraday, let contract else { return nil }
        guard gateways[book.profile.gateway]?.marks[contract]?.isFresh(at: now.steady) != true else {
            return nil
        }
        return "it moves with the equity within the day, and no quote of \(contract) came in the last "
            + "\(MarketMark.ageMax)"
    }

    /// That an account touched its floor; nil while it has not.
    package func breach(of name: AccountName) -> String? {
        guard let book = accounts[name], let floor = book.days[tradingDay(of: book)]?.floor?.loss,
            floor.isBreached
        else { return nil }
        return
            "the account touched its floor of \(floor.floor) USD: entries are denied until a new one is entered"
    }

    /// Moves an account's floor on to today, once the balance at which the day began is known, and tests it.
    ///
    /// - Parameters:
    ///   - history: Every execution since `since`.
    mutating func keepFloor(of name: AccountName, history: [VenueTrade], since: Timestamp) {
        guard let book = accounts[name], let terms = book.profile.terms, let entry = terms.entry,
            let drawdown = terms.profile.drawdown, let amount = drawdown.amount
        else { return }
        let today = tradingDay(of: book)
        guard var row = book.days[today], let opening = row.openingBalance else { return }
        if row.floor.map({ $0.isOverruled(by: entry) }) ?? true {
            guard let base = base(of: book, entry, amount: amount), base.day <= today,
                !Self.isTooLongAgo(base.day, today)
            else { return }
            let isWatched = base.day == today || base.day.next == today
            // Executions tell no equity between them.
            let isFollowing = drawdown.peak == .intraday
            guard isWatched || isFollowing || since <= start(of: base.day.next, book.profile) else {
                return readHistory(of: name, from: base.day)
            }
            guard let moved = moved(base, to: today, opening: opening, drawdown, history, book) else {
                return
            }
            let floor = moved.floor
            row.floor = floor
            put(row, of: name)
            if let touch = moved.touch { tellTouch(touch, of: name, isProved: row.openingReadAt == nil) }
            // What the operator entered holds from now on.
            let now = now.steady
            if base.isNew { change(name) { $0.equity.watch(holds: !$0.positions.isEmpty, at: now) } }
            note(
                .risk,
                "the floor of \(today) is \(floor.loss.floor) USD, \(floor.basis.rawValue) from "
                    + "\(floor.entry.floor) as of \(floor.entry.asOf)", account: name)
        }
        if drawdown.peak == .endOfDay { test(row, of: name) }
        lookBack(on: name)
        if drawdown.peak == .intraday || !book.positions.isEmpty { followEquity(of: name) }
    }

    /// What a floor is moved on from: a trading day, and the floor that held on it.
    struct FloorBase {
        let day: TradingDay
        let floor: DayFloor
        /// Whether it is as the operator entered it, and not one that was kept.
        let isNew: Bool
    }

    /// The newest floor that was kept, unless the operator has entered a newer one.
    private func base(of book: AccountBook, _ entry: FloorEntry, amount: Money) -> FloorBase? {
        if let known = book.lastFloor, let floor = known.floor, !floor.isOverruled(by: entry) {
            return FloorBase(day: known.day, floor: floor, isNew: false)
        }
        return LossFloor(entered: entry, amount: amount).map {
            FloorBase(
                day: TradingDay(date: entry.asOf), floor: DayFloor(loss: $0, basis: .entered, entry: entry),
                isNew: true)
        }
    }

    /// Days back beyond which balances are not rebuilt: a year of executions is not read for a slip of the pen.
    private static let daysMax: Int64 = 60

    private static func isTooLongAgo(_ day: TradingDay, _ today: TradingDay) -> Bool {
        today.date.daysSince1970 - day.date.daysSince1970 > daysMax
    }

    /// Asks for the executions since a trading day's end with the next reading.
    private mutating func readHistory(of name: AccountName, from day: TradingDay) {
        guard let profile = accounts[name]?.profile else { return }
        let from = start(of: day.next, profile)
        let now = now
        change(name) { book in
            book.historyFrom = from
            book.wantSnapshot(by: now.steady)
        }
    }

    mutating func put(_ row: DayRow, of name: AccountName) {
        let now = now.steady
        change(name) { book in
            (book.equity.writtenAt, book.equity.isUnwritten) = (now, false)
            book.days[row.day] = row
            book.lastFloor = row
            book.historyFrom = nil
        }
        out.rows.append(.day(row))
    }

    /// A balance that the hub tells may be another at the next reading.
    mutating func testFloor(of name: AccountName) {
        guard let book = accounts[name], let row = book.days[tradingDay(of: book)], row.floor != nil,
            book.profile.terms?.profile.drawdown?.peak == .endOfDay
        else { return }
        test(row, of: name)
    }

    /// Holds the venue's balance against the floor: what touched it stays breached until a new floor is entered.
    private mutating func test(_ day: DayRow, of name: AccountName) {
        guard let balance = accounts[name]?.state?.balance, var floor = day.floor, floor.loss.test(balance)
        else { return }
        var row = day
        row.floor = floor
        put(row, of: name)
        record(
            discrepancy: "max_loss", account: name, subject: "\(row.day)", ours: "floor \(floor.loss.floor)",
            theirs: "balance \(balance)",
            done: "no entry until a new floor is entered: look at the firm's dashboard")
    }
}
