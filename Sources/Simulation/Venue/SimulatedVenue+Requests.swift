import HTTPClient
import JSON
import Trading

/// The venue's REST side: who may ask, and what of.
extension SimulatedVenue {
    /// What a request came to.
    enum Answer {
        /// HTTP 200 with an envelope around one member, written by the closure.
        case success((inout JSONWriter) -> Void)
        case failure(code: Int64, message: String? = nil, order: Int64? = nil)
        /// Something the venue could not read: nothing was done.
        case badRequest(String)
        case status(Int)

        static var done: Answer { .success { _ in } }
    }

    /// Answers a request that arrives now.
    func answer(_ request: HTTPClientRequest) -> HTTPClientResponse {
        let path = Self.path(of: request.url)
        let root = try? JSONDocument(request.body).root
        if path == "Order/place", let root { countArrival(root) }
        let response = Self.response(to: decide(path, request, root))
        answered?(request, response.status)
        return response
    }

    private func decide(_ path: Substring, _ request: HTTPClientRequest, _ root: JSONValue?) -> Answer {
        guard isWithinRate() else { return .status(429) }
        if path == "Status/ping" { return .status(200) }
        if path == "Auth/loginKey" { return logIn() }
        guard isSignedIn(request) else { return .status(401) }
        guard let root, root.kind == .object else { return .badRequest("The request field is required.") }
        switch path {
        case "Auth/validate": return .success { [token = issue()] in $0.member("newToken", token) }
        case "Auth/logout": return .done
        case "Account/search": return searchAccounts()
        case "Contract/available":
            return list("contracts", contracts.filter(\.isActive)) { $1.write(to: &$0) }
        case "Contract/search": return searchContracts(root)
        case "Contract/searchById": return searchContract(root)
        case "History/retrieveBars":
            return .success {
                $0.key("bars"); $0.array { _ in }
            }
        default: return decide(path, root)
        }
    }

    private func decide(_ path: Substring, _ root: JSONValue) -> Answer {
        guard path == "Order/v2/query" || root["accountId"]?.int64 != nil else {
            return .badRequest("missing required properties including: 'accountId'")
        }
        switch path {
        case "Order/place": return place(root)
        case "Order/cancel": return cancel(root)
        case "Order/modify": return modify(root)
        case "Order/search": return searchOrders(root)
        case "Order/searchOpen": return searchOpenOrders(root)
        case "Order/searchById": return searchOrder(root)
        case "Order/v2/query" where hasQuery: return query(root)
        case "Position/searchOpen": return searchPositions(root)
        case "Position/closeContract": return close(root)
        case "Position/partialCloseContract": return partialClose(root)
        case "Trade/search": return searchTrades(root)
        default: return .status(404)
        }
    }

    private func countArrival(_ root: JSONValue) {
        guard let account = root["accountId"]?.int64.map(AccountID.init), let tag = root["customTag"]?.string
        else { return }
        accounts[account]?.arrivals[tag, default: 0] += 1
        lastArrival = (account, tag)
    }

    private func isWithinRate() -> Bool {
        guard let requestsPerMinute else { return true }
        let now = timeline.steady
        let first = requestTimes.firstIndex { now.since($0) < .seconds(60) } ?? requestTimes.count
        requestTimes.removeFirst(first)
        guard requestTimes.count < requestsPerMinute else { return false }
        requestTimes.append(now)
        return true
    }

    private func logIn() -> Answer { .success { [token = issue()] in $0.member("token", token) } }

    private func issue() -> String { tokens.issue(wall: wall, steady: timeline.steady) }

    private func isSignedIn(_ request: HTTPClientRequest) -> Bool {
        let bearer = "Bearer "
        guard let value = request.headers.first(where: { $0.name == "Authorization" })?.value,
            value.hasPrefix(bearer)
        else { return false }
        return tokens.isGood(String(value.dropFirst(bearer.count)), at: timeline.steady)
    }

    /// What stands behind `https://venue.test/api/`.
    static func path(of url: String) -> Substring {
        var slashes = 0
        for index in url.utf8.indices where url.utf8[index] == UInt8(ascii: "/") {
            slashes += 1
            if slashes == 4 { return url[url.utf8.index(after: index)...] }
        }
        return ""
    }

    // MARK: Answers

    func list<Row>(
        _ name: String, _ rows: [Row], _ write: @escaping (inout JSONWriter, Row) -> Void
    ) -> Answer {
        let isNull = isNullList()
        return .success {
            $0.key(name)
            if isNull { $0.null() } else { $0.array { list in for row in rows { write(&list, row) } } }
        }
    }

    func isNullList() -> Bool { nullListsPerMille > 0 && dice.chance(nullListsPerMille) }

    private static func response(to answer: Answer) -> HTTPClientResponse {
        switch answer {
        case .success(let write): ok(code: 0, message: nil, write)
        case .failure(let code, let message, let order):
            ok(code: code, message: message) { $0.member("orderId", ifPresent: order) }
        case .badRequest(let message): HTTPClientResponse(400, problem(message))
        case .status(200): HTTPClientResponse(200, Array("pong".utf8))
        case .status(let status): HTTPClientResponse(status, [])
        }
    }

    private static func ok(
        code: Int64, message: String?, _ write: (inout JSONWriter) -> Void
    ) -> HTTPClientResponse {
        HTTPClientResponse(
            200,
            JSONWriter.write {
                $0.object {
                    write(&$0)
                    $0.member("success", code == 0)
                    $0.member("errorCode", code)
                    $0.member("errorMessage", message)
                }
            })
    }

    private static func problem(_ message: String) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("title", "One or more validation errors occurred.")
                $0.member("status", 400)
                $0.key("errors")
                $0.object {
                    $0.key("request")
                    $0.array { $0.value(message) }
                }
            }
        }
    }
}

extension HTTPClientResponse {
    init(_ status: Int, _ body: [UInt8]) {
        self.init(status: status, headers: HTTPClientHeaders(), body: body, firstByteSentAt: nil)
    }
}

extension Contract {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id.text)
            $0.member("name", name)
            $0.member("description", description)
            $0.key("tickSize")
            $0.raw(Array(tickSize.description.utf8))
            $0.money("tickValue", tickValue)
            $0.member("activeContract", isActive)
            $0.member("symbolId", symbolID)
        }
    }
}

/// The searches that need no account.
extension SimulatedVenue {
    fileprivate func searchAccounts() -> Answer {
        list("accounts", accountIDs.compactMap { accounts[$0] }) { $1.write(&$0) }
    }

    fileprivate func searchContracts(_ root: JSONValue) -> Answer {
        let text = root["searchText"]?.string ?? ""
        let found = contracts.filter { $0.isActive && $0.name.hasPrefix(text) }
        return list("contracts", found) { $1.write(to: &$0) }
    }

    fileprivate func searchContract(_ root: JSONValue) -> Answer {
        guard let id = root["contractId"]?.string, let contract = contract(ContractID(id)) else {
            return .failure(code: 1)
        }
        return .success {
            $0.key("contract")
            contract.write(to: &$0)
        }
    }
}
