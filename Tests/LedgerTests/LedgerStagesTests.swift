import Journey
import Ledger
import OwnThreads
import Testing
import Trading

@Suite(.ownThreads)
struct LedgerStagesTests {
    private let folder = TemporaryFolder()

    /// Orders of two sources on two accounts with every time, one that was denied, and one of the venue's own.
    private func stages(_ filter: LedgerFilter = LedgerFilter()) throws -> [OrderStages] {
        let ledger = try LedgerFile(path: folder.ledger)
        let alerts = [Sample.alert(1, source: "orb", at: 0), Sample.alert(2, source: "vwap", at: 60)]
        var whole = Sample.fullOrder("a", alert: alerts[0].fingerprint)
        whole.parent = nil
        var denied = Sample.order("b", alert: alerts[1].fingerprint, account: "two", state: .denied, at: 60)
        (denied.times.acceptedAt, denied.times.bodyAt, denied.times.decidedAt) = (
            Sample.time(60), Sample.time(60), Sample.time(61)
        )
        let leg = Sample.order("a-SL", alert: alerts[0].fingerprint, state: .working)
        try ledger.append(
            alerts.map { .alert($0) } + [.order(whole), .order(denied), .order(leg)], at: Sample.start)
        ledger.close()
        var found: [OrderStages] = []
        try LedgerReader(path: folder.ledger).visitStages(filter) { found.append($0) }
        return found
    }

    @Test func `tells every time of an order, and whose it was`() throws {
        let found = try stages()
        #expect(found.map(\.source) == ["orb", "vwap"])
        #expect(found.map(\.account.text) == ["combine-1", "two"])
        #expect(found.first?.times == Sample.fullTimes)
        #expect(found.last?.times.decidedAt == Sample.time(61))
        #expect(found.last?.times.durableAt == nil)
    }

    @Test(arguments: [
        (LedgerFilter(source: "orb"), ["orb"]), (LedgerFilter(account: AccountName("two")), ["vwap"]),
        (LedgerFilter(since: Sample.time(60)), ["vwap"]), (LedgerFilter(until: Sample.time(60)), ["orb"]),
        (LedgerFilter(source: "none"), []),
    ])
    func `takes the filters of the order list`(filter: LedgerFilter, sources: [String]) throws {
        #expect(try stages(filter).map(\.source) == sources)
    }
}
