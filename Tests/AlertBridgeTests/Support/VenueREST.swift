import JSON
import Trading

/// The venue's own book, asked over REST as any client would.
struct VenueREST {
    struct Refused: Error { let path: String }

    private let web: Web
    private let base: String
    private let token: String

    init(_ web: Web, port: UInt16) async throws {
        self.web = web
        base = "http://127.0.0.1:\(port)"
        let answer = await web.post(
            base + "/api/Auth/loginKey", #"{"userName":"paper","apiKey":"paper-api-key"}"#)
        guard let token = answer["token"]?.string else { throw Refused(path: "/api/Auth/loginKey") }
        self.token = token
    }

    /// Every order of an account but suspended ones, whatever became of it.
    func orders(of account: Int) async throws -> [JSONValue] {
        try await list(
            "orders", "/api/Order/search",
            #"{"accountId":\#(account),"startTimestamp":"2026-01-01T00:00:00Z"}"#)
    }

    /// Orders that can still act, suspended ones among them.
    func working(of account: Int) async throws -> [JSONValue] {
        try await list(
            "orders", "/api/Order/v2/query", #"{"filter":{"accountId":\#(account),"statuses":[1,6,7,8]}}"#)
    }

    /// Signed contracts by contract.
    func positions(of account: Int) async throws -> [String: Int64] {
        let rows = try await list("positions", "/api/Position/searchOpen", #"{"accountId":\#(account)}"#)
        return Dictionary(
            rows.map { row in
                let sign: Int64 = row["type"]?.int64 == 2 ? -1 : 1
                return (row["contractId"]?.string ?? "", sign * (row["size"]?.int64 ?? 0))
            }, uniquingKeysWith: +)
    }

    func trades(of account: Int) async throws -> [JSONValue] {
        try await list(
            "trades", "/api/Trade/search",
            #"{"accountId":\#(account),"startTimestamp":"2026-01-01T00:00:00Z"}"#)
    }

    /// Buys one MNQ at the market, as another program of the same user would.
    func buy(account: Int) async throws {
        let listed = try await list("contracts", "/api/Contract/available", #"{"live":false}"#)
        guard let mnq = listed.first(where: { $0["symbolId"]?.string == "F.US.MNQ" })?["id"]?.string else {
            throw Refused(path: "/api/Contract/available")
        }
        let path = "/api/Order/place"
        let body = #"{"accountId":\#(account),"contractId":"\#(mnq)","type":2,"side":0,"size":1}"#
        let answer = await web.post(base + path, body, token: token)
        guard answer["success"]?.bool == true else { throw Refused(path: path) }
    }

    /// Whether nothing is held and nothing works on any of these accounts.
    func isFlat(_ accounts: [Int]) async throws -> Bool {
        for account in accounts {
            let (held, working) = (try await positions(of: account), try await working(of: account))
            if !held.isEmpty || !working.isEmpty { return false }
        }
        return true
    }

    private func list(_ key: String, _ path: String, _ body: String) async throws -> [JSONValue] {
        let answer = await web.post(base + path, body, token: token)
        guard let list = answer[key], list.kind == .array else { throw Refused(path: path) }
        return list.elements
    }
}
