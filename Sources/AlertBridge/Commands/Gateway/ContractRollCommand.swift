import Gateway
import JSON
import Journey
import Settings
import Trading

enum ContractRollCommand: GatewayCommand {
    static let words = ["contract", "roll"]
    static let operands = ["[ROOT…]"]
    static let summary = """
        Shows which month each traded root stands for, by each way to roll, and when it rolls.

        Without ROOT those of the rules. setting is what the settings say and month what it picks now; by_days counts
        from the earlier of last trade and first notice, as the calendar file has it, and by_volume compares the venue's
        month with the one after it on the last complete trading day. chart is what a continuous symbol on TradingView
        probably shows. Where the venue cannot be asked, the ledger tells what was last known; told_at says of when.
        """
    static let operandsMax = 50
    static let columns = [
        "root", "setting", "month", "venue", "by_days", "by_volume", "last_day", "days_left", "next_roll",
        "chart",
        "told_at", "why",
    ]

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        let roots = try roots(visit.configuration, arguments)
        let known = try KnownMonths(visit, roots)
        let calendar = RollCalendar(
            visit.configuration.calendar, at: SystemClock.now().wall, chicago: try ZoneFile.chicago())
        return roots.flatMap { root in
            visit.configuration.rollMethods(ofRoot: root).map { method in
                RollLine(root, method, known, calendar).json
            }
        }
    }

    private static func roots(_ configuration: Configuration, _ arguments: Arguments) throws(UsageError)
        -> [String]
    {
        guard !arguments.rest.isEmpty else {
            let traded = configuration.tradedRoots
            guard !traded.isEmpty else { throw UsageError("the rules name no root: name one, such as ES") }
            return traded
        }
        var roots: [String] = []
        for text in arguments.rest {
            guard let symbol = ChartSymbol(text) else { throw UsageError("\(text) is no root such as ES") }
            roots.append(symbol.root)
        }
        return roots
    }
}

/// The months of some roots as the venue tells them now, or as it last did.
struct KnownMonths {
    let book: ContractBook
    private let toldAt: [ContractID: Timestamp]

    init(_ visit: GatewayVisit, _ roots: [String]) throws {
        let now = SystemClock.now().wall
        do {
            let listed = ContractBook(try visit.reads.contractsAvailable())
            let active = roots.compactMap { listed.active(root: $0, expiry: nil) }
            let next = active.compactMap(ContractBook.idAfter).compactMap { try? visit.reads.contract($0) }
            let months = (active + next).map { Self.measured($0, visit.reads, now) }
            book = ContractBook(months)
            toldAt = Dictionary(months.map { ($0.id, now) }) { first, _ in first }
        } catch {
            let kept = try visit.kept(after: error)
            book = ContractBook(kept.rows.map(\.contract))
            toldAt = Dictionary(kept.rows.map { ($0.contract.id, $0.toldAt) }) { first, _ in first }
        }
    }

    func toldAt(_ contract: Contract?) -> Timestamp? { contract.flatMap { toldAt[$0.id] } }

    private static func measured(_ contract: Contract, _ reads: GatewayReads, _ now: Timestamp) -> Contract {
        let query = BarQuery(
            contract: contract.id, unit: .day, number: 1, since: now.advanced(by: .seconds(-8 * 86_400)),
            until: now, limit: 8, hasPartial: false)
        var contract = contract
        if let bar = (try? reads.bars(query))?.bars.last {
            contract.volume = ContractVolume(start: bar.start, contracts: bar.volume)
        }
        return contract
    }
}

/// One root by one setting.
private struct RollLine {
    /// Business days that are shown where the setting names none.
    static let usualDays: Int64 = 2

    let json: [UInt8]

    init(_ root: String, _ method: RollMethod, _ known: KnownMonths, _ calendar: RollCalendar) {
        let days = if case .daysBeforeExpiry(let days) = method { days } else { Self.usualDays }
        let pick = calendar.pick(method, root: root, in: known.book)
        let venue = known.book.active(root: root, expiry: nil)
        let byDays = calendar.pick(.daysBeforeExpiry(days), root: root, in: known.book)
        let byVolume = calendar.pick(.volume, root: root, in: known.book)
        let month = pick.month ?? venue?.name
        let isByDays = if case .daysBeforeExpiry = method { true } else { false }
        let next = isByDays ? pick.month.flatMap { calendar.rolls($0, daysBefore: days) } : nil
        let following = venue.flatMap { calendar.following($0, in: known.book) }
        json = JSONWriter.write {
            $0.object { writer in
                writer.member("root", root)
                writer.member("setting", method.description)
                writer.member("month", pick.month)
                writer.member("venue", venue?.name)
                writer.member("days", days)
                writer.member("by_days", byDays.month)
                writer.member("by_volume", byVolume.month)
                writer.member("last_day", month.flatMap { calendar.last(of: $0) }?.description)
                writer.member("days_left", month.flatMap { calendar.daysLeft(of: $0) })
                writer.member("next_roll", next?.description)
                writer.member("chart", byVolume.month ?? venue?.name)
                writer.member("following", following?.name)
                writer.member("volume", venue?.volume?.contracts)
                writer.member("volume_following", following?.volume?.contracts)
                writer.member("told_at", known.toldAt(venue))
                let age = known.toldAt(venue).map {
                    SystemClock.now().wall.since($0).microseconds / 1_000_000
                }
                writer.member("age_seconds", age)
                writer.member("why", why(pick, venue, method))
            }
        }
    }
}

/// Why nothing is traded now, or what is to be known about the month that is.
private func why(_ pick: RollCalendar.Pick, _ venue: Contract?, _ method: RollMethod) -> String? {
    if let gap = pick.gap { return "no entries: \(gap)" }
    guard let month = pick.month, month != venue?.name else { return nil }
    return "no entries: by \(method) it is \(month), and the venue trades \(venue?.name ?? "none")"
}
