import JSON
import Journey
import OwnThreads
import Surface
import Testing
import Trading

@testable import Gateway

/// The client's own tables against `Tests/Surface/surface.json`, which was written from sections 3 to 6.
@Suite(.ownThreads)
struct ClientSurfaceTests {
    static let sheet = SurfaceSheet.all

    @Test func `5, knows every endpoint of the sheet but the login that was withdrawn`() {
        let wanted = Self.sheet.endpoints.map(\.path).filter { $0 != "/api/Auth/loginApp" }
        #expect(Endpoint.all.map(\.path) == wanted)
        #expect(wanted.count == 20)
    }

    @Test(arguments: SurfaceSheet.all.endpoints.filter { $0.path != "/api/Auth/loginApp" })
    func `6.3, names each error code as the sheet does`(wanted: SurfaceSheet.Endpoint) throws {
        let endpoint = try #require(Endpoint.all.first { $0.path == wanted.path })
        let names = try wanted.codes.map { try #require(Self.sheet.enums[$0]) } ?? ["Success"]
        #expect(endpoint.codes.rows.map(\.code) == (0..<Int64(names.count)).map(\.self))
        #expect(endpoint.codes.rows.map(\.name) == names)
        for row in endpoint.codes.rows {
            #expect((row.verdict == .success) == (row.code == 0))
            let isUnsure = ["Pending", "OrderPending", "UnknownError"].contains(row.name)
            #expect((row.verdict == .uncertain) == isUnsure, "\(endpoint.name) \(row.name)")
        }
    }

    // MARK: Requests

    private static func bodies() throws -> [(model: String, body: [UInt8])] {
        let account = Samples.accountID
        let size = try #require(Size(2))
        let price = try #require(Price("25000.25"))
        let place = PlaceRequest(
            account: Samples.account, contract: Samples.mnq, tag: Samples.tag, type: .market, side: .sell,
            size: size, limitPrice: price, stopPrice: price, trailPrice: price,
            bracket: Bracket(stop: Ticks(40), target: Ticks(80)))
        let change = try #require(
            OrderChange(size: size, limitPrice: price, stopPrice: price, trailPrice: price))
        let query = OrderQuery(
            account: account, statuses: OrderQuery.working, createdAfter: Samples.start,
            createdBefore: Samples.start)
        let bars = BarQuery(
            contract: Samples.mnq, unit: .minute, number: 5, since: Samples.start, until: Samples.start,
            limit: 10, hasPartial: false)
        let dated = RequestBody.dated(account: account, from: Samples.start, until: Samples.start)
        let order = RequestBody.order(OrderID(3_611_000_102), account: account)
        return [
            (
                "LoginKeyRequest",
                RequestBody.loginKey(username: GatewaySecret("user"), apiKey: GatewaySecret("key"))
            ),
            ("SearchAccountRequest", RequestBody.accountSearch()),
            ("SearchContractRequest", RequestBody.contractSearch("MNQ")),
            ("SearchContractByIdRequest", RequestBody.contract(Samples.mnq)),
            ("ListAvailableContractRequest", RequestBody.contractAvailable()),
            ("RetrieveBarRequest", RequestBody.bars(bars)),
            ("PlaceOrderRequest", RequestBody.place(place, account: account)),
            ("ModifyOrderRequest", RequestBody.modify(OrderID(7), change, account: account)),
            ("CancelOrderRequest", order), ("SearchOrderByIdRequest", order),
            ("SearchOrderRequest", dated), ("SearchTradeRequest", dated),
            ("SearchOpenOrderRequest", RequestBody.account(account)),
            ("SearchPositionRequest", RequestBody.account(account)),
            ("QueryOrderRequest", query.body),
            ("CloseContractPositionRequest", RequestBody.closeContract(Samples.mnq, account: account)),
            (
                "PartialCloseContractPositionRequest",
                RequestBody.partialClose(Samples.mnq, size: size, account: account)
            ),
        ]
    }

    /// The filter's contract had no effect when it was measured (section 5.12), so it is not sent.
    @Test func `5, asks with the sheet's fields, each of its type, none missing and none besides`() throws {
        var unsent: [String] = []
        var models: Set<String> = []
        for (model, body) in try Self.bodies() {
            models.insert(model)
            unsent += try Self.unsent(model, JSONDocument(body).root)
        }
        #expect(unsent == ["QueryOrderFilter.contractId"])
        let asked = Self.sheet.endpoints.compactMap(\.request).filter { $0 != "LoginAppRequest" }
        #expect(models == Set(asked))
    }

