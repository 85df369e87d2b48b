import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Every code of the tables in 5.6, 5.7, 5.8, 5.14 and 5.15 that a venue comes to by itself; those for "pending"
/// and "unknown" are faults.
@Suite(.ownThreads)
struct CodeTests {
    enum Call: CaseIterable {
        case place, modify, cancel, close, closeInPart
    }

    /// What makes the code.
    enum Reason: CaseIterable {
        case nothing, strangeAccount, poor, forbidden, closedMarket, strangeContract, otherMonth, follower,
            live
        case badSize, strangeOrder, finished, flat, expired, noQuote
    }

    static let stranger = AccountID(9)
    static let weekend = Timestamp("2026-10-10T12:00:00Z") ?? Bench.start

    /// A bench with a long position of 2 and one resting order, and then what is wrong with it.
    func bench(_ reason: Reason) throws -> (bench: Bench, resting: OrderID, filled: OrderID) {
        let hours = SessionHours(chicago: ZoneRules(before: -5 * 3_600, changes: []))
        var bench = Bench(session: reason == .closedMarket ? hours : nil) { $0.flattensAtDayEnd = false }
        let filled = try #require(bench.place(Bench.request()).order)
        let resting = try #require(bench.place(Bench.request(.limit, limit: "24000")).order)
        bench.pass(.seconds(1))
        switch reason {
        case .poor: bench.core.change(Bench.account, at: bench.now) { $0.balance = .zero }
        case .forbidden: bench.core.change(Bench.account, at: bench.now) { $0.canTrade = false }
        case .follower: bench.core.change(Bench.account, at: bench.now) { $0.isFollower = true }
        case .live: bench.core.change(Bench.account, at: bench.now) { $0.isLive = true }
        case .closedMarket: bench.now = Self.weekend
        case .expired: bench.now = Timestamp("2027-01-05T15:00:00Z") ?? bench.now
        case .noQuote: bench.core.unquoted = [Bench.mnq]
        case .flat:
            try bench.close()
            bench.pass(.seconds(1))
        default: break
        }
        return (bench, resting, filled)
    }

    func code(of call: Call, _ reason: Reason) throws -> Int {
        var (bench, resting, filled) = try bench(reason)
        let account = reason == .strangeAccount ? Self.stranger : Bench.account
        let contract =
            switch reason {
            case .strangeContract: ContractID("CON.F.US.NOPE.Z26")
            case .otherMonth: ContractID("CON.F.US.MNQ.H27")
            default: Bench.mnq
            }
        let order = reason == .strangeOrder ? OrderID(1) : reason == .finished ? filled : resting
        let size: Int64 = reason == .badSize ? 0 : 1
        do throws(Refusal) {
            switch call {
            case .place:
                var request = Bench.request(size: size, contract: contract)
                request.account = account
                return bench.place(request).code
            case .modify:
                try bench.core.modify(
                    order, of: account, size: size, limit: nil, stop: nil, trail: nil, at: bench.now)
            case .cancel: try bench.core.cancel(order, of: account, at: bench.now)
            case .close: try bench.core.close(contract, of: account, size: nil, at: bench.now)
            case .closeInPart: try bench.core.close(contract, of: account, size: size, at: bench.now)
            }
            return 0
        } catch {
            return error.code
        }
    }

    @Test(arguments: [
        (Call.place, Reason.nothing, 0), (.place, .strangeAccount, 1), (.place, .badSize, 2),
        (.place, .poor, 3),
        (.place, .forbidden, 4), (.place, .closedMarket, 5), (.place, .strangeContract, 8),
        (.place, .otherMonth, 9), (.place, .expired, 9), (.place, .follower, 10), (.place, .live, 10),
        (.modify, .nothing, 0), (.modify, .strangeAccount, 1), (.modify, .strangeOrder, 2),
        (.modify, .badSize, 3),
        (.modify, .finished, 3), (.modify, .follower, 6), (.modify, .live, 6),
        (.cancel, .nothing, 0), (.cancel, .strangeAccount, 1), (.cancel, .strangeOrder, 2),
        (.cancel, .finished, 3),
        (.cancel, .follower, 6), (.cancel, .live, 6),
        (.close, .nothing, 0), (.close, .strangeAccount, 1), (.close, .flat, 2), (.close, .otherMonth, 2),
        (.close, .strangeContract, 3), (.close, .expired, 4), (.close, .closedMarket, 5),
        (.close, .noQuote, 5),
        (.close, .follower, 8), (.close, .live, 0),
        (.closeInPart, .nothing, 0), (.closeInPart, .strangeAccount, 1), (.closeInPart, .flat, 2),
        (.closeInPart, .strangeContract, 3), (.closeInPart, .expired, 4), (.closeInPart, .badSize, 5),
        (.closeInPart, .closedMarket, 6), (.closeInPart, .noQuote, 6), (.closeInPart, .follower, 9),
        (.closeInPart, .live, 9),
    ])
    func `6.3 a call meets the code of its own table`(call: Call, reason: Reason, code: Int) throws {
        #expect(try self.code(of: call, reason) == code)
    }

    /// What must not stand in the way of getting out.
    @Test(arguments: [Call.cancel, .close, .closeInPart], [Reason.poor, .forbidden])
    func `7.7 an account that may place nothing can still cancel and close`(call: Call, reason: Reason) throws
    {
        #expect(try code(of: call, reason) == 0)
    }
}
