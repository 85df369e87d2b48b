import Journey
import Trading

/// What the bridge was told about balances that touched a floor, by the judge's own count.
struct FirmWatch {
    /// Told since the last batch, in it, and before: two batches later the bridge has to have acted on it.
    private var heard: Set<AccountName> = []
    private var handled: Set<AccountName> = []
    private(set) var told: Set<AccountName> = []
    /// Accounts whose balance ever touched it, whoever was told.
    private(set) var touched: Set<AccountName> = []

    mutating func hear(_ account: AccountName) { heard.insert(account) }
    mutating func touch(_ account: AccountName) { touched.insert(account) }

    /// A batch was handled and is on disk.
    mutating func turned() {
        told.formUnion(handled)
        handled = heard
        heard = []
    }

    /// The program is killed: what it was told and may not have written is gone with it.
    mutating func forget() { (heard, handled) = ([], []) }
}

/// What an account's firm allows it, from the venue's book.
extension Judge {
    private func firm(_ account: AccountProfile) -> FirmPlan? { world.plan.firms?.byAccount[account.name] }
    private var today: TradingDay { world.plan.day(of: world.venue.wall) }

    // MARK: The account's day

    /// In 1/10,000 USD after fees, of the executions that are not voided.
    private func net(of account: AccountID, where isMeant: (SimulatedTrade) -> Bool) -> Int64 {
        world.venue.trades(of: account).reduce(0) { sum, trade in
            !trade.isVoided && isMeant(trade) ? sum + net(trade) : sum
        }
    }

    private func net(_ trade: SimulatedTrade) -> Int64 {
        (trade.profit?.tenThousandths ?? 0) - trade.fees.tenThousandths - trade.commissions.tenThousandths
    }

    /// The balance at which a day began; nil where the firm took an execution of the day before back since.
    func opening(_ account: AccountProfile, on day: TradingDay) -> Int64? {
        let cash = firm(account)?.cash ?? 50_000 * FirmPlans.usd
        guard let evening = world.plan.evening, day == evening.next, evening.next != evening.day else {
            return cash
        }
        let isMuddled = world.venue.trades(of: account.id).contains { $0.isVoided && $0.at < evening.roll }
        return isMuddled ? nil : cash + net(of: account.id) { $0.at < evening.roll }
    }

    /// The most that an account can have been told to have: what was taken back counts until then.
    func highestBalance(_ account: AccountProfile) -> Int64 {
        let cash = firm(account)?.cash ?? 50_000 * FirmPlans.usd
        var (balance, highest) = (cash, cash)
        for trade in world.venue.trades(of: account.id) {
            if trade.isVoided, net(trade) < 0 { continue }
            balance += net(trade)
            highest = max(highest, balance)
        }
        return highest
    }

    private func realised(_ account: AccountProfile) -> Int64 {
        let plan = world.plan
        return net(of: account.id) { plan.day(of: $0.at) == plan.day(of: world.venue.wall) }
    }

    /// The least and the most that was realised on the day: a limit that was reached once holds to its end.
    private func extremes(_ account: AccountProfile) -> ClosedRange<Int64> {
        let plan = world.plan
        let made = world.venue.trades(of: account.id).filter {
            !$0.isVoided && plan.day(of: $0.at) == plan.day(of: world.venue.wall)
        }
        var (sum, range): (Int64, ClosedRange<Int64>) = (0, 0...0)
        for trade in made {
            sum += net(trade)
            range = min(range.lowerBound, sum)...max(range.upperBound, sum)
        }
        return range
    }

    /// The floor of a day; nil where nobody can say.
    func floor(_ account: AccountProfile, on day: TradingDay) -> Int64? {
        guard let firm = firm(account), let entry = firm.terms.entry else { return nil }
        let first = world.plan.evening?.day ?? Plan.monday
        var floor = entry.floor.tenThousandths
        if entry.asOf < first.date { floor = firm.floor(after: floor, opening: firm.cash) }
        guard day != first else { return floor }
        return opening(account, on: day).map { firm.floor(after: floor, opening: $0) }
    }

    // MARK: What is told and what happens

    /// A balance at or below the floor, told while the bridge has a floor on disk to hold it against.
    func told(_ state: AccountState) {
        guard world.plan.firms != nil,
            let account = world.plan.accounts.first(where: { $0.name == state.account }),
            let floor = floor(account, on: today), state.balance.tenThousandths <= floor,
            shadow.days[LedgerShadow.DayKey(account: account.name, day: today)]?.floor != nil
        else { return }
        firmWatch.hear(account.name)
    }

    func lookAtFloors() {
        guard world.plan.firms != nil else { return }
        for account in world.plan.accounts {
            guard let floor = floor(account, on: today) else { continue }
            if world.venue.balance(of: account.id).tenThousandths <= floor { firmWatch.touch(account.name) }
        }
    }

