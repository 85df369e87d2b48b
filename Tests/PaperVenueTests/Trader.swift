import HTTPClient
import JSON
import Trading

@testable import PaperVenue

/// A client of a running venue, as a bot would be: real HTTP, one token.
struct Trader {
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPClientHeaders
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { try? JSONDocument(body).root }
        subscript(_ key: String) -> JSONValue? { json?[key] }
        var code: Int64? { self["errorCode"]?.int64 }
    }

    let venue: PaperVenue
    let client: HTTPClient
    var token = ""

    /// Logs in; the market stands still unless told otherwise.
    init(
        _ options: PaperVenueOptions = .still, user: String = "paper", key: String = "paper-api-key"
    ) async throws {
        venue = try PaperVenue(options)
        client = try HTTPClient()
        let answer = try await call("/api/Auth/loginKey", #"{"userName":"\#(user)","apiKey":"\#(key)"}"#)
        token = answer["token"]?.string ?? ""
    }

    func call(
        _ path: String, _ body: String = "", token: String? = nil, type: String? = "application/json",
        method: HTTPClientRequest.Method = .post, sendOnce: Bool = false
    ) async throws(HTTPClientFailure) -> Answer {
        var headers: [(name: String, value: String)] = []
        if let type { headers.append(("Content-Type", type)) }
        let bearer = token ?? self.token
        if !bearer.isEmpty { headers.append(("Authorization", "Bearer \(bearer)")) }
        let request = HTTPClientRequest(
            method, url: "http://127.0.0.1:\(venue.port)\(path)", headers: headers, body: Array(body.utf8),
            sendOnce: sendOnce)
        let response = try await client.send(request).get()
        return Answer(status: response.status, headers: response.headers, body: response.body)
    }

    /// Places two MNQ at market, unless told otherwise.
    func place(
        _ rest: String = "", type: Int = 2, side: Int = 0, size: Int = 2, account: Int = 1_001,
        sendOnce: Bool = false
    ) async throws(HTTPClientFailure) -> Answer {
        let contract = venue.activeContract(root: "MNQ")?.id.text ?? ""
        return try await call(
            "/api/Order/place",
            """
            {"accountId":\(account),"contractId":"\(contract)","type":\(type),"side":\(side),"size":\(size)\
            \(rest.isEmpty ? "" : ",")\(rest)}
            """, sendOnce: sendOnce)
    }

    var mnq: ContractID { venue.activeContract(root: "MNQ")?.id ?? ContractID("") }

    func stop() {
        client.stop()
        venue.stop()
    }
}

extension PaperVenueOptions {
    /// A market that only the test moves, with bid and ask at the last price.
    static var still: PaperVenueOptions {
        var options = PaperVenueOptions()
        options.stepMilliseconds = 0
        options.spreadTicks = 0
        return options
    }
}

/// Asks again and again until something holds; false after a minute.
func eventually(_ holds: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await holds() { return true }
        await Task.yield()
    }
    return try await holds()
}
