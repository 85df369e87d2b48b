import JSON
import Journey
import Trading

/// What ends with a trading day. No clock is stepped in such a world.
extension Judge {
    /// What is asked of the client before entries end must be past its last moment then, so that it never leaves.
    func judgeEvening(_ row: OrderRow, _ request: PlaceRequest) {
        guard let evening = world.plan.evening, let end = evening.entriesEnd else { return }
        let now = world.timeline.now
        guard now.wall < evening.roll else { return }
        guard now.wall < end else {
            // Its last moment went by while it was written: the client does not let it out.
            guard request.notAfter.map({ $0 >= now.steady }) ?? true else { return }
            let late = now.wall.since(end)
            return world.violate(
                .noEntryOffHours, "\(row.tag) leaves \(late) after entries ended", tag: row.tag)
        }
        let last = request.notAfter ?? now.steady.advanced(by: Plan.maxAge)
        guard last > now.steady.advanced(by: end.since(now.wall)) else { return }
        world.violate(.noEntryOffHours, "\(row.tag) may leave after entries end", tag: row.tag)
    }

    /// Once all is well: what was to be closed is closed, and stays so, since nothing may be entered before the day
    /// rolls. Nobody can demand it earlier: the venue may not be reached for a while.
    func judgeFlatInTime() {
        guard let evening = world.plan.evening, let flatten = evening.flatten else { return }
        let begun = world.timeline.steady.advanced(by: flatten.since(world.timeline.now.wall))
        for account in world.plan.accounts where !world.hand.touched(account.id, since: begun) {
            let held = world.plan.contracts.filter { world.venue.position(of: account.id, $0.id) != 0 }
            let working = world.venue.liveOrders(of: account.id)
            guard !held.isEmpty || !working.isEmpty else { continue }
            world.violate(
                .flatInTime,
                "\(account.name) was to be flat by \(flatten), and holds \(held.map(\.id.text)) with "
                    + "\(working.count) orders working")
        }
    }

    // MARK: Days

    /// What a day's row says of how it began.
    func judgeDay(_ row: DayRow, of account: AccountProfile) {
        guard world.weather.steppedAt == nil else { return }
        if let told = row.openingBalance?.tenThousandths, let opening = opening(account, on: row.day),
            told != opening
        {
            world.violate(
                .dayBegins, "\(account.name) began \(row.day) at \(opening), the ledger says \(told)")
        }
        if let told = row.floor?.loss.floor.tenThousandths, let floor = floor(account, on: row.day),
            told != floor
        {
            world.violate(
                .dayBegins, "\(account.name)'s floor of \(row.day) is \(floor), the ledger says \(told)")
        }
    }

    /// At the end a firm's account has a floor for the day that runs.
    func judgeFloorsKnown() {
        guard world.plan.firms != nil else { return }
        let today = world.plan.day(of: world.venue.wall)
        for account in world.plan.accounts where !world.hand.isUnexplained(account.id) {
            guard shadow.days[LedgerShadow.DayKey(account: account.name, day: today)]?.floor == nil else {
                continue
            }
            world.violate(.dayBegins, "\(account.name) has no floor on \(today)")
        }
    }

    // MARK: Sizes

    /// An alert's plain entry has the size that its rule makes of it.
    func judgeSize(_ row: OrderRow) {
        guard let target = target(of: row), let size = row.size,
            let alert = row.alert.flatMap({ shadow.alerts[$0] }), alert.source == Plan.source,
            let told = try? JSONDocument(alert.canonical).root, told["position"] == nil,
            told["action"]?.string == "buy" || told["action"]?.string == "sell",
            let alerted = told["size"]?.int64, var (least, most) = bounds(target, alerted, row)
        else { return }
        // Behind the close of what it stands against it is what is left of the order that was said; an account that
        // holds nothing, and enters with its fellows, has a close that finds it flat.
        if let close = row.parent {
            let wasFlat = shadow.orders[close]?.code == Desk.alreadyFlat
            (least, most) = (1, wasFlat ? most : most - 1)
        }
        let cut = target.size.max?.contracts ?? .max
        let isCut = world.plan.accounts.first { $0.name == row.account }?.clampsEntries == true
        guard size > min(most, cut) || (!isCut && size < min(least, cut)) else { return }
        world.violate(
            .sizeByRule, "\(row.tag) has \(size) contracts, its rule makes \(least) to \(most) of \(alerted)",
            tag: row.tag)
    }

    private func target(of row: OrderRow) -> Rule.Target? {
        let rule = world.plan.settings.router.rules.first { $0.name == row.rule }
        return rule?.targets.first { $0.account == row.account }
    }

    /// - Returns: the fewest and the most contracts; nil where the judge cannot tell.
    private func bounds(_ target: Rule.Target, _ alerted: Int64, _ row: OrderRow) -> (Int64, Int64)? {
        switch target.size.kind {
        case .fixed(let size): return (size.contracts, size.contracts)
        case .multiply(let millionths):
            guard let contract = row.contract else { return nil }
            // Both charts are those of minis.
            let factor = target.size.converts ? 10 / Plan.tenths(contract) : 1
            let product = alerted * factor * millionths
            let (down, up) = (product / 1_000_000, (product + 999_999) / 1_000_000)
            switch target.size.rounding {
            case .down: return (down, down)
            case .up: return (up, up)
            case .nearest:
                let near = (product + 500_000) / 1_000_000
                return (near, near)
            }
        case .position: return (1, alerted)
        case .balance(let each):
            guard let account = world.plan.accounts.first(where: { $0.name == row.account }) else {
                return nil
            }
            let (balance, share) = (highestBalance(account), each.tenThousandths)
            return (1, max(1, (balance + share - 1) / share))
        case .risk(let most):
            guard let stop = row.bracket?.stop?.count,
                let contract = world.plan.contracts.first(where: { $0.id == row.contract })
            else { return nil }
            return (1, most.tenThousandths / (stop * contract.tickValue.tenThousandths))
        }
    }
}
