import JSON
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Section 3: how a body is bound, and the framework's 400.
@Suite(.ownThreads)
struct BindingTests {
    static let place = "/api/Order/place"
    static let whole = #""accountId":1001,"contractId":"x","type":2,"side":0,"size":1"#

    struct Fault: Sendable {
        let path: String
        let body: String
        let key: String
        let text: String
        var names = true

        init(_ path: String, _ body: String, _ key: String, _ text: String, names: Bool = true) {
            self.path = path
            self.body = body
            self.key = key
            self.text = text
            self.names = names
        }
    }

    static let faults = [
        Fault(
            place, "{}", "$",
            "JSON deserialization for type 'PlaceOrderRequest' was missing required properties including: "
                + "'accountId', 'contractId', 'type', 'side', 'size'."),
        Fault(
            place, #"{"accountId":"1001"}"#, "$.accountId",
            "The JSON value could not be converted to System.Int32. Path: $.accountId | LineNumber: 0 | "
                + "BytePositionInLine: 13."),
        Fault(place, "{\(whole),\"type\":2}", "$", "The JSON text is invalid:"),
        Fault(place, #"{"type":"Market"}"#, "$.type", "could not be converted to OrderType."),
        Fault(place, #"{"type":2147483648}"#, "$.type", "could not be converted to OrderType."),
        Fault(place, #"{"accountId":2147483648}"#, "$.accountId", "System.Int32"),
        Fault(place, #"{"accountId":-2147483649}"#, "$.accountId", "System.Int32"),
        Fault(place, #"{"size":1.0}"#, "$.size", "System.Int32"),
        Fault(place, #"{"size":1e0}"#, "$.size", "System.Int32"),
        Fault(place, #"{"accountId":null}"#, "$.accountId", "System.Int32"),
        Fault(place, #"{"contractId":5}"#, "$.contractId", "System.String"),
        Fault(place, #"{"limitPrice":"1"}"#, "$.limitPrice", "System.Nullable`1[System.Decimal]"),
        Fault(place, #"{"limitPrice":1e29}"#, "$.limitPrice", "System.Nullable`1[System.Decimal]"),
        Fault(place, #"{"stopLossBracket":4}"#, "$.stopLossBracket", "PlaceOrderBracket"),
        Fault(
            place, #"{"stopLossBracket":{"ticks":"4"}}"#, "$.stopLossBracket.ticks", "System.Int32"),
        Fault(
            place, #"{"stopLossBracket":{"ticks":4}}"#, "$",
            "for type 'PlaceOrderBracket' was missing required properties including: 'type'."),
        Fault(
            place, #"{"accountId":1,"contractId":null,"type":2,"side":0,"size":1}"#, "ContractId",
            "The ContractId field is required.", names: false),
        Fault(place, "", "", "A non-empty request body is required."),
        Fault(place, "  ", "", "A non-empty request body is required."),
        Fault(place, "null", "", "A non-empty request body is required."),
        Fault(place, "[]", "$", "could not be converted to PlaceOrderRequest."),
        Fault(place, "{", "$", "The JSON text is invalid:"),
        Fault(place, "{\n  nope", "$", "LineNumber: 1 | BytePositionInLine: 2."),
        Fault("/api/Order/cancel", #"{"orderId":9223372036854775808}"#, "$.orderId", "System.Int64"),
        Fault(
            "/api/Order/v2/query", #"{"filter":{"accountId":1,"statuses":[1,"2"]}}"#,
            "$.filter.statuses[1]", "OrderStatus"),
        Fault("/api/Order/v2/query", "{}", "$", "'filter'"),
        Fault(
            "/api/Order/v2/query", #"{"filter":null}"#, "Filter", "The Filter field is required.",
            names: false),
        Fault("/api/Account/search", #"{"onlyActiveAccounts":1}"#, "$.onlyActiveAccounts", "System.Boolean"),
        Fault(
            "/api/Trade/search", #"{"accountId":1,"startTimestamp":"2026-13-01"}"#, "$.startTimestamp",
            "System.Nullable`1[System.DateTime]"),
        Fault("/api/Auth/loginKey", #"{"userName":"paper"}"#, "$", "'apiKey'"),
        Fault(
            "/api/Auth/loginKey", #"{"userName":null,"apiKey":null}"#, "ApiKey",
            "The ApiKey field is required.", names: false),
    ]

    @Test(arguments: faults)
    func `3, answers what cannot be bound with the framework's problem document`(fault: Fault) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call(fault.path, fault.body)
        #expect(answer.status == 400)
        #expect(answer.headers["Content-Type"] == "application/problem+json; charset=utf-8")
        #expect(answer["type"]?.string == "https://tools.ietf.org/html/rfc9110#section-15.5.1")
        #expect(answer["title"]?.string == "One or more validation errors occurred.")
        #expect(answer["status"]?.int64 == 400)
        let text = try #require(answer["errors"]?[fault.key]?.elements.first?.string)
        #expect(text.contains(fault.text))
        let request = answer["errors"]?["request"]?.elements.first?.string
        #expect(request == (fault.names ? "The request field is required." : nil))
        let trace = try #require(answer["traceId"]?.string)
        #expect(trace.split(separator: "-").map(\.count) == [2, 32, 16, 2])
    }

    @Test(arguments: [
        #""type":999"#, #""size":-2147483648"#, #""limitPrice":null"#, #""limitPrice":2.5e1"#,
        #""limitPrice":79000000000000000000000000000"#, #""surplus":{"deep":[1,{"x":null}]}"#,
        #""stopLossBracket":null,"takeProfitBracket":null,"customTag":null"#, #""linkedOrderId":null"#,
    ])
    func `3, binds any number of an enum, nulls of nullable fields and unknown ones`(rest: String)
        async throws
    {
        let trader = try await Trader()
        defer { trader.stop() }
        let name = rest.split(separator: "\"").first.map(String.init) ?? ""
        let base = [
            "accountId": "1001", "contractId": "\"x\"", "type": "2", "side": "0", "size": "1",
        ].filter { $0.key != name }.map { "\"\($0.key)\":\($0.value)" }
        let answer = try await trader.call(Self.place, "{\((base + [rest]).joined(separator: ","))}")
        #expect(answer.status == 200)
        #expect(answer.code == 8)
    }

    @Test(arguments: [
        ("2026-10-05T00:00:00Z", "2026-10-05T00:00:00Z"), ("2026-10-05", "2026-10-05T00:00:00Z"),
        ("2026-10-05T01:30", "2026-10-05T01:30:00Z"), ("2026-10-05T01:30:15", "2026-10-05T01:30:15Z"),
        ("2026-10-05t01:30:15z", "2026-10-05T01:30:15Z"),
        ("2026-10-05T01:30:15.123456789012+02:00", "2026-10-04T23:30:15.123456Z"),
        ("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"), ("0000-02-29", "1970-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "2199-12-31T23:59:59.999999Z"),
        ("2200-01-01T00:00:00Z", "2199-12-31T23:59:59.999999Z"),
    ])
    func `3, reads times with any zone, fraction and year`(text: String, wanted: String) {
        #expect(RequestTime.read(text) == Timestamp(wanted))
    }

    @Test(arguments: [
        "", "yesterday", "2026-13-01", "2026-02-29", "1900-02-29", "2026-10-05T24:00:00Z",
        "2026-10-05T10:00:00.Z", "2026-10-05 10:00:00", "2026-10-05T10", "2026-10-05T10:00:00+25:00",
        "２026-10-05", "2026-10-05T10:00:00.1x", "+026-10-05",
    ])
    func `3, refuses what is no time`(text: String) {
        #expect(RequestTime.read(text) == nil)
    }

    @Test(arguments: [
        ("/api/Order/place", "/api/Order/place"), ("/api/Order/place/", "/api/Order/place"),
        ("/api/%4Frder/pl%61ce", "/api/Order/place"), ("/api/./Order/x/../place", "/api/Order/place"),
        ("/api/Order%2Fplace", "/api/Order%2Fplace"), ("/api//Order/place", "/api//Order/place"),
        ("/../../api", "/api"), ("/%", "/%"), ("/%zz", "/%zz"), ("/%FF", "/%FF"), ("/%00", "/%00"),
        ("/", "/"), ("*", "*"),
    ])
    func `3, routes a path as the framework reads it`(written: String, read: String) {
        #expect(VenuePath.normal(written) == read)
    }
}
