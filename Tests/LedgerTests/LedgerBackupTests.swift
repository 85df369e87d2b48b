import Glibc
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