    /// Checks an object, and returns the optional fields that it lacks.
    private static func unsent(_ model: String, _ object: JSONValue) throws -> [String] {
        let fields = try #require(sheet.requests[model], "no \(model)")
        var unsent: [String] = []
        let names = Set(fields.map(\.name))
        for (name, _) in object.members { #expect(names.contains(name), "\(model) has no \(name)") }
        for field in fields {
            guard let value = object[field.name] else {
                #expect(!field.isRequired, "\(model) lacks \(field.name)")
                unsent.append("\(model).\(field.name)")
                continue
            }
            unsent += try check(value, field.type, "\(model).\(field.name)")
        }
        return unsent
    }

    private static func check(_ value: JSONValue, _ type: String, _ place: String) throws -> [String] {
        switch type {
        case "int32": #expect(value.int64.map { Int32(exactly: $0) != nil } == true, "\(place)")
        case "int64": #expect(value.int64 != nil, "\(place)")
        case "decimal": #expect(value.kind == .number, "\(place)")
        case "bool": #expect(value.kind == .bool, "\(place)")
        case "string": #expect(value.kind == .string, "\(place)")
        case "dateTime":
            #expect(value.string?.hasSuffix("Z") == true, "\(place)")
            #expect(value.string.flatMap { Timestamp($0) } == Samples.start, "\(place)")
        default:
            if type.hasPrefix("[") {
                let inner = String(type.dropFirst().dropLast())
                return try value.elements.flatMap { try check($0, inner, place) }
            }
            guard let names = sheet.enums[type] else { return try unsent(type, value) }
            #expect(value.int64.map { names.indices.contains(Int($0)) } == true, "\(place)")
        }
        return []
    }

    // MARK: Rows

    /// What may be missing from a row, since some firm or some time left it out or nothing depends on it.
    private static let bearable: [String: Set<String>] = [
        "TradingAccountModel": ["isVisible", "simulated"], "ContractModel": ["description", "symbolId"],
        "AggregateBarModel": [],
        // A status that is not said counts as working, a type or side as unknown.
        "OrderModel": [
            "symbolId", "creationTimestamp", "updateTimestamp", "status", "type", "side", "limitPrice",
            "stopPrice", "fillVolume", "filledPrice", "customTag", "parentOrderId", "linkedOrderId",
            "trailDistance", "trailPrice",
        ],
        "PositionModel": ["id", "contractDisplayName", "creationTimestamp"],
        "HalfTradeModel": ["profitAndLoss", "fees", "commissions", "voided"],
    ]

    private static func read(_ model: String, _ row: JSONValue) throws {
        switch model {
        case "TradingAccountModel": _ = try AccountRow(row)
        case "ContractModel": _ = try ContractRow(row)
        case "AggregateBarModel": _ = try BarRow(row)
        case "OrderModel": _ = try OrderRow(row)
        case "PositionModel": _ = try PositionRow(row)
        case "HalfTradeModel": _ = try TradeRow(row)
        default: throw Unexpected(model)
        }
    }

    private static func row(_ fields: [SurfaceSheet.Field]) throws -> JSONValue {
        let members = fields.map { field in
            let value =
                switch field.type {
                case "string": #""CON.F.US.MNQ.Z26""#
                case "dateTime": #""2026-10-05T14:30:00.1634+00:00""#
                case "bool": "true"
                default: "1"
                }
            return #""\#(field.name)":\#(value)"#
        }
        return try Samples.json("{\(members.joined(separator: ","))}")
    }

    @Test(arguments: bearable.keys.sorted())
    func `6, reads the sheet's rows, and no row without what it stands on`(model: String) throws {
        let fields = try #require(Self.sheet.rows[model])
        try Self.read(model, Self.row(fields))
        let bearable = try #require(Self.bearable[model])
        #expect(bearable.isSubset(of: Set(fields.map(\.name))))
        for field in fields {
            let rest = try Self.row(fields.filter { $0.name != field.name })
            if bearable.contains(field.name) {
                #expect(throws: Never.self, "\(model).\(field.name)") { try Self.read(model, rest) }
            } else {
                #expect(throws: Unreadable.self, "\(model).\(field.name)") { try Self.read(model, rest) }
            }
        }
        #expect(Set(Self.sheet.rows.keys) == Set(Self.bearable.keys))
    }

    // MARK: Enums

    private static func names(_ name: String) throws -> [String] { try #require(sheet.enums[name]) }

    @Test func `6.2, counts order types, sides, statuses, units and sorting as the sheet does`() throws {
        let words = Dictionary(
            uniqueKeysWithValues: OrderType.allCases.map {
                ($0.word.replacing("_", with: ""), Int($0.rawValue))
            })
        for (number, name) in try Self.names("OrderType").enumerated() {
            #expect(words[name.lowercased()] == (number == 0 ? nil : number), "\(name)")
        }
        #expect(try Self.names("OrderSide") == ["Bid", "Ask"])
        #expect(Side.buy.wireNumber == 0 && Side.sell.wireNumber == 1)
        for (number, name) in try Self.names("OrderStatus").enumerated() {
            let status = VenueOrder.Status(wireValue: try Samples.json("\(number)"))
            let word = number == 0 ? "unknown" : name.lowercased()
            #expect(status.word.replacing("_", with: "").hasPrefix(word), "\(status.word)")
            #expect(status.isTerminal == (2...5).contains(number))
        }
        for unit in BarUnit.allCases {
            #expect(try Self.names("AggregateBarUnit")[Int(unit.rawValue)].lowercased() == unit.word)
        }
        let query = try JSONDocument(OrderQuery(account: Samples.accountID).body).root
        #expect(try Self.names("OrderSortField")[Int(query["sortBy"]?.int64 ?? -1)] == "Id")
        #expect(try Self.names("SortDirection")[Int(query["sortDirection"]?.int64 ?? -1)] == "Asc")
    }

    @Test(arguments: [0, 9, 77, -1, Int64.max])
    func `6.2, a status that the sheet lacks is working and unknown`(number: Int64) throws {
        let row = try OrderRow(Samples.json(Samples.order(status: number)))
        let status = row.venueOrder(of: Samples.account).status
        #expect(status == .unknown(number) && !status.isTerminal)
    }

    @Test(arguments: [0, 3, 7, -1])
    func `6.2, a position without a known direction is not read`(type: Int64) throws {
        let row = try Samples.json(
            #"{"accountId":1,"contractId":"C","type":\#(type),"size":2,"averagePrice":1}"#)
        #expect(throws: Unreadable.self) { try PositionRow(row) }
    }
}
