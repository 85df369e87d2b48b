import Gateway
import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

/// The single reads of the commands, at a venue that behaves and at one that does not.
@Suite(.ownThreads)
struct ReadsWireTests {
    private static let account = Bench.first
    private static let id = Bench.firstID

    private func bench(_ change: (inout PaperVenueOptions) -> Void = { _ in }) throws -> (
        PaperVenue, GatewayReads
    ) {
        let venue = try PaperVenue(Bench.venueOptions(change))
        let options = GatewayClientOptions(
            name: GatewayName("paper"), rest: "http://127.0.0.1:\(venue.port)/",
            userHub: "http://127.0.0.1:\(venue.port)/hubs/user", username: Bench.username,
            apiKey: Bench.apiKey, accounts: [:], now: { Bench.now() })
        return (venue, try GatewayReads(options))
    }

    private func failure(_ read: () throws -> Void) throws -> GatewayReadFailure {
        do {
            try read()
        } catch let failure as GatewayReadFailure {
            for secret in [Bench.username, Bench.apiKey, "eyJ"] {
                #expect(!String(reflecting: failure).contains(secret))
            }
            return failure
        }
        throw Unexpected("it was read")
    }

    @Test func `every read logs in once for all of them, and reads what is there`() throws {
        let (venue, reads) = try bench()
        defer { venue.stop() }
        defer { reads.stop() }
        #expect(try reads.accounts().map(\.id) == [AccountID(1_001), AccountID(1_002)])
        let contracts = try reads.contractsAvailable()
        let mnq = try #require(venue.activeContract(root: "MNQ"))
        #expect(contracts.contains(mnq))
        #expect(try reads.contract(mnq.id) == mnq)
        #expect(try reads.contracts(matching: "MNQ").contains(mnq))
        #expect(try reads.positions(of: Self.id) == [])
        #expect(try reads.workingOrders(of: Self.id, name: Self.account) == [])
        #expect(try reads.trades(of: Self.id, name: Self.account, since: Bench.now().wall) == [])
        try reads.ping()
        let until = Bench.now().wall
        let query = BarQuery(
            contract: mnq.id, unit: .minute, number: 1, since: until.advanced(by: .seconds(-3_600)),
            until: until, limit: 5, hasPartial: false)
        let list = try reads.bars(query)
        #expect(list.bars.count <= 5 && list.bars.map(\.start) == list.bars.map(\.start).sorted())
        #expect(venue.calls(to: "/api/Auth/loginKey") == 1)
    }

    @Test func `a read refused with 401 is repeated once with a fresh login, and no more`() throws {
        let (venue, reads) = try bench()
        defer { venue.stop() }
        defer { reads.stop() }
        let path = "/api/Account/search"
        venue.inject(.unauthorized, on: path)
        #expect(try reads.accounts().count == 2)
        #expect(venue.calls(to: path) == 2 && venue.calls(to: "/api/Auth/loginKey") == 2)
        venue.inject(.unauthorized, count: 2, on: path)
        #expect(try failure { _ = try reads.accounts() }.kind == .signIn)
        #expect(venue.calls(to: path) == 4)
    }

    @Test(arguments: [
        (VenueFault.tooManyRequests, GatewayReadFailure.Kind.throttled), (.badGateway, .unreachable),
        (.nullList, .unreadable), (.refuse(code: 1, message: nil), .notFound),
        (.refuse(code: 77, message: nil), .refused),
    ])
    func `each trouble has its kind, and the read is not repeated`(
        fault: VenueFault, kind: GatewayReadFailure.Kind
    ) throws {
        let (venue, reads) = try bench()
        defer { venue.stop() }
        defer { reads.stop() }
        let path = "/api/Position/searchOpen"
        venue.inject(fault, on: path)
        #expect(try failure { _ = try reads.positions(of: Self.id) }.kind == kind)
        #expect(venue.calls(to: path) == 1)
        #expect(try reads.positions(of: Self.id) == [])
    }

    @Test(arguments: 1...10)
    func `4.1, a refused login names its code, and only an unknown error may pass`(code: Int) throws {
        let (venue, reads) = try bench()
        defer { venue.stop() }
        defer { reads.stop() }
        venue.inject(.refuseLogin(code: code))
        let refused = try failure { _ = try reads.accounts() }
        #expect(refused.kind == (code == 8 ? .unreachable : .signIn))
        #expect(refused.description.contains("Auth/loginKey refused: \(code) "))
        #expect(venue.calls(to: "/api/Account/search") == 0)
    }

    @Test func `what the venue does not know is not found`() throws {
        let (venue, reads) = try bench()
        defer { venue.stop() }
        defer { reads.stop() }
        let (stranger, none) = (AccountID(7), ContractID("CON.F.US.XYZ.Z26"))
        let name = Self.account
        let reading: [() throws -> Void] = [
            { _ = try reads.positions(of: stranger) },
            { _ = try reads.workingOrders(of: stranger, name: name) },
            { _ = try reads.orders(of: stranger, name: name, since: Bench.now().wall) },
            { _ = try reads.trades(of: stranger, name: name, since: Bench.now().wall) },
            { _ = try reads.contract(none) },
            { _ = try reads.order(OrderID(7), of: Self.id, name: name) },
        ]
        for read in reading {
            let fault = try failure(read)
            #expect(fault.kind == .notFound && fault.code == 1, "\(fault)")
        }
    }
}
