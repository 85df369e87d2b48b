import OwnThreads
import Testing

@testable import WebSocket

@Suite(.ownThreads)
struct FramesTests {
    private let mask: [UInt8] = [1, 2, 3, 4]

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536])
    func `carries texts of every length from client to server and back`(count: Int) throws {
        let client = try Frames(.client, messageBytesMax: 1 << 20)
        let server = try Frames(.server, messageBytesMax: 1 << 20)
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        try client.send(text: text)
        #expect(try server.feed(client.outgoing) == [.text(text)])
        try server.send(text: text)
        #expect(try client.feed(server.outgoing) == [.text(text)])
    }

    @Test func `masks what a client sends, never twice alike, and not what a server sends`() throws {
        let client = try Frames(.client, messageBytesMax: 100)
        for _ in 0..<20 { try client.send(text: Array("hello".utf8)) }
        var masks: Set<[UInt8]> = []
        while let (frame, count) = WireFrame.first(in: client.outgoing) {
            #expect(frame.payload == Array("hello".utf8))
            masks.insert(try #require(frame.mask))
            client.removeOutgoing(count)
        }
        #expect(masks.count == 20)
        let server = try Frames(.server, messageBytesMax: 100)
        try server.send(text: Array("hello".utf8))
        #expect(server.outgoing == WireFrame(.text, "hello").bytes)
    }

    @Test func `reads frames that come byte by byte`() throws {
        let client = try Frames(.client, messageBytesMax: 100)
        let bytes = WireFrame(.text, "one").bytes + WireFrame(.binary, [0, 255]).bytes
        var messages: [Frames.Message] = []
        for byte in bytes { messages += try client.feed([byte]) }
        #expect(messages == [.text(Array("one".utf8)), .binary([0, 255])])
    }

    @Test func `reads a hundred frames that come at once`() throws {
        let client = try Frames(.client, messageBytesMax: 100)
        let texts = (0..<100).map { "message \($0)" }
        let messages = try client.feed(texts.flatMap { WireFrame(.text, $0).bytes })
        #expect(messages == texts.map { .text(Array($0.utf8)) })
    }

    @Test func `joins fragments, with a ping between them`() throws {
        let client = try Frames(.client, messageBytesMax: 100)
        let messages = try client.feed(
            WireFrame(.text, "gr", isFinal: false).bytes + WireFrame(.ping, "p").bytes
                // The two bytes of one character, in two fragments.
                + WireFrame(.continuation, [0xc3], isFinal: false).bytes
                + WireFrame(.continuation, [0xbc, 0x6e]).bytes)
        #expect(messages == [.ping, .text(Array("grün".utf8))])
        let (answer, _) = try #require(WireFrame.first(in: client.outgoing))
        #expect(answer.kind == .pong)
        #expect(answer.payload == Array("p".utf8))
    }

    @Test(arguments: [(10, true), (11, false)])
    func `takes a message up to the limit and none above`(count: Int, isTaken: Bool) throws {
        let client = try Frames(.client, messageBytesMax: 10)
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        #expect(try client.feed(WireFrame(.text, text).bytes).isEmpty == !isTaken)
        #expect(client.violation == (isTaken ? nil : 1009))
    }

    @Test func `counts a message's fragments together`() throws {
        let client = try Frames(.client, messageBytesMax: 10)
        _ = try client.feed(WireFrame(.text, "123456", isFinal: false).bytes)
        #expect(client.violation == nil)
        _ = try client.feed(WireFrame(.continuation, "78901").bytes)
        #expect(client.violation == 1009)
        #expect(WireFrame.first(in: client.outgoing)?.frame.closeCode == 1009)
    }

    @Test func `refuses a length that would not fit in memory at its first byte`() throws {
        let client = try Frames(.client, messageBytesMax: 1 << 20)
        _ = try client.feed([0x82, 127, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0])
        #expect(client.violation == 1009)
    }

    @Test(arguments: [
        (WireFrame(.text, [0xff]).bytes, 1007),
        (WireFrame(.text, [0xc3]).bytes, 1007),
        (WireFrame(.text, "x", mask: [1, 2, 3, 4]).bytes, 1002),
        (WireFrame(.continuation, "x").bytes, 1002),
        (WireFrame(.text, "x", isFinal: false).bytes + WireFrame(.text, "y").bytes, 1002),
        ([0x83, 0], 1002), ([0xc1, 1, 0x78], 1002), (WireFrame.close(1005).bytes, 1002),
    ])
    func `a client answers a broken rule with its code, and reads no more`(bytes: [UInt8], code: Int) throws {
        let client = try Frames(.client, messageBytesMax: 1_000)
        #expect(try client.feed(bytes) == [])
        #expect(client.violation == code)
        #expect(WireFrame.first(in: client.outgoing)?.frame.closeCode == code)
        #expect(try client.feed(WireFrame(.text, "late").bytes) == [])
    }

    @Test(arguments: [
        WireFrame(.ping, "x", isFinal: false), WireFrame(.ping, String(repeating: "x", count: 126)),
    ])
    func `a client answers a malformed control frame with a close frame`(frame: WireFrame) throws {
        let client = try Frames(.client, messageBytesMax: 1_000)
        #expect(try client.feed(frame.bytes) == [])
        #expect(client.violation == 1002)
        #expect(WireFrame.first(in: client.outgoing)?.frame.kind == .close)
        #expect(try client.feed(WireFrame(.text, "late").bytes) == [])
    }

    @Test func `a server refuses a frame without a mask`() throws {
        let server = try Frames(.server, messageBytesMax: 100)
        #expect(try server.feed(WireFrame(.text, "x").bytes) == [])
        #expect(server.violation == 1002)
    }

    @Test(arguments: [
        (WireFrame.close(1000, "done"), 1000, "done"), (WireFrame.close(4321), 4321, ""),
        (WireFrame(.close, []), 1005, ""),
    ])
    func `answers a close frame and reads no more`(frame: WireFrame, code: Int, reason: String) throws {
        let client = try Frames(.client, messageBytesMax: 100)
        let messages = try client.feed(frame.bytes + WireFrame(.text, "late").bytes)
        #expect(messages == [.close(code: code, reason: reason)])
        #expect(client.violation == nil)
        #expect(WireFrame.first(in: client.outgoing)?.frame.kind == .close)
    }

    @Test func `sends nothing behind its close frame`() throws {
        let client = try Frames(.client, messageBytesMax: 100)
        try client.close(code: 1000)
        let closing = client.outgoing
        try client.send(text: [0x78])
        try client.ping()
        try client.close(code: 1001)
        #expect(client.outgoing == closing)
        #expect(WireFrame.first(in: closing)?.frame.closeCode == 1000)
    }
}
