import Glibc
import Journey
import OwnThreads
import SQLite
import Testing
import Trading

@testable import Ledger

/// Who may trade at all, on disk.
@Suite(.ownThreads)
struct LedgerControlTests {
    private let folder = TemporaryFolder()

    @Test func `a restart gets the last word on each scope, and the chain holds every one`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let all = ControlRow(
            key: .all, isKilled: true, word: "kill", reason: "", by: "ole", at: Sample.time(1))
        try ledger.append(
            Sample.journey(1) + [.control(Sample.control("combine-1")), .control(all)], at: Sample.time(1))
        try ledger.append(
            [.control(Sample.fullControl("orb")), .control(Sample.control("combine-1", .reducing))],
            at: Sample.time(2))
        ledger.close()
        let memory = try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start)
        #expect(
            memory.controls == [Sample.control("combine-1", .reducing), all, Sample.fullControl("orb")])
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.isSound)
        let told = try LedgerReader(path: folder.ledger).audit().filter { $0.row.kind == "control" }
        #expect(
            told.map(\.row.subject) == ["account/combine-1", "all/*", "strategy/orb", "account/combine-1"])
    }

    @Test(arguments: [
        ("UPDATE controls SET state = 'active'", LedgerFinding.Kind.changed),
        ("UPDATE controls SET reason = 'all is well'", .changed),
        ("UPDATE controls SET said_by = 'somebody else'", .changed),
        ("UPDATE controls SET subject = 'combine-2'", .missing),
        ("DELETE FROM controls", .missing),
        ("UPDATE controls SET start_state = 'nonsense'", .unreadable),
    ])
    func `a word that was edited or deleted is named`(sql: String, kind: LedgerFinding.Kind) throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.control(Sample.control("combine-1"))], at: Sample.start)
        }
        try folder.run(sql)
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.findings.first?.kind == kind)
        #expect(
            report.findings.contains {
                $0.subject.hasPrefix("control account/combine-1") || kind == .unreadable
            })
    }

    @Test func `a ledger of the third version opens, and takes words`() throws {
        do {
            let connection = try Connection(path: folder.ledger, access: .readWriteCreate)
            try Schema.migrate(connection, from: 0, steps: Array(Schema.migrations.prefix(3)))
        }
        #expect(chmod(folder.ledger, 0o600) == 0)
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([.control(Sample.control("combine-1"))], at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).controls == [Sample.control("combine-1")])
    }

    @Test func `a copy of a ledger that is halted is halted`() throws {
        let copy = TemporaryFolder()
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.control(Sample.control("combine-1"))], at: Sample.start)
        }
        #expect(folder.copy(folder.ledger, to: copy.ledger))
        #expect(chmod(copy.ledger, 0o600) == 0)
        let memory = try LedgerFile(path: copy.ledger).restore(oldestFill: Sample.start)
        #expect(memory.isCopy && memory.controls == [Sample.control("combine-1")])
    }
}
