import Glibc
import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

/// What a program that was killed leaves beside its ledger, and what may have happened to it since.
@Suite(.ownThreads)
struct LedgerLogDamageTests {
    private static let headerBytes = 32
    private static let frameBytes = 24 + 4_096

    private let folder = TemporaryFolder()
    private var log: String { folder.ledger + "-wal" }

    /// Three commits, none of them in the database's file yet.
    private func killed() throws -> [UInt8] {
        let other = TemporaryFolder()
        let ledger = try LedgerFile(path: other.ledger)
        for number in 1...3 as ClosedRange<UInt8> {
            try ledger.append(Sample.journey(number), at: Sample.time(Int64(number)))
        }
        for part in ["", "-wal"] { #expect(other.copy(other.ledger + part, to: folder.ledger + part)) }
        return try #require(folder.bytes(of: log))
    }

    private func refusal() -> LedgerFault? {
        do {
            try LedgerFile(path: folder.ledger).close()
            return nil
        } catch { return error }
    }

    @Test func `all three commits are there`() throws {
        _ = try killed()
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.restore(oldestFill: Sample.start).orders.count == 3)
    }

    @Test(arguments: [
        (0, "the header of its log is damaged, and 3 commits are behind it"),
        (10, "the header of its log is damaged, and 3 commits are behind it"),
        (17, "the header of its log is damaged, and 3 commits are behind it"),
        (headerBytes + 100, "frame 1 of its log is damaged, and 3 commits are behind it"),
        (headerBytes + 9, "frame 1 of its log is damaged, and 3 commits are behind it"),
        (headerBytes + frameBytes + 100, "frame 2 of its log is damaged, and 3 commits are behind it"),
    ])
    func `one flipped bit in front of what was durable is damage, and nothing is left out silently`(
        offset: Int, words: String
    ) throws {
        let bytes = try killed()
        #expect(folder.overwrite(log, at: offset, with: [bytes[offset] ^ 4]))
        let fault = try #require(refusal())
        #expect(fault.kind == .damaged)
        #expect(fault.description.contains(words), "\(fault)")
        #expect(folder.bytes(of: log)?.count == bytes.count)
    }

    @Test func `a break in the last commit is what a power cut leaves, and the ones before it stand`() throws
    {
        let bytes = try killed()
        #expect(folder.overwrite(log, at: bytes.count - 1, with: [~bytes[bytes.count - 1]]))
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.restore(oldestFill: Sample.start).orders.map(\.tag.text) == ["ab-1", "ab-2"])
    }

    @Test(arguments: [false, true])
    func `a log whose sums go by the other order of bytes is read as well`(isDamaged: Bool) throws {
        var bytes = Self.turned(try killed())
        if isDamaged { bytes[Self.headerBytes + 100] ^= 4 }
        #expect(folder.overwrite(log, at: 0, with: bytes))
        guard !isDamaged else {
            #expect(refusal()?.description.contains("frame 1 of its log") == true)
            return
        }
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.restore(oldestFill: Sample.start).orders.count == 3)
    }

    /// The same log as a machine of the other order of bytes would write it.
    private static func turned(_ log: [UInt8]) -> [UInt8] {
        var log = log
        var sum: (UInt32, UInt32) = (0, 0)
        func word(_ at: Int) -> UInt32 { log[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        func add(_ range: Range<Int>) {
            for at in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                sum.0 = sum.0 &+ word(at) &+ sum.1
                sum.1 = sum.1 &+ word(at + 4) &+ sum.0
            }
        }
        func put(at: Int) {
            for (offset, word) in [(0, sum.0), (4, sum.1)] {
                for byte in 0..<4 {
                    log[at + offset + byte] = UInt8(truncatingIfNeeded: word >> (24 - 8 * byte))
                }
            }
        }
        log[3] |= 1
        add(0..<24)
        put(at: 24)
        for frame in stride(from: headerBytes, to: log.count, by: frameBytes) {
            add(frame..<frame + 8)
            add(frame + 24..<frame + frameBytes)
            put(at: frame + 16)
        }
        return log
    }

    enum Stranger: CaseIterable {
        case folder, pipe, link
    }

    @Test(arguments: Stranger.allCases)
    func `what is no log in a log's place keeps the ledger shut, and is named`(stranger: Stranger) throws {
        let journal = folder.ledger + "-journal"
        try LedgerFile(path: folder.ledger).close()
        switch stranger {
        case .folder: #expect(mkdir(journal, 0o700) == 0)
        case .pipe: #expect(mkfifo(journal, 0o600) == 0)
        case .link: #expect(symlink(folder.path + "/elsewhere", journal) == 0)
        }
        let fault = try #require(refusal())
        #expect(fault.kind == .unavailable)
        #expect(fault.description.contains("cannot make \(journal) durable"))
        if stranger == .folder { rmdir(journal) } else { unlink(journal) }
        #expect(refusal() == nil)
    }
}
