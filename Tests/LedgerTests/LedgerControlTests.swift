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

    @Test func `an acknowledged profile is kept whole`() throws {
        let row = ControlRow(
            key: ControlRow.Key(.profile, "combine-1"), word: "acknowledge", reason: "", by: "ole",
            at: Sample.time(1), profile: #"{"name":"p"}"#)
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.control(row), .control(Sample.control("combine-1"))], at: Sample.start)
            #expect(try ledger.restore(oldestFill: Sample.start).controls.contains(row))
        }
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.isSound)
        #expect(!String(decoding: Sample.control("combine-1").json(), as: UTF8.self).contains("profile"))
        try folder.run("UPDATE controls SET profile = '{}' WHERE scope = 'profile'")
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.findings.map(\.kind) == [.changed])
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

    @Test func `orders of late come back with their strategies, the oldest first`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        for number in [2, 1, 3] as [UInt8] {
            try ledger.append(Sample.journey(number), at: Sample.time(Int64(number)))
        }
        let recent = try ledger.restore(oldestFill: Sample.start).recent
        #expect(recent.count == 3)
        #expect(recent.map(\.createdAt) == recent.map(\.createdAt).sorted())
        #expect(recent.allSatisfy { $0.strategy != nil && $0.orderClass == .entry })
        #expect(try ledger.restore(oldestFill: Sample.time(1_000_000)).recent.isEmpty)
    }

    // MARK: The clock

    @Test func `the latest wall time is known after a restart, whatever came later`() throws {
        #expect(try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start).lastSeenWall == nil)
        let times: [Int64] = [10, 3_600, 20, 30]
        for time in times {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.lock(Sample.lock(time))], at: Sample.time(time))
        }
        let memory = try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start)
        #expect(memory.lastSeenWall == Sample.time(3_600))
    }

    @Test func `the newest row tells it where the mark is a little older`() throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            for time in 10...12 as ClosedRange<Int64> {
                try ledger.append([.lock(Sample.lock(time))], at: Sample.time(time))
            }
        }
        let memory = try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start)
        #expect(memory.lastSeenWall == Sample.time(12))
    }

    @Test func `a clock that was declared right is believed from then on`() throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.lock(Sample.lock(1))], at: Sample.time(3_600))
            let row = ControlRow(
                key: .clock, word: "resume", reason: "", by: "ole", at: Sample.time(10))
            try ledger.append([.control(row)], at: Sample.time(10))
            try ledger.append([.lock(Sample.lock(2))], at: Sample.time(11))
        }
        let memory = try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start)
        #expect(memory.lastSeenWall == Sample.time(11))
    }
}
