import Glibc
import Journey
import OwnThreads
import SQLite
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerNotificationTests {
    private let folder = TemporaryFolder()

    @Test func `notifications come back as they went in, and the chain holds them`() throws {
        let rows = [
            Sample.notification(1), Sample.fullNotification(2), Sample.fullNotification(3, .givenUp),
            Sample.fullNotification(4, .pending),
        ]
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(rows.map { .notification($0) }, at: Sample.start)
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.notifications() == rows)
        #expect(try reader.notifications(LedgerFilter(state: "given_up")) == [rows[2]])
        #expect(
            try reader.notifications(LedgerFilter(account: AccountName("combine-1"))) == Array(rows[1...]))
        #expect(try reader.notifications(LedgerFilter(since: Sample.time(3), limit: 1)) == [rows[3]])
        let report = try reader.verify { _ in nil }
        #expect(report.isSound && report.auditRows == 4 && report.rowsCompared == 4)
    }

    @Test func `a restart gets what waits, in order, and nothing else`() throws {
        var first = Sample.notification(1)
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(
            [3, 1, 2].map { .notification(Sample.notification($0)) }
                + [.notification(Sample.notification(4, .delivered))], at: Sample.start)
        first.attempts = 1
        first.state = .givenUp
        try ledger.append([.notification(first)], at: Sample.start)
        ledger.close()
        let memory = try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start)
        #expect(memory.notifications.map(\.id) == [2, 3])
        #expect(memory.lastNotification == 4)
    }

    @Test(arguments: [
        ("UPDATE notifications SET state = 'delivered' WHERE id = 1", LedgerFinding.Kind.changed),
        ("UPDATE notifications SET text = 'all is well' WHERE id = 1", .changed),
        ("DELETE FROM notifications WHERE id = 1", .missing),
        ("UPDATE notifications SET kind = 'nonsense' WHERE id = 1", .unreadable),
    ])
    func `a notification that was edited or deleted is named`(sql: String, kind: LedgerFinding.Kind) throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.notification(Sample.notification(1))], at: Sample.start)
        }
        try folder.run(sql)
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.findings.map(\.kind) == [kind])
        #expect(report.findings.first?.subject == "notification 1")
    }

    @Test func `a ledger of the second version opens, keeps its rows, and takes notifications`() throws {
        // A file as the version before wrote it, by the SQL of its own migrations.
        do {
            let connection = try Connection(path: folder.ledger, access: .readWriteCreate)
            try Schema.migrate(connection, from: 0, steps: Array(Schema.migrations.prefix(2)))
            try connection.execute(
                """
                INSERT INTO locks VALUES (7, 'combine-1', NULL, 'operator', 'by hand', 5, NULL, NULL, 1);
                """)
        }
        #expect(chmod(folder.ledger, 0o600) == 0)
        #expect(try folder.count("PRAGMA user_version") == 2)
        #expect(
            try folder.count("SELECT count(*) FROM sqlite_schema WHERE name = 'notifications'") == 0)
        #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try folder.count("PRAGMA user_version") == Schema.version)
        try ledger.append([.notification(Sample.notification(1))], at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.start)
        #expect(memory.locks.map(\.id) == [7])
        #expect(memory.notifications.map(\.id) == [1])
    }
}