    // MARK: An entry that leaves

    func judgeFirm(_ row: OrderRow, _ request: PlaceRequest) {
        guard let account = world.plan.accounts.first(where: { $0.name == row.account }),
            let firm = firm(account)
        else { return }
        if shadow.acknowledged[account.name.text] != firm.terms.content {
            world.violate(
                .acknowledged, "\(row.tag) leaves before \(account.name)'s profile is acknowledged",
                tag: row.tag)
        }
        if firmWatch.told.contains(account.name) {
            world.violate(
                .floorHeld, "\(row.tag) leaves although \(account.name) touched its floor", tag: row.tag)
        }
        if let evening = world.plan.evening, evening.next != evening.day, world.venue.wall < evening.roll {
            let now = world.timeline.now
            let end = now.steady.advanced(by: evening.roll.since(now.wall))
            let last = request.notAfter ?? now.steady.advanced(by: Plan.maxAge)
            if last > end {
                world.violate(
                    .firmSize, "\(row.tag) may leave on the day after the one it was judged by", tag: row.tag)
            }
        }
        guard !world.hand.isUnexplained(account.id) else { return }
        judgeTenths(row, request, account, firm)
        judgeClass(row, request, account)
        judgeSize(row)
        judgeRoom(row, request, account, firm)
    }

    /// All contracts at worst, in tenths of a mini, against the firm's maximum and the plan's step of the day.
    private func judgeTenths(
        _ row: OrderRow, _ request: PlaceRequest, _ account: AccountProfile, _ firm: FirmPlan
    ) {
        guard let opening = opening(account, on: today) else { return }
        let tenths = world.plan.contracts.reduce(Int64(0)) { sum, contract in
            let own = contract.id == request.contract ? request : nil
            return sum + worst(account, contract.id, with: own, row.tag) * Plan.tenths(contract.id)
        }
        let limit = firm.tenthsMax(opening: opening)
        guard tenths > limit else { return }
        world.violate(
            .firmSize,
            "with \(row.tag) \(account.name) may come to \(tenths) tenths of a mini, its firm allows \(limit)",
            tag: row.tag)
    }

    /// Contracts that may be held either way once every entry filled, the one that leaves counted.
    private func worst(
        _ account: AccountProfile, _ contract: ContractID, with request: PlaceRequest?, _ tag: OrderTag
    ) -> Int64 {
        let position = world.venue.position(of: account.id, contract)
        var coming = comingEntries(account, contract, besides: tag)
        if let request { coming[request.side, default: 0] += request.size.contracts }
        return max(abs(position), position + (coming[.buy] ?? 0), -position + (coming[.sell] ?? 0))
    }

    /// Contracts of entries that are live at the venue, or on their way to it.
    func comingEntries(
        _ account: AccountProfile, _ contract: ContractID, besides tag: OrderTag?
    ) -> [Side: Int64] {
        var coming: [Side: Int64] = [:]
        for other in shadow.orders.values
        where other.account == account.name && other.contract == contract && other.tag != tag
            && other.orderClass == .entry && other.state.isLive
        {
            guard let side = other.side else { continue }
            if let order = world.venue.order(tagged: other.tag.text, account: account.id) {
                if order.status.isLive { coming[side, default: 0] += order.rest }
            } else if other.state == .sent || other.state == .lost {
                coming[side, default: 0] += other.size ?? 0
            }
        }
        return coming
    }

    /// Minis beside micros, over all accounts of the person at the firm.
    private func judgeClass(_ row: OrderRow, _ request: PlaceRequest, _ account: AccountProfile) {
        guard world.plan.firms?.isOneClass == true else { return }
        let isMini = Plan.tenths(request.contract) == 10
        for other in world.plan.accounts
        where other.name == account.name || (other.hedge != nil && other.hedge == account.hedge) {
            guard !world.hand.isUnexplained(other.id),
                moves.hasStood(other.id, for: Self.known, at: world.timeline.steady)
            else { continue }
            let stranger = world.plan.contracts.first { contract in
                (Plan.tenths(contract.id) == 10) != isMini
                    && world.venue.position(of: other.id, contract.id) != 0
            }
            guard let stranger else { continue }
            world.violate(
                .oneClass, "\(row.tag) leaves, and \(other.name) holds \(stranger.id) of the other class",
                tag: row.tag)
        }
    }

    /// After so long the bridge knows of a change, whoever lost which message.
    static let known = Span.seconds(15)

    // MARK: Money

