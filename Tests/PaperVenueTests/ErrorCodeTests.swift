import JSON
import OwnThreads
import Surface
import Testing
import Trading

@testable import PaperVenue

/// Every pair of endpoint and error code that section 6.3 knows, over HTTP: those that a client can bring
/// about, and all of them by a fault.
@Suite(.ownThreads)
struct ErrorCodeTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let endpoint: SurfaceSheet.Endpoint
        let code: Int
        let name: String
        var testDescription: String { "\(endpoint.section) \(endpoint.path) \(code) \(name)" }
    }

    static let pairs = SurfaceSheet.all.endpoints.flatMap { endpoint in
        (SurfaceSheet.all.enums[endpoint.codes ?? ""] ?? []).enumerated().dropFirst().map {
            Pair(endpoint: endpoint, code: $0.offset, name: $0.element)
        }
    }

    @Test func `6.3, knows 77 failures`() {
        #expect(Self.pairs.count == 77)
    }

    @Test(arguments: pairs)
    func `6.3, can fail with every code of every endpoint`(pair: Pair) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let short = pair.endpoint.path.dropFirst("/api/".count)
        let armed = try await trader.call(
            "/_venue/faults",
            #"{"fault":"refuse","endpoint":"\#(short)","code":\#(pair.code),"with_id":false}"#)
        #expect(armed.status == 200)
        let answer = try await trader.call(pair.endpoint.path, Self.body(pair.endpoint.path))
        #expect(answer.status == 200)
        #expect(answer["success"]?.bool == false)
        #expect(answer.code == Int64(pair.code))
        #expect(answer["errorMessage"]?.isNull == true)
        for field in pair.endpoint.payload where field.whenEmpty == "null" {
            #expect(answer[field.name]?.isNull == true)
        }
        #expect(trader.venue.faultsWaiting == 0)
        let next = try await trader.call(pair.endpoint.path, Self.body(pair.endpoint.path))
        #expect(next.status == 200)
    }

    /// A body that can be bound.
    static func body(_ path: String) -> String {
        switch path.split(separator: "/").last {
        case "loginKey": #"{"userName":"paper","apiKey":"paper-api-key"}"#
        case "loginApp": #"{"userName":"a","password":"b","deviceId":"c","appId":"d","verifyKey":"e"}"#
        default:
            """
            {"accountId":1001,"contractId":"CON.F.US.MNQ.Z26","live":false,"type":2,"side":0,"size":1,\
            "orderId":1,"onlyActiveAccounts":true,"startTime":"2026-01-01T00:00:00Z",\
            "endTime":"2026-01-01T01:00:00Z","unit":2,"unitNumber":1,"limit":1,"includePartialBar":false,\
            "startTimestamp":"2026-01-01T00:00:00Z","filter":{"accountId":1001}}
            """
        }
    }

    struct Cause: Sendable, CustomTestStringConvertible {
        let section: String
        let path: String
        /// Merged over a body that would succeed, or at least be bound.
        let change: [String: String]
        let code: Int64
        var message: String?
        var account = VenueAccount(id: AccountID(1_001))
        var isClosed = false
        /// Places and fills one contract first.
        var holds = false
        var testDescription: String { "\(section) \(path) \(change) -> \(code)" }
    }

    @Test(arguments: CauseTable.all)
    func `5, gives the code by itself where there is a cause`(cause: Cause) async throws {
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.clock = { clock.now }
        options.users = [VenueUser(name: "paper", key: "paper-api-key", accounts: [cause.account])]
        options.enforcesSession = cause.isClosed
        if cause.isClosed { clock.advance(by: .seconds(86_400 * 5)) }
        let trader = try await Trader(options)
        defer { trader.stop() }
        if cause.holds {
            _ = trader.venue.placeManually(
                VenuePlaceRequest(
                    account: AccountID(1_001), contract: trader.mnq, type: 2, side: 0, size: 1))
            clock.advance(by: .seconds(1))
        }
        let body = Self.merged(cause.change, over: Self.body(cause.path))
        let answer = try await trader.call("/api/" + cause.path, body)
        #expect(answer.status == 200)
        #expect(answer.code == cause.code)
        #expect(answer["success"]?.bool == (cause.code == 0))
        if let message = cause.message {
            #expect(answer["errorMessage"]?.string?.lowercased().contains(message.lowercased()) == true)
        } else if cause.code != 0 {
            #expect(answer["errorMessage"]?.isNull == true)
        }
    }

    private static func merged(_ change: [String: String], over body: String) -> String {
        let members = (try? JSONDocument(Array(body.utf8)).root)?.members ?? []
        var texts = Dictionary(
            uniqueKeysWithValues: members.map {
                ($0.key, String(decoding: $0.value.canonical(), as: UTF8.self))
            })
        for (name, text) in change { texts[name] = text }
        return "{" + texts.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }
}
