import OwnThreads
import Testing

@testable import PaperVenue

/// Broken and strange requests, thousands of them from one seed, over the real server.
@Suite(.ownThreads)
struct MutationTests {
    /// Statuses that the venue's description of itself knows, and those of the HTTP server for what is no
    /// request.
    static let known: Set<Int> = [200, 400, 401, 404, 405, 408, 413, 414, 415, 429, 431, 501, 505]

    static func drawn(_ seed: UInt64, _ index: inout UInt64, below limit: Int) -> Int {
        index += 1
        return Int(Scatter.value(seed, index) % UInt64(limit))
    }

    static let pieces = [
        "null", "-1", "1e400", "1.5", "\"\"", "[]", "{}", "true", "\u{0}", "\\u0000", "\"\\ud800\"",
        "9223372036854775808",
        "{\"a\":", "999", "-0", "1e-400", "2026-10-05", "\"2026-99-99\"", "﻿", "\u{1E}", "'", "//", "]", "}",
        ",",
    ]

    static func mutated(_ text: String, _ seed: UInt64, _ index: inout UInt64) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0...drawn(seed, &index, below: 3) {
            let at = drawn(seed, &index, below: bytes.count + 1)
            switch drawn(seed, &index, below: 4) {
            case 0: bytes.insert(UInt8(drawn(seed, &index, below: 256)), at: at)
            case 1: if at < bytes.count { bytes.remove(at: at) }
            case 2:
                let end = min(bytes.count, at + drawn(seed, &index, below: 12))
                bytes.replaceSubrange(at..<end, with: pieces[drawn(seed, &index, below: pieces.count)].utf8)
            default: if at < bytes.count { bytes[at] ^= UInt8(1 << drawn(seed, &index, below: 8)) }
            }
        }
        return bytes
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `3, never answers a broken body with a fault of its own`(seed: UInt64) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        var index: UInt64 = 0
        let endpoints = VenueEndpoint.allCases.filter { $0.request != nil }
        let call = try RawCall(port: trader.venue.port)
        var counts: [Int: Int] = [:]
        for round in 0..<1_200 {
            let endpoint = endpoints[round % endpoints.count]
            let body = Self.mutated(ErrorCodeTests.body(endpoint.path), seed, &index)
            let head = """
                POST \(endpoint.path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(trader.token)\r\n\
                Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n
                """
            call.send(Array(head.utf8) + body)
            let answer = try #require(call.answer(), "seed \(seed), round \(round), \(endpoint.path)")
            counts[answer.status, default: 0] += 1
            #expect(answer.status == 200 || answer.status == 400, "seed \(seed), round \(round)")
        }
        #expect((counts[200] ?? 0) > 50)
        #expect((counts[400] ?? 0) > 50)
    }

    @Test(arguments: [UInt64(1), 2])
    func `3, never answers a broken request with a fault of its own`(seed: UInt64) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        var index: UInt64 = 0
        let requests = [
            "POST /api/Order/place HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            "GET /api/Status/ping HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /hubs/user?access_token=\(trader.token) HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n\r\n",
            "POST /hubs/market/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + "\(trader.token)\r\nContent-Length: 0\r\n\r\n",
            "POST /_venue/faults HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n"
                + #"{"fault":"partial_fill"}"#,
            "GET /swagger/v1/swagger.json HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
        for round in 0..<180 {
            // What was cut short gets no answer, and is not waited for.
            let call = try RawCall(port: trader.venue.port, milliseconds: 50)
            call.send(Self.mutated(requests[round % requests.count], seed, &index))
            call.finish()
            guard let answer = call.answer() else { continue }
            let isFine = Self.known.contains(answer.status) || answer.status == 101
            #expect(isFine, "seed \(seed), round \(round): \(answer.status)")
        }
        #expect(try await trader.call("/api/Status/ping", type: nil, method: .get).text == "pong")
    }
}
