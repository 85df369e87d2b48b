import JSON
import Journey
import Ledger
import OwnThreads
import SQLite
import Testing
import Trading

@Suite(.ownThreads)
struct LedgerReaderTests {
    private let folder = TemporaryFolder()

    private func reader(_ rows: [LedgerRow]) throws -> LedgerReader {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(rows, at: Sample.start)
        return try LedgerReader(path: folder.ledger)
    }

    @Test func `deliveries come back as they went in`() throws {
        var bare = Sample.delivery(2, outcome: .unauthorized)
        bare.body = []
        bare.peer = ""
        var binary = Sample.delivery(3, alert: Sample.fingerprint(1), outcome: .conflict)
        binary.body = [0, 255, 10, 0]
        binary.code = "STALE"
        let rows = [Sample.delivery(1, alert: Sample.fingerprint(1)), bare, binary]
        #expect(
            try reader([.alert(Sample.alert(1))] + rows.map { .delivery($0) }).deliveries() == rows)
    }

    @Test func `alerts come back as they went in`() throws {
        var bare = Sample.alert(2, at: 1)
        bare.strategy = nil
        bare.canonical = []
        bare.ticker = "nul\0 and ünïcode 😀"
        let rows = [Sample.alert(1), bare]
        #expect(try reader(rows.map { .alert($0) }).alerts().map(\.row) == rows)
    }

    @Test func `orders come back as they went in`() throws {
        let full = Sample.fullOrder("ab-1", alert: Sample.fingerprint(1))
        var halfBracket = Sample.order("ab-2")
        halfBracket.bracket = Bracket(stop: nil, target: Ticks(9))
        let rows = [Sample.order("ab-0"), full, halfBracket, Sample.bareOrder]
        #expect(try reader([.alert(Sample.alert(1))] + rows.map { .order($0) }).orders() == rows)
    }

    @Test(arguments: OrderType.allCases, OrderClass.allCases)
    func `every order type and class comes back`(type: OrderType, orderClass: OrderClass) throws {
        var order = Sample.order("ab-1")
        order.type = type
        order.orderClass = orderClass
        #expect(try reader([.order(order)]).orders() == [order])
    }

    @Test func `every stage and state comes back`() throws {
        let rows = Stage.allCases.flatMap { stage in
            OrderState.allCases.map { state in
                var order = Sample.order("ab-\(stage)-\(state)", state: state)
                order.stage = stage
                return order
            }
        }
        #expect(Set(try reader(rows.map { .order($0) }).orders()) == Set(rows))
    }

    @Test func `attempts come back as they went in, by number`() throws {
        let kinds = AttemptRow.Kind.allCases.enumerated().map { index, kind in
            var attempt = Sample.attempt("ab-1", Int64(index + 1), isEnded: index > 0)
            attempt.kind = kind
            return attempt
        }
        let reader = try reader([.order(Sample.order("ab-1"))] + kinds.reversed().map { .attempt($0) })
        #expect(try reader.attempts(of: OrderTag("ab-1")) == kinds)
        #expect(try reader.attempts(of: OrderTag("ab-2")).isEmpty)
    }

    @Test func `fills come back as they went in, and two accounts may share a trade's number`() throws {
        let rows = [
            Sample.fill(1, tag: "ab-1", account: "a"), Sample.fill(1, tag: nil, account: "b"),
            Sample.bareFill(2),
        ]
        #expect(
            try reader([.order(Sample.order("ab-1"))] + rows.map { .fill($0) }).fills() == rows)
    }

    @Test func `positions, discrepancies, locks and days come back as they went in`() throws {
        let positions = [Sample.position("A", 2), Sample.position("B", 0), Sample.position("C", -3)]
        let discrepancies = [Sample.discrepancy(1), Sample.discrepancy(2)]
        let locks = [Sample.lock(1), Sample.lock(2, isCleared: true), Sample.bareLock(3)]
        let days = [Sample.dayRow(-30_000), Sample.dayRow(0), Sample.dayRow(1)]
        let reader = try reader(
            positions.map { .position($0) } + discrepancies.map { .discrepancy($0) }
                + locks.map { .lock($0) } + days.map { .day($0) })
        #expect(try reader.positions() == positions)
        #expect(try reader.discrepancies() == discrepancies)
        #expect(try reader.locks() == locks)
        #expect(try reader.days() == days)
    }

    @Test func `numbers at the ends of their range come back`() throws {
        var order = Sample.order("ab-1", at: 0)
        order.limitPrice = Price(nanos: .max)
        order.stopPrice = Price(nanos: .min)
        order.venueOrder = OrderID(.max)
        var fill = Sample.fill(.max, tag: "ab-1")
        fill.trade.profit = Money(tenThousandths: .min)
        let reader = try reader([.order(order), .fill(fill)])
        #expect(try reader.orders() == [order])
        #expect(try reader.fills() == [fill])
        #expect(try reader.verify { _ in nil }.isSound)
    }

    @Test func `a ledger that nobody has open can be read`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        ledger.close()
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.orders().count == 1)
        for name in folder.names { #expect(folder.mode(of: folder.path + "/" + name) == 0o600, "\(name)") }
    }

    @Test func `a ledger whose program was killed can be read`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        let other = TemporaryFolder()
        for part in ["", "-wal"] { #expect(folder.copy(folder.ledger + part, to: other.ledger + part)) }
        #expect(try LedgerReader(path: other.ledger).orders().count == 1)
    }

    @Test func `beside a writer it sees each batch once it is committed`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let reader = try LedgerReader(path: folder.ledger)
        for number in UInt8(1)...5 {
            try ledger.append(Sample.journey(number), at: Sample.start)
            #expect(try reader.orders().count == Int(number))
        }
        #expect(try reader.verify { _ in nil }.isSound)
    }

    @Test func `a walk over rows neither stops the writer nor sees what it adds`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1) + Sample.journey(2), at: Sample.start)
        let reader = try LedgerReader(path: folder.ledger)
        var seen = 0
        try reader.visitAlerts(LedgerFilter()) { _ throws(LedgerFault) in
            seen += 1
            try ledger.append(Sample.journey(UInt8(10 + seen)), at: Sample.start)
        }
        #expect(seen == 2)
        #expect(try reader.alerts().count == 4)
    }

    @Test func `it cannot write`() throws {
        let reader = try reader(Sample.journey(1))
        #expect(throws: LedgerFault.self) {
            try reader.visitAlerts(LedgerFilter()) { _ throws(LedgerFault) in
                throw LedgerFault(.unavailable, "stop")
            }
        }
        #expect(try reader.orders().count == 1)
        let connection = try Connection(path: folder.ledger, access: .readOnly)
        let error = #expect(throws: SQLiteError.self) { try connection.execute("DELETE FROM orders") }
        #expect(error?.cause == .readOnly)
    }

    @Test func `a ledger that is not there is said to be missing, and not created`() {
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains(folder.ledger) == true)
        #expect(folder.names.isEmpty)
    }

    @Test func `an empty file is no ledger yet`() throws {
        try folder.run("SELECT 1")
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        #expect(fault?.kind == .unavailable)
    }

    @Test func `a value that no version writes is damage by its column`() throws {
        let reader = try reader(Sample.journey(1))
        try folder.run("UPDATE orders SET state = 'secret-word'")
        let fault = #expect(throws: LedgerFault.self) { try reader.orders() }
        #expect(fault?.kind == .damaged)
        #expect(fault?.description.contains("column state") == true)
        #expect(fault?.description.contains("secret-word") == false)
    }

    @Test func `every audit body is one JSON object`() throws {
        var delivery = Sample.delivery(1, alert: Sample.fingerprint(1))
        delivery.body = [0xff, 0x00]
        let reader = try reader([
            .alert(Sample.alert(1)), .delivery(delivery),
            .order(Sample.fullOrder("ab-1", alert: Sample.fingerprint(1))), .order(Sample.bareOrder),
            .attempt(Sample.attempt("ab-1", 1)), .fill(Sample.fill(1, tag: "ab-1")),
            .fill(Sample.bareFill(2)),
            .position(Sample.position("A", -1)), .discrepancy(Sample.discrepancy(1)),
            .lock(Sample.bareLock(1)),
            .day(Sample.dayRow(0)), .audit(Sample.verdict("ab-1")),
        ])
        let entries = try reader.audit()
        #expect(entries.count == 12)
        for entry in entries {
            let body = try JSONDocument(entry.row.body).root
            #expect(body.kind == .object)
            let whole = try JSONDocument(entry.json()).root
            #expect(whole["seq"]?.int64 == entry.seq)
            #expect(whole["body"]?.canonical() == body.canonical())
        }
    }
}
