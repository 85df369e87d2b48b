import OwnThreads
import Testing

@testable import WebSocket

/// What RFC 6455 asks of either end, frame by frame; the groups are those of Autobahn's test-suite.
@Suite(.ownThreads)
struct ConformanceTests {
    /// Frames as a peer would send them, and what must come of them at both ends.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// First byte and payload of each.
        let frames: [(first: UInt8, payload: [UInt8])]
        let messages: [Frames.Message]
        /// The code of the rule that is broken.
        let violation: Int?

        init(
            _ name: String, _ frames: [(UInt8, [UInt8])], _ messages: [Frames.Message], breaks: Int? = nil
        ) {
            testDescription = name
            self.frames = frames.map { (first: $0.0, payload: $0.1) }
            self.messages = messages
            violation = breaks
        }

        func bytes(for role: Frames.Role) -> [UInt8] {
            frames.flatMap { frame in
                let mask: [UInt8]? = role == .server ? [0xa1, 2, 0x33, 4] : nil
                let bytes = WireFrame(.binary, frame.payload, mask: mask).bytes
                return [frame.first] + bytes.dropFirst()
            }
        }
    }

    @Test(
        arguments: framing + pings + reserved + opcodes + fragments + texts + closings,
        [Frames.Role.client, .server])
    func `does with every frame what the standard asks`(sample: Case, role: Frames.Role) throws {
        let bytes = sample.bytes(for: role)
        let frames = try Frames(role, messageBytesMax: 1 << 20)
        #expect(try frames.feed(bytes) == sample.messages)
        #expect(frames.violation == sample.violation)
        guard bytes.count < 1_000 else { return }
        let slow = try Frames(role, messageBytesMax: 1 << 20)
        var messages: [Frames.Message] = []
        for byte in bytes { messages += try slow.feed([byte]) }
        #expect(messages == sample.messages)
        #expect(slow.violation == sample.violation)
    }

    /// Group 6.4: a peer is not let finish a text that is lost already.
    @Test(arguments: [Frames.Role.client, .server])
    func `refuses a wrong byte before the message's last fragment has come`(role: Frames.Role) throws {
        let frames = try Frames(role, messageBytesMax: 1_000)
        let start = Case("", [(0x01, Array("κόσμε".utf8))], [])
        _ = try frames.feed(start.bytes(for: role))
        #expect(frames.violation == nil)
        let wrong = Case("", [(0x00, [0xf4, 0x90, 0x80, 0x80])], [])
        _ = try frames.feed(wrong.bytes(for: role))
        #expect(frames.violation == 1007)
    }

    @Test func `answers a ping with all of its bytes, in order`() throws {
        let frames = try Frames(.client, messageBytesMax: 1_000)
        let payloads: [[UInt8]] = [[], [0, 0xff, 0xfe], [UInt8](repeating: 0xfe, count: 125)]
        for payload in payloads { _ = try frames.feed(WireFrame(.ping, payload).bytes) }
        for payload in payloads {
            let (frame, count) = try #require(WireFrame.first(in: frames.outgoing))
            #expect(frame.kind == .pong)
            #expect(frame.payload == payload)
            frames.removeOutgoing(count)
        }
    }
}

// MARK: - Framing, pings, bits, opcodes

