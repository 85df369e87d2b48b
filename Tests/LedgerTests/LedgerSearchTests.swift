import Glibc
import Journey
import OwnThreads
import SQLite
import Testing
import Trading

@testable import Ledger

/// What belongs to an alert is found by its name, and an alert that was traded or denied leaves no entry in
/// an index by a number of chance where one of its rows has one already.
@Suite(.ownThreads)
struct LedgerSearchTests {
    private let folder = TemporaryFolder()

    /// One with an id: its key is its name.
    private static func named(_ number: UInt8) -> AlertRow {
        let row = Sample.alert(number)
        return AlertRow(
            fingerprint: row.fingerprint, key: row.fingerprint, keyUntil: row.keyUntil, source: row.source,
            dialect: row.dialect, strategy: row.strategy, ticker: row.ticker, action: row.action,
            canonical: row.canonical, receivedAt: row.receivedAt)
    }

    private static func order(
        _ alert: Fingerprint, account: Int64, leg: Int = 0, parent: OrderTag? = nil, tag: OrderTag? = nil
    ) -> OrderRow {
        let own = OrderTag(alert: alert, account: AccountID(account), leg: leg)
        var row = Sample.order((tag ?? own).text, alert: alert, state: .denied, leg: leg)
        row.parent = parent
        return row
    }

    /// Two alerts whose names differ in their last bits alone, so that their tags begin alike.
    private static let twins: [Fingerprint] = [0, 1].compactMap { last in
        Fingerprint(Array(Sample.fingerprint(7).bytes.dropLast()) + [last])
    }

    private func written() throws -> [OrderRow] {
        let (first, second) = (Self.twins[0], Self.twins[1])
        let close = Self.order(first, account: 17, leg: 0)
        let orders = [
            close, Self.order(first, account: 17, leg: 1, parent: close.tag),
            Self.order(first, account: 9_999_999, leg: 102),
            Self.order(first, account: 17, parent: close.tag, tag: OrderTag("venue's own name")),
            Self.order(first, account: 17, tag: OrderTag("\(close.tag)-SL")),
            Self.order(second, account: 17, leg: 3),
        ]
        var alerts = [Self.named(7), Self.named(8)]
        for (index, name) in Self.twins.enumerated() {
            alerts[index] = AlertRow(
                fingerprint: name, key: name, keyUntil: Sample.time(60), source: "orb", dialect: "native",
                strategy: nil, ticker: "NQ1!", action: "buy", canonical: Array("{}".utf8),
                receivedAt: Sample.start)
        }
        try LedgerFile(path: folder.ledger).append(
            alerts.map { .alert($0) } + orders.map { .order($0) } + [
                .delivery(Sample.delivery(1, alert: first, at: 0)),
                .delivery(Sample.delivery(2, alert: second, at: 0)),
                .delivery(Sample.delivery(3, alert: first, outcome: .duplicate)),
                .delivery(Sample.delivery(4, alert: first, outcome: .conflict)),
            ], at: Sample.start)
        return orders
    }

    @Test func `an alert's orders are found by its name, whatever their tags and legs`() throws {
        let orders = try written()
        let reader = try LedgerReader(path: folder.ledger)
        let stories = try reader.stories(ofAlert: Self.twins[0].description)
        #expect(Set(stories.flatMap(\.orders).map(\.order.tag)) == Set(orders.dropLast().map(\.tag)))
        #expect(stories.first?.orders.count == 5)
        #expect(stories.first?.deliveries.map(\.id) == [1, 3, 4])
        let others = try reader.stories(ofAlert: Self.twins[1].description)
        #expect(others.flatMap(\.orders).map(\.order.tag) == [orders[5].tag])
        #expect(others.first?.deliveries.map(\.id) == [2])
        #expect(try reader.alerts().map(\.deliveries) == [3, 1])
        #expect(try reader.alerts().map(\.status) == [.denied, .denied])
    }

    @Test func `a repeat is answered with the orders of the first, in their order`() throws {
        let orders = try written()
        let ledger = try LedgerFile(path: folder.ledger)
        let known = try ledger.find(Self.twins[0], at: Sample.start)
        #expect(known?.verdicts.map(\.tag) == orders.dropLast().filter { !$0.isBracketLeg }.map(\.tag))
        #expect(try ledger.find(Self.twins[0], at: Sample.time(60)) == nil)
    }

    @Test func `an alert with an id leaves no entry in the indexes of what cannot be found otherwise`() throws
    {
        let alert = Self.named(1)
        try LedgerFile(path: folder.ledger).append(
            [
                .alert(alert), .delivery(Sample.delivery(1, alert: alert.fingerprint, at: 0)),
                .order(Self.order(alert.fingerprint, account: 17)),
            ], at: Sample.start)
        let connection = try Connection(path: folder.ledger, access: .readOnly)
        let entries = [
            "orders INDEXED BY orders_alert WHERE \(Schema.hasOtherTag) AND alert IS NOT NULL",
            "deliveries INDEXED BY deliveries_alert WHERE \(Schema.isRepeat) AND alert IS NOT NULL",
            "alerts INDEXED BY alerts_key WHERE \(Schema.hasOtherKey)",
        ]
        for entry in entries {
            #expect(try connection.value("SELECT count(*) FROM \(entry)") == .int64(0), "\(entry)")
        }
    }

    @Test func `a ledger of version 9 answers as before, and is sound`() throws {
        let orders = try written()
        try folder.run(
            """
            \(TemporaryFolder.dropRefusals)
            DROP INDEX deliveries_at; DROP INDEX alerts_key; DROP INDEX orders_alert;
            DROP INDEX deliveries_alert;
            CREATE INDEX deliveries_alert ON deliveries (alert) WHERE alert IS NOT NULL;
            CREATE INDEX alerts_key ON alerts (key, key_until);
            CREATE INDEX orders_alert ON orders (alert, leg) WHERE alert IS NOT NULL;
            PRAGMA user_version = 9;
            """)
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            #expect(try ledger.find(Self.twins[1], at: Sample.start)?.verdicts.map(\.tag) == [orders[5].tag])
        }
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.stories(ofAlert: Self.twins[0].description).first?.orders.count == 5)
        #expect(try reader.verify { _ in nil }.isSound)
    }

    @Test func `neither a list of alerts nor a story reads a table from end to end for each alert`() throws {
        _ = try written()
        let session = try LedgerSession(folder.ledger)
        let queries = [
            "SELECT \(AlertListing.columns) FROM alerts t WHERE t.fingerprint BETWEEN ?1 AND ?2",
            LedgerList.alerts.query("1", from: "alerts", LedgerFilter(account: AccountName("a"))).0,
            OrderRow.table.select + " WHERE tag IN (\(Schema.tags(ofAlert: "?1")))",
            DeliveryRow.table.select + " WHERE id IN (\(Schema.deliveries(ofAlert: "?1", receivedAt: "?2")))",
        ]
        for sql in queries {
            let statement = try Statement("EXPLAIN QUERY PLAN " + sql, on: session.connection)
            while try statement.step() {
                let step = statement.text(at: 3)
                let isWhole = step.hasPrefix("SCAN orders") || step.hasPrefix("SCAN deliveries")
                #expect(!isWhole && step != "SCAN o", "\(step) in: \(sql)")
            }
        }
    }
}
