import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct SnapshotMachineTests {
    static let accounts = Samples.success(
        #""accounts":[{"id":1,"name":"other","balance":1,"canTrade":true},"#
            + #"{"id":7701001,"name":"P","balance":50000,"canTrade":true,"isVisible":true,"simulated":true}]"#
    )
    static let orders = Samples.orders([Samples.order(status: 8, tag: "k-SL")], total: 1)
    static let positions = Samples.success(
        #""positions":[{"id":1,"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26","type":1,"size":2,"#
            + #""averagePrice":25000.25}]"#)
    static let trades = Samples.success(#""trades":[]"#)

    private func run(
        _ replies: [Reply], isProof: Bool = false
    ) -> (asked: [String], snapshot: GatewaySnapshot?) {
        var machine = SnapshotMachine(
            account: Samples.accountID, name: Samples.account, since: Samples.start,
            askedAt: Samples.steady(5), isProof: isProof)
        var asked: [String] = []
        var step = machine.start()
        for reply in replies {
            guard case .ask(let endpoint, _) = step else { break }
            asked.append(endpoint.name)
            step = machine.take(reply)
        }
        guard case .done(let snapshot) = step else { return (asked, nil) }
        return (asked, snapshot)
    }

    @Test func `a snapshot is complete when every part answered`() throws {
        let (asked, taken) = run([Self.accounts, Self.orders, Self.positions, Self.trades])
        let snapshot = try #require(taken)
        #expect(asked == ["Account/search", "Order/v2/query", "Position/searchOpen", "Trade/search"])
        #expect(snapshot.isComplete && snapshot.faults.isEmpty)
        #expect(snapshot.askedAt == Samples.steady(5))
        #expect(snapshot.state?.balance == Money(tenThousandths: 500_000_000))
        #expect(snapshot.orders?.map(\.status) == [.suspended])
        #expect(snapshot.positions?.map(\.signedSize) == [2])
        #expect(snapshot.trades == [])
    }

    @Test func `a proof reads orders and positions, and nothing else`() throws {
        let (asked, taken) = run([Self.orders, Self.positions], isProof: true)
        let snapshot = try #require(taken)
        #expect(asked == ["Order/v2/query", "Position/searchOpen"])
        #expect(snapshot.showsExposure && !snapshot.isComplete && snapshot.faults.isEmpty)
        let (_, failed) = run([Samples.reply(500, ""), Self.positions], isProof: true)
        #expect(try #require(failed).showsExposure == false)
        let (old, other) = run([Samples.reply(404, ""), Self.orders, Self.positions], isProof: true)
        #expect(old == ["Order/v2/query", "Order/searchOpen", "Position/searchOpen"])
        #expect(try #require(other).showsExposure)
    }

    @Test func `a firm without the query is asked for open orders`() throws {
        let (asked, taken) = run([
            Self.accounts, Samples.reply(404, ""), Self.orders, Self.positions, Self.trades,
        ])
        #expect(asked.contains("Order/searchOpen"))
        #expect(try #require(taken).isComplete)
    }

    @Test(
        arguments: 0..<4,
        [
            Samples.reply(500, ""), Samples.success(), Samples.failure(1), Samples.reply(.broken("cut")),
            Samples.success(#""accounts":null,"orders":null,"positions":null,"trades":null"#),
            Samples.success(#""accounts":[7],"orders":[7],"positions":[7],"trades":[7]"#),
        ])
    func `a part that cannot be read is nil with its fault, never empty`(part: Int, reply: Reply) throws {
        var replies = [Self.accounts, Self.orders, Self.positions, Self.trades]
        replies[part] = reply
        let snapshot = try #require(run(replies).snapshot)
        let isMissing = [
            snapshot.state == nil, snapshot.orders == nil, snapshot.positions == nil, snapshot.trades == nil,
        ]
        #expect(isMissing == (0..<4).map { $0 == part })
        #expect(snapshot.faults.count == 1)
    }

    @Test func `an account that is not listed has no state`() throws {
        let none = Samples.success(#""accounts":[]"#)
        let snapshot = try #require(run([none, Self.orders, Self.positions, Self.trades]).snapshot)
        #expect(snapshot.state == nil)
        #expect(snapshot.faults == ["the venue lists no account 7701001"])
    }
}

@Suite(.ownThreads)
struct ReadOrderMachineTests {
    private func run(_ replies: [Reply]) -> LookUp? {
        var machine = ReadOrderMachine(
            order: OrderID(7), account: Samples.accountID, name: Samples.account, now: Samples.start)
        var step = machine.start()
        for reply in replies {
            guard case .ask = step else { break }
            step = machine.take(reply)
        }
        guard case .done(let result) = step else { return nil }
        return result
    }

    @Test func `an order is found by its id`() throws {
        let result = run([Samples.success(#""order":\#(Samples.order(id: 7))"#)])
        guard case .found(let order)? = result else { throw Unexpected(result as Any) }
        #expect(order.id == OrderID(7))
    }

    @Test func `code 1 says that there is no such order`() {
        #expect(run([Samples.failure(1, members: #""order":null"#)]) == .absent)
    }

    @Test(arguments: [
        Samples.success(), Samples.success(#""order":null"#), Samples.failure(2), Samples.reply(401, ""),
        Samples.success(#""order":\#(Samples.order(id: 8))"#), Samples.reply(.broken("cut")),
        Samples.success(#""order":\#(Samples.order(id: 7, account: 5))"#),
    ])
    func `anything else proves nothing`(reply: Reply) throws {
        guard case .unreadable? = run([reply]) else { throw Unexpected(run([reply]) as Any) }
    }

    @Test func `a firm without the search by id is asked for lists`() throws {
        let row = Samples.orders([Samples.order(id: 7)])
        let none = Samples.orders([])
        let missing = Samples.reply(404, "")
        guard case .found? = run([missing, row]), case .found? = run([missing, none, row]),
            case .unreadable? = run([missing, none, none])
        else { throw Unexpected("not as asked") }
    }
}

@Suite(.ownThreads)
struct ContractsMachineTests {
    private static func contract(_ name: String, active: Bool = true) -> String {
        #"{"id":"CON.\#(name)","name":"\#(name)","description":"","tickSize":0.25,"tickValue":0.5,"#
            + #""activeContract":\#(active),"symbolId":"F.US.X"}"#
    }

    private static func contracts(_ rows: String...) -> Reply {
        Samples.success(#""contracts":[\#(rows.joined(separator: ","))]"#)
    }

    private func run(roots: Set<String>, _ replies: [Reply]) -> (asked: [String], ContractsMachine.Output?) {
        var machine = ContractsMachine(roots: roots)
        var asked: [String] = []
        var step = machine.start()
        for reply in replies {
            guard case .ask(let endpoint, let body) = step else { break }
            asked.append(endpoint.name + " " + String(decoding: body, as: UTF8.self))
            step = machine.take(reply)
        }
        guard case .done(let output) = step else { return (asked, nil) }
        return (asked, output)
    }

    @Test func `roots in the list are not searched`() throws {
        let (asked, output) = run(roots: ["MNQ"], [Self.contracts(Self.contract("MNQZ6"))])
        #expect(asked == [#"Contract/available {"live":false}"#])
        #expect(try #require(output).contracts.map(\.root) == ["MNQ"])
    }

    @Test func `a missing root is searched and only its exact match taken`() throws {
        let found = Self.contracts(
            Self.contract("MESZ6"), Self.contract("ESU6", active: false), Self.contract("ESZ6"))
        let (asked, output) = run(
            roots: ["ES", "NQ"], [Self.contracts(Self.contract("MNQZ6")), found, Self.contracts()])
        #expect(asked.last == #"Contract/search {"searchText":"NQ","live":false}"#)
        #expect(try #require(output).contracts.map(\.name) == ["MNQZ6", "ESZ6"])
        #expect(try #require(output).unknownRoots == ["NQ"])
        #expect(try #require(output).faults.isEmpty)
    }

    @Test func `an empty list is a fault`() throws {
        let output = try #require(run(roots: [], [Self.contracts()]).1)
        #expect(output.contracts.isEmpty && output.faults.count == 1)
    }

    @Test func `a search that fails leaves the list and a fault`() throws {
        let output = try #require(
            run(roots: ["ES"], [Self.contracts(Self.contract("MNQZ6")), Samples.reply(500, "")]).1)
        #expect(output.contracts.count == 1 && output.faults.count == 1 && output.unknownRoots.isEmpty)
    }

    @Test func `a row that cannot be read does not take the others with it`() throws {
        let output = try #require(run(roots: [], [Self.contracts("{}", Self.contract("MNQZ6"))]).1)
        #expect(output.contracts.count == 1)
    }
}