extension ConformanceTests {
    static func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x2a, count: count) }

    static let framing = [0, 125, 126, 127, 128, 65_535, 65_536].flatMap { count in
        [
            Case("1.1 text of \(count)", [(0x81, bytes(count))], [.text(bytes(count))]),
            Case("1.2 binary of \(count)", [(0x82, bytes(count))], [.binary(bytes(count))]),
        ]
    }

    static let pings = [
        Case("2.1 empty ping", [(0x89, [])], [.ping]),
        Case("2.4 ping of 125", [(0x89, bytes(125))], [.ping]),
        Case("2.5 ping of 126", [(0x89, bytes(126))], [], breaks: 1002),
        Case("2.7 pong unasked", [(0x8a, [])], [.pong]),
        Case("2.10 ten pings", (0..<10).map { (0x89, [UInt8($0)]) }, Array(repeating: .ping, count: 10)),
    ]

    static let reserved = [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70].flatMap { (bits: UInt8) in
        [0x81, 0x82, 0x88, 0x89, 0x8a].map { (first: UInt8) in
            Case(
                "3 bits \(bits >> 4) on opcode \(first & 15)",
                [(0x81, [0x61]), (first | bits, []), (0x89, [])], [.text([0x61])], breaks: 1002)
        }
    }

    static let opcodes = ([3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8]).flatMap { opcode in
        [[], [0x78]].map { (payload: [UInt8]) in
            Case(
                "4 opcode \(opcode) of \(payload.count)",
                [(0x81, [0x61]), (0x80 | opcode, payload), (0x89, [])], [.text([0x61])], breaks: 1002)
        }
    }

    static let fragments = [
        Case("5.1 ping in fragments", [(0x09, [1]), (0x80, [2])], [], breaks: 1002),
        Case("5.2 pong in fragments", [(0x0a, [1]), (0x80, [2])], [], breaks: 1002),
        Case("5.3 text in two", [(0x01, [0x61]), (0x80, [0x62])], [.text([0x61, 0x62])]),
        Case(
            "5.6 a ping between", [(0x01, [0x61]), (0x89, [9]), (0x80, [0x62])],
            [.ping, .text([0x61, 0x62])]),
        Case("5.9 continuation of nothing", [(0x80, [0x61]), (0x81, [0x62])], [], breaks: 1002),
        Case("5.12 open continuation of nothing", [(0x00, [0x61]), (0x81, [0x62])], [], breaks: 1002),
        Case(
            "5.15 continuation of what is done", [(0x01, [0x61]), (0x80, [0x62]), (0x80, [0x63])],
            [.text([0x61, 0x62])], breaks: 1002),
        Case("5.18 text within a text", [(0x01, [0x61]), (0x81, [0x62])], [], breaks: 1002),
        Case(
            "5.19 five parts, two pings",
            [(0x01, [1]), (0x00, [2]), (0x89, []), (0x00, [3]), (0x00, [4]), (0x89, []), (0x80, [5])],
            [.ping, .ping, .text([1, 2, 3, 4, 5])]),
        Case("6.1.2 three empty parts", [(0x01, []), (0x00, []), (0x80, [])], [.text([])]),
    ]
}

// MARK: - UTF-8 and closing

extension ConformanceTests {
    static let texts =
        ["κόσμε", "\u{0}", "\u{80}", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10000}", "\u{10ffff}"].flatMap {
            let text = Array($0.utf8)
            return [
                Case("6 valid \(text)", [(0x81, text)], [.text(text)]),
                Case(
                    "6.2 valid, by the byte \(text)",
                    [(0x01, [])] + text.map { (0x00, [$0]) } + [(0x80, [])], [.text(text)]),
            ]
        }
        + [
            [0x80], [0xbf], [0xc0, 0xaf], [0xc1, 0xbf], [0xc3], [0xe0, 0x80, 0xaf], [0xe0, 0x9f, 0xbf],
            [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0xaf], [0xf0, 0x8f, 0xbf, 0xbf],
            [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
            [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80], [0xfe], [0xff], [0xe1, 0x80], [0xf0, 0x9f, 0x98],
        ].map { (text: [UInt8]) in Case("6 invalid \(text)", [(0x81, text)], [], breaks: 1007) }

    private static func closing(_ code: Int, _ reason: [UInt8] = []) -> (UInt8, [UInt8]) {
        (0x88, [UInt8(code >> 8), UInt8(code & 255)] + reason)
    }

    static let closings =
        [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map { code in
            Case("7.7 code \(code)", [closing(code)], [.close(code: code, reason: "")])
        }
        + [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map { code in
            Case("7.9 code \(code)", [closing(code)], [], breaks: 1002)
        }
        + [
            Case(
                "7.1 nothing behind a goodbye", [(0x88, []), (0x81, [0x61]), (0x89, [])],
                [
                    .close(code: 1005, reason: "")
                ]),
            Case("7.3.2 half a code", [(0x88, [3])], [], breaks: 1002),
            Case(
                "7.3.5 the longest reason", [closing(1000, bytes(123))],
                [.close(code: 1000, reason: String(repeating: "*", count: 123))]),
            Case("7.3.6 a longer one", [closing(1000, bytes(124))], [], breaks: 1002),
            Case("7.5.1 a reason that is no UTF-8", [closing(1000, [0xff])], [], breaks: 1007),
        ]
}