    /// What is realised and what may be lost at the stops, against the day's limit and the floor. A stop that the
    /// market jumps over loses more: that is counted once it happened, at the next entry.
    private func judgeRoom(
        _ row: OrderRow, _ request: PlaceRequest, _ account: AccountProfile, _ firm: FirmPlan
    ) {
        guard moves.hasStood(account.id, for: Self.known, at: world.timeline.steady) else { return }
        let realised = realised(account)
        if let most = firm.day.profitMax, realised >= most.tenThousandths {
            world.violate(.dayRoom, "\(row.tag) leaves after \(account.name) earned its day", tag: row.tag)
        }
        if let most = firm.day.tradesMax, trades(account) >= most {
            world.violate(.dayRoom, "\(row.tag) leaves beyond \(most) trades of the day", tag: row.tag)
        }
        guard let open = openRisk(account, request, row) else { return }
        if let most = firm.day.lossMax, realised + most.tenThousandths < open {
            world.violate(
                .dayRoom,
                "with \(row.tag) \(account.name) may lose \(Money(tenThousandths: open - realised)) of \(most) on the day",
                tag: row.tag)
        }
        guard let floor = floor(account, on: today) else { return }
        let room =
            world.venue.balance(of: account.id).tenThousandths - floor - firm.terms.buffer.tenThousandths
        guard room < open else { return }
        world.violate(
            .floorHeld,
            "\(row.tag) leaves with \(Money(tenThousandths: room)) above floor and buffer, and "
                + "\(Money(tenThousandths: open)) at the stops", tag: row.tag)
    }

    /// Orders that opened something on the day.
    func trades(_ account: AccountProfile) -> Int {
        let opened = world.venue.trades(of: account.id).filter {
            !$0.isVoided && $0.profit == nil && world.plan.day(of: $0.at) == today
        }
        return Set(opened.map(\.order)).count
    }

    /// At the working stops of what is held, at those of entries that may fill, and of the one that leaves; nil where
    /// one has none.
    private func openRisk(_ account: AccountProfile, _ request: PlaceRequest, _ row: OrderRow) -> Int64? {
        guard let stop = row.bracket?.stop?.count, let value = self.value(request.contract) else {
            return nil
        }
        var sum = request.size.contracts * stop * value
        for contract in world.plan.contracts {
            guard let held = heldRisk(account, contract) else { return nil }
            sum += held
        }
        for other in shadow.orders.values
        where other.account == account.name && other.tag != row.tag && other.orderClass == .entry
            && other.state.isLive
        {
            guard let order = world.venue.order(tagged: other.tag.text, account: account.id),
                order.status.isLive, let stop = other.bracket?.stop?.count,
                let value = self.value(order.contract)
            else { continue }
            sum += order.rest * stop * value
        }
        return sum
    }

    private func heldRisk(_ account: AccountProfile, _ contract: Contract) -> Int64? {
        guard let holding = world.venue.accounts[account.id]?.holdings[contract.id] else { return 0 }
        let sign: Int64 = holding.size > 0 ? 1 : -1
        let stops = world.venue.liveOrders(of: account.id).filter {
            $0.contract == contract.id && $0.status == .open && $0.stop != nil
                && $0.side == (sign > 0 ? .sell : .buy)
        }
        guard stops.reduce(0, { $0 + $1.rest }) >= abs(holding.size), let value = self.value(contract.id)
        else {
            return nil
        }
        // The nearest ones, so that no more is counted than is certain.
        var left = abs(holding.size)
        var sum: Int64 = 0
        let away = stops.map { ($0.rest, sign * (holding.average.nanos - ($0.stop?.nanos ?? 0))) }
        for (rest, nanos) in away.sorted(by: { $0.1 < $1.1 }) where left > 0 {
            let count = min(rest, left)
            left -= count
            sum += count * max(0, nanos) / contract.tickSize.nanos * value
        }
        return sum
    }

    private func value(_ contract: ContractID) -> Int64? {
        world.plan.contracts.first { $0.id == contract }?.tickValue.tenThousandths
    }

    // MARK: At the end

    /// Whether nothing of its firm's may keep an account from one more entry with a stop 40 ticks away.
    func mayEnter(_ account: AccountProfile) -> Bool {
        guard let firm = firm(account) else { return true }
        guard world.plan.firms?.isOneClass == false, !firmWatch.touched.contains(account.name),
            !world.hand.isUnexplained(account.id), let floor = floor(account, on: today),
            let opening = opening(account, on: today),
            let value = self.value(world.plan.mainContract(of: account.name))
        else { return false }
        let most = account.limits.sizeMax
        let risk = most * (50 * value + 10 * FirmPlans.usd)
        let realised = extremes(account)
        let tenths = Plan.tenths(world.plan.mainContract(of: account.name))
        return firm.tenthsMax(opening: opening) >= most * tenths
            && world.venue.balance(of: account.id).tenThousandths - floor
                - firm.terms.buffer.tenThousandths > risk
            && firm.day.lossMax.map { realised.lowerBound + $0.tenThousandths > risk } ?? true
            && firm.day.profitMax.map { realised.upperBound < $0.tenThousandths } ?? true
            && firm.day.tradesMax.map { trades(account) < $0 } ?? true
    }
}
