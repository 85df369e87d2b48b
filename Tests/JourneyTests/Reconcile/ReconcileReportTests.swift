import JSON
import Testing
import Trading

@testable import Journey

struct ReconcileReportTests {
    private let account = AccountName("combine-1")

    private func told(_ report: ReconcileReport) throws -> JSONValue {
        try JSONDocument(JSONWriter.write { report.write(to: &$0) }).root
    }

    @Test func `what was read is told side by side with what differs`() throws {
        var report = ReconcileReport(account: account)
        report.isComplete = true
        report.balance = Money(tenThousandths: 501_234_500)
        report.workingOrders = 2
        report.positions = [
            Position(
                contract: ContractID("CON.F.US.MNQ.Z26"), signedSize: -3,
                averagePrice: Price(nanos: 21_450_250_000_000))
        ]
        report.discrepancies = [
            DiscrepancyRow(
                id: 7, at: Timestamp(microseconds: 1), account: account, kind: "unexplained_position",
                subject: "CON.F.US.MNQ.Z26", ours: "0", theirs: "-3", done: "adopted")
        ]
        let json = try told(report)
        #expect(json["account"]?.string == "combine-1")
        #expect(json["complete"]?.bool == true)
        #expect(json["agrees"]?.bool == false)
        #expect(json["balance"]?.numberText == "50123.45")
        #expect(json["working_orders"]?.int64 == 2)
        let position = try #require(json["positions"]?.elements.first)
        #expect(position["contract"]?.string == "CON.F.US.MNQ.Z26")
        #expect(position["size"]?.int64 == -3)
        #expect(position["average_price"]?.numberText == "21450.25")
        let difference = try #require(json["discrepancies"]?.elements.first)
        #expect(difference["theirs"]?.string == "-3")
        #expect(difference["done"]?.string == "adopted")
        #expect(json["faults"]?.elements.isEmpty == true)
    }

    @Test func `an account that could not be read agrees with nothing`() throws {
        var report = ReconcileReport(account: account)
        report.faults = ["the positions could not be read"]
        let json = try told(report)
        #expect(json["complete"]?.bool == false)
        #expect(json["agrees"]?.bool == false)
        #expect(json["balance"]?.isNull == true)
        #expect(json["faults"]?.elements.map(\.string) == ["the positions could not be read"])
    }

    @Test func `both sides agree only when all was read and nothing differs`() {
        var report = ReconcileReport(account: account)
        #expect(!report.agrees)
        report.isComplete = true
        #expect(report.agrees)
    }

    @Test(arguments: [
        (VenueOrder.Status.open, "open", false), (.filled, "filled", true), (.cancelled, "cancelled", true),
        (.expired, "expired", true), (.rejected, "rejected", true), (.pending, "pending", false),
        (.pendingCancellation, "pending_cancellation", false), (.suspended, "suspended", false),
        (.unknown(0), "unknown_0", false),
    ])
    func `a status has its word, and an unknown one is not the end`(
        status: VenueOrder.Status, word: String, isTerminal: Bool
    ) {
        #expect(status.word == word)
        #expect(status.isTerminal == isTerminal)
    }

    @Test func `a change of nothing is none`() {
        #expect(OrderChange() == nil)
        #expect(OrderChange(stopPrice: Price(nanos: 1)) != nil)
    }
}
