import Journey
import Ledger
import OwnThreads
import Testing
import Trading

@Suite(.ownThreads)
struct LedgerFindTests {
    private let folder = TemporaryFolder()

    @Test func `a key is seen until just before its end`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        try ledger.append([.alert(alert)], at: Sample.start)
        let last = Timestamp(microseconds: alert.keyUntil.microseconds - 1)
        #expect(try ledger.find(alert.key, at: last)?.row == alert)
        #expect(try ledger.find(alert.key, at: alert.keyUntil) == nil)
    }

    @Test func `an unknown key is not found, nor is a fingerprint taken for a key`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        try ledger.append([.alert(alert)], at: Sample.start)
        #expect(try ledger.find(Sample.fingerprint(50), at: Sample.start) == nil)
        #expect(try ledger.find(alert.fingerprint, at: Sample.start) == nil)
    }

    @Test func `of two alerts with one key the one that holds it longest is found`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        var later = Sample.alert(2, at: 7_200)
        later.key = Sample.alert(1).key
        try ledger.append([.alert(later), .alert(Sample.alert(1))], at: Sample.start)
        #expect(try ledger.find(later.key, at: Sample.start)?.row == later)
    }

    @Test func `a request to change orders is found with what was decided, though it has no order`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let request = Sample.alert(2)
        var taken = Sample.change("ab-1", 3, by: request.fingerprint)
        (taken.ending, taken.message) = ("accepted", "size 1")
        try ledger.append(
            Sample.journey(1) + [
                .alert(request), .attempt(Sample.change("ab-1", 2, by: request.fingerprint)),
                .attempt(taken),
            ], at: Sample.start)
        let verdicts = try ledger.find(request.key, at: Sample.start)?.verdicts ?? []
        #expect(verdicts.map(\.isApproved) == [false, true])
        #expect(verdicts.map(\.tag.text) == ["ab-1", "ab-1"])
        #expect(verdicts.first?.code == "ORDER_NOT_CHANGEABLE")
        #expect(verdicts.first?.reason == "order ab-1 is filled")
        let story = try LedgerReader(path: folder.ledger).stories(ofAlert: request.fingerprint.prefix).first
        #expect(story?.orders.map(\.order.tag.text) == ["ab-1"])
    }

    @Test func `a change's verdict is told again as it was: with its remedy, and its size of then`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let request = Sample.alert(2)
        var input = GateInput(
            tag: OrderTag("ab-1"), orderClass: .entry, side: .buy, size: 7, type: .limit, root: "MNQ",
            contract: ContractID("CON.F.US.MNQ.Z26"))
        input.limits = RiskLimits(sizeMax: 3, positionMax: 3)
        let report = RiskGate.examine(input)
        let denial = try #require(report.denial)
        var change = Sample.change("ab-1", 2, by: request.fingerprint)
        change.message = "\(denial.code.rawValue): \(denial.reason)"
        let verdict = AuditRow(at: change.at, kind: "risk.verdict", subject: "ab-1", body: report.json)
        try ledger.append(
            Sample.journey(1) + [.alert(request), .audit(verdict), .attempt(change)], at: Sample.start)
        let found = try #require(try ledger.find(request.key, at: Sample.start)?.verdicts.first)
        #expect(found.remedy == denial.remedy && found.reason == denial.reason)
        #expect(found.size == 7)
    }

    @Test func `verdicts come in the order in which they were made`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        let tags = [("z", 1), ("b", 0), ("a", 0), ("c", 2)]
        let orders = tags.map { Sample.order($0.0, alert: alert.fingerprint, leg: $0.1) }
        try ledger.append(
            [.alert(alert)] + orders.map { .order($0) } + [.order(Sample.order("other"))], at: Sample.start)
        let verdicts = try ledger.find(alert.key, at: Sample.start)?.verdicts
        #expect(verdicts?.map(\.tag.text) == ["z", "b", "a", "c"])
    }

    @Test func `what came of an alert later is no verdict on it`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        let turn = Sample.order("turn", alert: alert.fingerprint, leg: 1)
        let close = Sample.order("close", alert: alert.fingerprint, leg: 0, at: 1)
        try ledger.append([.alert(alert), .order(turn), .order(close)], at: Sample.start)
        #expect(try ledger.find(alert.key, at: Sample.start)?.verdicts.map(\.tag.text) == ["turn"])
    }

    @Test func `a denied order's verdict carries code and reason`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        var order = Sample.order("ab-1", alert: alert.fingerprint, state: .denied)
        order.code = "SIZE_ABOVE_LIMIT"
        order.reason = "asked for 9"
        try ledger.append([.alert(alert), .order(order)], at: Sample.start)
        let verdict = try ledger.find(alert.key, at: Sample.start)?.verdicts.first
        #expect(verdict == Verdict(order))
        #expect(verdict?.isApproved == false)
    }
}
