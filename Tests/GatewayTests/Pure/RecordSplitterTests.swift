import OwnThreads
import Testing

@testable import Gateway

@Suite(.ownThreads)
struct RecordSplitterTests {
    static let bytesMax = 4_096
    static let stream = Array("{}\u{1E}{\"type\":6}\u{1E}{\"a\":\"ü\"}\u{1E}".utf8)

    @Test(arguments: 0...stream.count)
    func `records are the same wherever the messages are cut`(cut: Int) throws {
        var splitter = RecordSplitter(bytesMax: Self.bytesMax)
        var records = try splitter.take(Array(Self.stream[..<cut]))
        records += try splitter.take(Array(Self.stream[cut...]))
        #expect(records.map { String(decoding: $0, as: UTF8.self) } == ["{}", #"{"type":6}"#, #"{"a":"ü"}"#])
    }

    @Test func `records are the same byte by byte`() throws {
        var splitter = RecordSplitter(bytesMax: Self.bytesMax)
        var records: [[UInt8]] = []
        for byte in Self.stream { records += try splitter.take([byte]) }
        #expect(records.count == 3)
    }

    @Test func `an unfinished record waits`() throws {
        var splitter = RecordSplitter(bytesMax: Self.bytesMax)
        let records = try splitter.take(Array("{".utf8)) + splitter.take([])
        #expect(records.isEmpty)
    }

    @Test func `a record at the limit passes and one byte more does not`() throws {
        let whole = [UInt8](repeating: 0x20, count: Self.bytesMax)
        var splitter = RecordSplitter(bytesMax: Self.bytesMax)
        let atLimit = try splitter.take(whole + [RecordSplitter.separator])
        let unfinished = try splitter.take(whole)
        #expect(atLimit.count == 1 && unfinished.isEmpty)
        #expect(throws: Unreadable.self) { try splitter.take([0x20]) }
    }
}
