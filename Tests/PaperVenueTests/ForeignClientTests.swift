import OwnThreads
import Testing

@testable import PaperVenue

/// What HTTP clients that nobody here wrote send; section 3.
@Suite(.ownThreads)
struct ForeignClientTests {
    let body = #"{"accountId":1001}"#

    func head(_ trader: Trader, _ line: String, _ more: String = "") -> String {
        """
        \(line)\r\nHost: 127.0.0.1\r\nAuthorization: bearer  \(trader.token)\r\n\
        Content-Type: application/json; charset=utf-8\r\n\(more)\r\n
        """
    }

    @Test(arguments: [true, false])
    func `3, answers HTTP 1.0 and closes, and keeps an HTTP 1.1 connection`(gate: Bool) async throws {
        var options = PaperVenueOptions.still
        options.canCutConnections = gate
        let trader = try await Trader(options)
        defer { trader.stop() }
        let old = try RawCall(port: trader.venue.port)
        old.send(head(trader, "GET /api/Status/ping HTTP/1.0"))
        #expect(old.answer()?.body == "pong")
        #expect(old.isEnded)
        let kept = try RawCall(port: trader.venue.port)
        for _ in 0..<3 {
            kept.send(
                head(
                    trader, "POST /api/Order/searchOpen HTTP/1.1", "Content-Length: \(body.utf8.count)\r\n")
                    + body)
            #expect(kept.answer()?.body.hasPrefix(#"{"orders":[]"#) == true)
        }
    }

    @Test func `3, takes chunked bodies, and says 100 to whoever expects it`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let chunked = try RawCall(port: trader.venue.port)
        chunked.send(
            head(trader, "POST /api/Order/searchOpen HTTP/1.1", "Transfer-Encoding: chunked\r\n"))
        for byte in body.utf8 { chunked.send("1\r\n\(Character(Unicode.Scalar(byte)))\r\n") }
        chunked.send("0\r\n\r\n")
        #expect(chunked.answer()?.status == 200)
        let patient = try RawCall(port: trader.venue.port)
        patient.send(
            head(
                trader, "POST /api/Order/searchOpen HTTP/1.1",
                "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n"))
        #expect(patient.answer()?.status == 100)
        patient.send(body)
        #expect(patient.answer()?.body.hasPrefix(#"{"orders":[]"#) == true)
    }

    @Test(arguments: ["application/json", "text/json", "application/vnd.x+json", "Application/JSON ; a=b"])
    func `3, takes every JSON type of the Swagger file`(type: String) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        #expect(try await trader.call("/api/Order/searchOpen", body, type: type).status == 200)
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", "json"])
    func `3, answers other types with 415`(type: String) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call("/api/Order/searchOpen", body, type: type)
        #expect(answer.status == 415)
        #expect(answer.headers["Content-Type"] == "application/problem+json; charset=utf-8")
        #expect(answer["title"]?.string == "Unsupported Media Type")
    }

    @Test(arguments: ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "GET", "QUERY"])
    func `3, answers other verbs with 405 and Allow, and knows no CORS`(verb: String) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let call = try RawCall(port: trader.venue.port)
        call.send(
            head(
                trader, "\(verb) /api/Order/place HTTP/1.1",
                "Origin: https://example.com\r\nAccess-Control-Request-Method: POST\r\n"))
        let answer = try #require(call.answer(hasBody: verb != "HEAD"))
        #expect(answer.status == 405)
        #expect(answer.header("allow") == "POST")
        #expect(answer.body.isEmpty)
        #expect(!answer.head.lowercased().contains("access-control"))
    }

    @Test(arguments: [
        "/api/%4Frder/search%4Fpen", "/API/ORDER/SEARCHOPEN", "/api/Order/searchOpen/",
        "/api/Order/searchOpen?x=1", "/api/./Order/searchOpen",
    ])
    func `3, finds an endpoint however its path is written`(path: String) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        #expect(try await trader.call(path, body).code == 0)
        #expect(trader.venue.calls(to: "/api/Order/searchOpen") == 1)
    }

    @Test(arguments: [
        "/", "/api", "/api/Order", "/api/Order/place/x", "/api//Order/place", "/%zz", "/_venue",
    ])
    func `3, answers other paths with an empty 404`(path: String) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call(path, body)
        #expect(answer.status == 404)
        #expect(answer.body.isEmpty)
    }

    @Test func `3, refuses a body above a mebibyte with 413, and takes one just below`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let padding = String(repeating: " ", count: (1 << 20) - body.utf8.count)
        #expect(try await trader.call("/api/Order/searchOpen", body + padding).status == 200)
        let call = try RawCall(port: trader.venue.port)
        call.send(
            head(trader, "POST /api/Order/searchOpen HTTP/1.1", "Content-Length: \((1 << 20) + 1)\r\n"))
        let answer = call.answer()
        #expect(answer?.status == 413)
        #expect(answer?.body.isEmpty == true)
    }

    @Test func `16, says 401 with an empty body and the scheme, unless the switch is off`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call("/api/Order/place", "{}", token: "a.b.c")
        #expect(answer.status == 401)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["WWW-Authenticate"] == "Bearer")
        var options = PaperVenueOptions.still
        options.surface.namesScheme = false
        options.switches.sendsRetryAfter = true
        options.callsPerMinuteMax = 1
        let plain = try await Trader(options)
        defer { plain.stop() }
        let refused = try await plain.call("/api/Order/place", "{}", token: "a.b.c")
        #expect(refused.status == 401)
        #expect(refused.headers["WWW-Authenticate"] == nil)
        _ = try await plain.call("/api/Order/searchOpen", body)
        let late = try await plain.call("/api/Order/searchOpen", body)
        #expect(late.status == 429)
        #expect(late.headers["Retry-After"].flatMap(Int.init).map { (1...60).contains($0) } == true)
    }
}
