import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

@testable import Gateway

/// Changes and partial closes, by each ending that the venue can give them: sections 5.7 and 5.15.
@Suite(.ownThreads)
struct ChangeWireTests {
    static let modify = "/api/Order/modify"
    static let partialClose = "/api/Position/partialCloseContract"

    private func ending(_ call: GatewayCall, _ bench: Bench) async throws -> Ending {
        let answer = await bench.perform(call)
        guard case .ended(let ending) = answer.result else { throw Unexpected(answer) }
        return ending
    }

    /// A limit buy far below the market.
    private func resting(_ bench: Bench) async throws -> OrderID {
        let size = try #require(Size(2))
        let request = PlaceRequest(
            account: Bench.first, contract: try bench.mnq().id, tag: OrderTag("resting"), type: .limit,
            side: .buy, size: size, limitPrice: Price("1000"))
        guard case .accepted(let order?) = try await bench.place(request) else {
            throw Unexpected("not placed")
        }
        return order
    }

    /// A fill takes its time: asks until so many are held, and says what is.
    private func held(_ wanted: [Int64], _ bench: Bench) async throws -> [Int64]? {
        var found: [Int64]?
        for _ in 0..<500 where found != wanted {
            found = try await bench.snapshot().positions?.map(\.signedSize)
        }
        return found
    }

    private func expect(_ ending: Ending, code: Int64, name: String, isUnsure: Bool) {
        guard !isUnsure else { return #expect(ending.word == "lost", "\(name)") }
        guard case .rejected(let rejection) = ending else {
            Issue.record("\(name): \(ending)")
            return
        }
        #expect(rejection.code == code && rejection.name == name && rejection.message == "why")
    }

    @Test(.timeLimit(.minutes(10)))
    func `5.7, a change ends by the code of its own table`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let order = try await resting(bench)
        let change = try #require(OrderChange(limitPrice: Price("1001")))
        let names = [
            "AccountNotFound", "OrderNotFound", "Rejected", "Pending", "UnknownError", "AccountRejected",
            "ContractNotFound",
        ]
        for (index, name) in names.enumerated() {
            bench.venue.inject(.refuse(code: index + 1, message: "why"), on: Self.modify)
            let call = GatewayCall.modify(account: Bench.first, order: order, change: change)
            expect(
                try await ending(call, bench), code: Int64(index + 1), name: name,
                isUnsure: [4, 5].contains(index + 1))
        }
        #expect(bench.venue.calls(to: Self.modify) == names.count)
        #expect(bench.venue.orders(of: Bench.firstID).map(\.limitPrice) == [Price("1000")])
    }

    @Test(.timeLimit(.minutes(10)))
    func `5.15, a partial close ends by the code of its own table`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let one = try #require(Size(1))
        _ = try await bench.place(bench.buy("k", size: 2, bracket: false))
        let names = [
            "AccountNotFound", "PositionNotFound", "ContractNotFound", "ContractNotActive",
            "InvalidCloseSize", "OrderRejected", "OrderPending", "UnknownError", "AccountRejected",
        ]
        let call = GatewayCall.partialClose(
            account: Bench.first, contract: try bench.mnq().id, size: one, tag: OrderTag("part"))
        for (index, name) in names.enumerated() {
            bench.venue.inject(.refuse(code: index + 1, message: "why"), on: Self.partialClose)
            expect(
                try await ending(call, bench), code: Int64(index + 1), name: name,
                isUnsure: [7, 8].contains(index + 1))
        }
        #expect(bench.venue.calls(to: Self.partialClose) == names.count)
        #expect(try await held([2], bench) == [2])
    }

    @Test(.timeLimit(.minutes(10)))
    func `5.7, a change moves the order, and one of an unknown order is not found`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let order = try await resting(bench)
        let change = try #require(OrderChange(size: Size(1), limitPrice: Price("1002.25")))
        let call = GatewayCall.modify(account: Bench.first, order: order, change: change)
        #expect(try await ending(call, bench) == .accepted(order: nil))
        let now = try #require(try await bench.snapshot().orders?.first { $0.id == order })
        #expect(now.size == 1 && now.limitPrice == Price("1002.25") && now.tag == OrderTag("resting"))
        let none = GatewayCall.modify(account: Bench.first, order: OrderID(5), change: change)
        guard case .rejected(let rejection) = try await ending(none, bench) else { throw Unexpected(none) }
        #expect(rejection.name == "OrderNotFound" && rejection.isNotFound)
        let off = try #require(OrderChange(limitPrice: Price("1002.1")))
        let offGrid = GatewayCall.modify(account: Bench.first, order: order, change: off)
        guard case .rejected(let refused) = try await ending(offGrid, bench) else {
            throw Unexpected(offGrid)
        }
        #expect(refused.name == "Rejected" && !refused.isNotFound)
    }

    @Test(.timeLimit(.minutes(10)))
    func `5.15, a partial close takes so many, and no more than there are`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let contract = try bench.mnq().id
        let (one, five) = (try #require(Size(1)), try #require(Size(5)))
        _ = try await bench.place(bench.buy("k", size: 3, bracket: false))
        #expect(try await held([3], bench) == [3])
        func close(_ size: Size) async throws -> Ending {
            try await ending(
                .partialClose(
                    account: Bench.first, contract: contract, size: size, tag: OrderTag("part")), bench)
        }
        #expect(try await close(one) == .accepted(order: nil))
        #expect(try await held([2], bench) == [2])
        guard case .rejected(let tooMany) = try await close(five) else { throw Unexpected("closed five") }
        #expect(tooMany.name == "InvalidCloseSize")
        _ = try await ending(.close(account: Bench.first, contract: contract), bench)
        #expect(try await held([], bench) == [])
        guard case .rejected(let none) = try await close(one) else { throw Unexpected("closed nothing") }
        #expect(none.name == "PositionNotFound" && none.isNotFound)
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [modify, partialClose],
        [VenueFault.cutAnswer, .badGateway, .badGatewayAfterWork, .tooManyRequests, .unauthorized])
    func `7.9, an answer that proves nothing is lost, and nothing is sent again`(
        path: String, fault: VenueFault
    ) async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        let (one, change) = (try #require(Size(1)), try #require(OrderChange(limitPrice: Price("1001"))))
        bench.venue.inject(fault, on: path)
        let call: GatewayCall =
            path == Self.modify
            ? .modify(account: Bench.first, order: try await resting(bench), change: change)
            : .partialClose(
                account: Bench.first, contract: try bench.mnq().id, size: one, tag: OrderTag("part"))
        #expect(try await ending(call, bench).word == "lost")
        #expect(bench.venue.calls(to: path) == 1)
        #expect(bench.secretsSaid.isEmpty)
    }
}
