import Trading

/// Each trading day's totals, added up from its fills.
extension Desk {
    /// Adds up the trading day of a fill anew; a running total would count a replay twice.
    ///
    /// A day that is not remembered from its beginning is changed by this one fill: its id tells it from a replay.
    mutating func count(_ fill: FillRow, isNew: Bool) {
        let name = fill.trade.account
        guard let book = accounts[name] else { return }
        var total = DayRow(account: name, day: fill.day)
        total.openingBalance = book.days[fill.day]?.openingBalance
        total.openingReadAt = book.days[fill.day]?.openingReadAt
        total.floor = book.days[fill.day]?.floor
        if isWhole(fill.day, book) {
            for one in book.fills.values where one.day == fill.day && !one.trade.isVoided {
                total.add(one.trade)
            }
        } else if let known = book.days[fill.day] {
            total = known
            if !fill.trade.isVoided {
                total.add(fill.trade)
            } else if !isNew {
                total.take(fill.trade)
            }
        } else {
            return record(
                discrepancy: "day_total", account: name, subject: "\(fill.day)", ours: "not remembered",
                theirs: "trade \(fill.trade.id)", done: "the fill is kept, the day's total is left as it was")
        }
        accounts[name]?.days[fill.day] = total
        out.rows.append(.day(total))
    }

    /// Whether every execution of a trading day is remembered.
    func isWhole(_ day: TradingDay, _ book: AccountBook) -> Bool {
        guard let from = book.fillsFrom else { return true }
        return start(of: day, book.profile) >= from
    }

    /// Keeps the last three trading days in memory; the ledger has the others.
    mutating func forgetOldDays(on account: AccountName) {
        guard let book = accounts[account], let first = book.days.keys.sorted().suffix(3).first else {
            return
        }
        accounts[account]?.days = book.days.filter { $0.key >= first }
        accounts[account]?.fills.forget(before: first)
        let kept = accounts[account]?.fills ?? FillBook()
        if kept.count < book.fills.count {
            let start = start(of: first, book.profile)
            accounts[account]?.fillsFrom = max(book.fillsFrom ?? start, start)
        }
        let known = Set(kept.values.map(\.trade.order))
        accounts[account]?.tags = book.tags.filter { orders[$0.value] != nil || known.contains($0.key) }
    }

    /// Tells of an execution that the firm took back so late that its day is not remembered any more. Others of
    /// its age are repeats: they were counted.
    mutating func tellForgotten(_ trade: VenueTrade) {
        guard trade.isVoided, let book = accounts[trade.account], !book.forgottenTold.contains(trade.id)
        else {
            return
        }
        if let told = accounts[trade.account]?.forgottenTold, told.count >= Self.forgottenMax {
            accounts[trade.account]?.forgottenTold = []
        }
        accounts[trade.account]?.forgottenTold.insert(trade.id)
        let day = day(of: trade.at, book.profile)
        record(
            discrepancy: "day_total", account: trade.account, subject: "\(day)", ours: "not remembered",
            theirs: "trade \(trade.id) voided", done: "the fill and the day's total are left as they were")
    }

    private static let forgottenMax = 256

    // MARK: Whose day

    /// The trading day of a moment as the account's firm counts it.
    ///
    /// Source: risk specification, section 6.3: the day belongs to account and profile.
    func day(of time: Timestamp, _ profile: AccountProfile) -> TradingDay {
        TradingDay(of: time, chicago: settings.chicago, roll: profile.dayRoll)
    }

    func start(of day: TradingDay, _ profile: AccountProfile) -> Timestamp {
        day.start(chicago: settings.chicago, roll: profile.dayRoll)
    }
}

extension TradingDay {
    /// The weekday after it.
    var next: TradingDay {
        var date = CivilDate(daysSince1970: date.daysSince1970 + 1)
        while date.weekday == 0 || date.weekday == 6 {
            date = CivilDate(daysSince1970: date.daysSince1970 + 1)
        }
        return TradingDay(date: date)
    }

    /// The roll in Chicago on the evening before; over a week-end Friday's.
    func start(chicago: ZoneRules, roll: Int64) -> Timestamp {
        // Noon in London is a morning in Chicago, on the day itself.
        let noon = Timestamp(microseconds: (date.daysSince1970 * 86_400 + 12 * 3_600) * 1_000_000)
        return Self.start(of: noon, chicago: chicago, roll: roll)
    }
}

extension DayRow {
    /// Sums stay as they are where they would leave their range.
    fileprivate mutating func add(_ trade: VenueTrade) {
        trades += 1
        profit = profit.checked(adding: trade.profit ?? .zero) ?? profit
        fees = fees.checked(adding: trade.fees) ?? fees
        commissions = commissions.checked(adding: trade.commissions ?? .zero) ?? commissions
    }

    fileprivate mutating func take(_ trade: VenueTrade) {
        trades -= 1
        profit = profit.checked(subtracting: trade.profit ?? .zero) ?? profit
        fees = fees.checked(subtracting: trade.fees) ?? fees
        commissions = commissions.checked(subtracting: trade.commissions ?? .zero) ?? commissions
    }
}
