import Glibc
import Journey
import OwnThreads
import SQLite
import Testing

@testable import Ledger

@Suite(.ownThreads)
struct LogCheckTests {
    private static let header = 32
    private static let frame = 24 + 4_096

    private let folder = TemporaryFolder()

    /// A log of six commits, as a killed program leaves it.
    private func log() throws -> [UInt8] {
        let ledger = try LedgerFile(path: folder.ledger)
        for number in UInt8(1)...6 { try ledger.append(Sample.journey(number), at: Sample.start) }
        return try #require(folder.bytes(of: folder.ledger + "-wal"))
    }

    private func fault(_ log: [UInt8], pieces: Int = .max) -> String? {
        var check = LogCheck()
        var rest = log[...]
        while !rest.isEmpty {
            check.take(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        return check.fault
    }

    /// The commit frames, from 0.
    private func commits(_ log: [UInt8]) -> [Int] {
        (0..<(log.count - Self.header) / Self.frame).filter {
            let start = Self.header + $0 * Self.frame
            return log[start + 4..<start + 8].contains { $0 != 0 }
        }
    }

    private func flip(_ log: [UInt8], _ frame: Int) -> [UInt8] {
        var log = log
        log[Self.header + frame * Self.frame + 24 + 100] ^= 1
        return log
    }

    @Test(arguments: [1, 31, 32, 33, 4_119, 4_120, 4_121, 65_536, .max])
    func `a log is judged alike in pieces of any size`(pieces: Int) throws {
        let log = try log()
        #expect(commits(log).count == 6)
        #expect(fault(log, pieces: pieces) == nil)
        #expect(
            fault(flip(log, 0), pieces: pieces)
                == "frame 1 of its log is damaged, and 6 commits are behind it")
    }

    @Test func `damage is told with two commits behind it, and not with the last one alone`() throws {
        let log = try log()
        let commits = commits(log)
        let (before, last) = (commits[4], commits[5])
        #expect(
            fault(flip(log, before))
                == "frame \(before + 1) of its log is damaged, and 2 commits are behind it")
        #expect(fault(flip(log, before + 1)) == nil)
        #expect(fault(flip(log, last)) == nil)
    }

    @Test(arguments: [0, 8, 16, 24])
    func `a damaged header is told with what is behind it`(offset: Int) throws {
        var log = try log()
        log[offset] ^= 0x10
        #expect(fault(log) == "the header of its log is damaged, and 6 commits are behind it")
    }

    @Test(arguments: [false, true])
    func `a damaged header is told where the first frame is damaged with it`(isZeroed: Bool) throws {
        var log = try log()
        for index in 0..<Self.header + 24 { log[index] = isZeroed ? 0 : log[index] ^ 0x5A }
        #expect(fault(log) == "the header of its log is damaged, and 6 commits are behind it")
    }

    @Test func `damage that takes the mark of the commit before the last along is not told`() throws {
        var log = try log()
        let mark = Self.header + commits(log)[4] * Self.frame
        for index in mark..<mark + 24 { log[index] = 0 }
        #expect(fault(log) == nil)
    }

    @Test(arguments: [0, 31, 32, 33, 4_151])
    func `too short a log tells nothing`(count: Int) throws {
        #expect(fault(Array(try log().prefix(count))) == nil)
    }

    @Test func `frames of an older log behind the last commit are none of its`() throws {
        let log = try log()
        let commits = commits(log)
        // Other salts, as a log that was begun anew leaves them behind.
        var older = Array(log[(Self.header + (commits[1] + 1) * Self.frame)...])
        for start in stride(from: 0, to: older.count, by: Self.frame) { older[start + 8] ^= 1 }
        #expect(fault(log.prefix(Self.header + (commits[1] + 1) * Self.frame) + older) == nil)
    }

    @Test func `a log with such damage keeps the ledger from opening`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        for number in UInt8(1)...3 { try ledger.append(Sample.journey(number), at: Sample.start) }
        let other = TemporaryFolder()
        for part in ["", "-wal"] { #expect(folder.copy(folder.ledger + part, to: other.ledger + part)) }
        let log = try #require(other.bytes(of: other.ledger + "-wal"))
        #expect(
            other.overwrite(other.ledger + "-wal", at: Self.header + 24, with: [log[Self.header + 24] ^ 1]))
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerFile(path: other.ledger) }
        #expect(fault?.kind == .damaged)
        #expect(fault?.description.contains("frame 1 of its log is damaged") == true)
    }
}
