import Glibc
import JSON
import Journey
import OwnThreads
import SQLite
import Synchronization
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerBackupTests {
    private let folder = TemporaryFolder()
    private let oldest = Timestamp(microseconds: 0)

    private var target: String { folder.path + "/copy.db" }

    @Test func `a backup holds what was committed, is private, and checks out`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        let backup = try LedgerBackup.take(of: folder.ledger, to: target, at: Sample.time(9))
        try ledger.append(Sample.journey(2), at: Sample.time(1))
        #expect(backup.lastSeq == 6)
        #expect(folder.mode(of: target) == 0o600)
        #expect(!folder.names.contains { $0.hasPrefix("copy.db") && $0 != "copy.db" })
        let report = try LedgerReader(path: target).verify { _ in nil }
        #expect(report.isSound)
        #expect(report.lastHash == backup.lastHash)
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.lastSeq == 12)
    }

    @Test func `names may be relative, and are told as they were given`() throws {
        let ledger = try LedgerFile(path: folder.relative + "/ledger.db")
        try ledger.append(Sample.journey(1), at: Sample.start)
        let target = folder.relative + "/copy.db"
        let backup = try LedgerBackup.take(
            of: folder.relative + "/ledger.db", to: target, at: Sample.start)
        let line = JSONWriter.write { writer in writer.object { backup.writeMembers(to: &$0) } }
        let told = try JSONDocument(line).root
        #expect(told["file"]?.string == target)
        #expect(told["bytes"]?.int64 == folder.bytes(of: self.target).map { Int64($0.count) })
        #expect(told["last_seq"]?.int64 == 6)
        let report = try LedgerReader(path: self.target).verify { _ in nil }
        #expect(told["last_hash"]?.string == report.lastHash)
    }

    @Test func `a ledger of many steps is copied whole`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        for number in 1...60 as ClosedRange<UInt8> {
            var alert = Sample.alert(number)
            alert.canonical = Array("\"\(String(repeating: "a", count: 100_000))\"".utf8)
            try ledger.append([.alert(alert)], at: Sample.start)
        }
        #expect(try LedgerBackup.take(of: folder.ledger, to: target, at: Sample.start).bytes > 6_000_000)
        let reader = try LedgerReader(path: target)
        #expect(try reader.alerts().count == 60)
        #expect(try reader.verify { _ in nil }.isSound)
    }

    @Test func `damage far from the chain's end is not copied as if it were sound either`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        ledger.close()
        let page = try folder.count("SELECT rootpage FROM sqlite_schema WHERE name = 'fills_at'")
        #expect(
            folder.overwrite(
                folder.ledger, at: (Int(page) - 1) * 4_096, with: [UInt8](repeating: 0xa5, count: 64)))
        let fault = #expect(throws: LedgerFault.self) {
            try LedgerBackup.take(of: folder.ledger, to: target, at: Sample.start)
        }
        #expect(fault?.kind == .damaged)
        #expect(fault?.description.contains("does not check out") == true)
        #expect(!folder.names.contains { $0.hasPrefix("copy") })
    }

    @Test func `a folder that does not exist is named, and nothing is made`() throws {
        try LedgerFile(path: folder.ledger).close()
        let before = folder.names
        let fault = #expect(throws: LedgerFault.self) {
            try LedgerBackup.take(of: folder.ledger, to: folder.path + "/missing/copy.db", at: Sample.start)
        }
        #expect(fault?.description.contains("/missing/copy.db.part: cannot create it") == true)
        #expect(folder.names == before)
    }

    @Test func `a file that took the name while the copy was made is left alone`() throws {
        try LedgerFile(path: folder.ledger).close()
        #expect(folder.copy(folder.ledger, to: target))
        let before = folder.bytes(of: target)
        let part = target + ".part"
        let made = open(part, O_CREAT | O_WRONLY, 0o600)
        close(made)
        #expect(throws: LedgerFault.self) { try LedgerBackup.publish(part, as: target) }
        #expect(folder.bytes(of: target) == before)
    }

    @Test func `a copy that somebody took away before it was finished gets no name`() throws {
        let fault = #expect(throws: LedgerFault.self) {
            try LedgerBackup.publish(target + ".part", as: target)
        }
        #expect(fault?.description.contains("cannot finish the copy") == true)
        #expect(folder.names.isEmpty)
    }

    @Test(arguments: ["copy.db", "copy.db.part"])
    func `no file is overwritten, and none is left behind`(name: String) throws {
        try LedgerFile(path: folder.ledger).close()
        let other = folder.path + "/" + name
        let made = open(other, O_CREAT | O_WRONLY, 0o600)
        #expect(write(made, "mine", 4) == 4)
        close(made)
        let before = folder.names
        #expect(throws: LedgerFault.self) {
            try LedgerBackup.take(of: folder.ledger, to: target, at: Sample.start)
        }
        #expect(folder.names == before)
    }

    @Test func `a damaged end of the chain is not copied as if it were sound`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        ledger.close()
        try folder.tamper("UPDATE audit SET body = x'7b7d' WHERE seq = 5")
        let fault = #expect(throws: LedgerFault.self) {
            try LedgerBackup.take(of: folder.ledger, to: target, at: Sample.start)
        }
        #expect(fault?.kind == .damaged)
        #expect(!folder.names.contains { $0.hasPrefix("copy") })
    }

    @Test func `one is taken while the ledger is being written`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        for number in 1...40 as ClosedRange<UInt8> {
            try ledger.append(Sample.journey(number), at: Sample.time(Int64(number)))
        }
        let isDone = Mutex(false)
        let writer = Thread.start {
            var seconds: Int64 = 100
            repeat {
                seconds += 1
                _ = try? ledger.append([.position(Sample.position("A", seconds))], at: Sample.time(seconds))
            } while !isDone.withLock { $0 }
        }
        var seqs: [Int64] = []
        for number in 1...5 {
            let copy = folder.path + "/copy\(number).db"
            seqs.append(try LedgerBackup.take(of: folder.ledger, to: copy, at: Sample.start).lastSeq)
            #expect(try LedgerReader(path: copy).verify { _ in nil }.isSound)
        }
        isDone.withLock { $0 = true }
        writer.join()
        #expect(seqs == seqs.sorted() && seqs.allSatisfy { $0 >= 240 })
        ledger.close()
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.isSound)
    }
}

/// A thread of a test's own.
private struct Thread {
    private let handle: pthread_t

    static func start(_ body: @escaping @Sendable () -> Void) -> Thread {
        let box = Unmanaged.passRetained(Body(run: body))
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        precondition(code == 0, "no thread: \(code)")
        return Thread(handle: handle)
    }

    func join() { pthread_join(handle, nil) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
