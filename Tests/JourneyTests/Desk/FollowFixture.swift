import Journey
import Testing
import Trading

/// A leader and a follower: what the leader's account trades, and what the follower's orders come to.
extension DeskFixture {
    static let copyName = "mine"

    static func copy(
        _ follower: Copy.Follower = Copy.Follower(account: two), root: String? = nil,
        resync: Copy.Resync = .warn, after: Span = .seconds(5)
    ) -> Copy {
        Copy(name: copyName, leader: one, root: root, to: [follower], resync: resync, after: after)
    }

    /// Without a stop to ask for, so that a test says only what it is about.
    static func following(
        _ copies: [Copy] = [copy()], requiresStop: Bool = false, hedge: HedgeScope? = nil,
        holding: HoldingLimits = HoldingLimits()
    ) throws -> DeskFixture {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 9, positionMax: 9, requiresStop: requiresStop), holding: holding,
            hedge: hedge, copies: copies)
        fixture.connect()
        return fixture
    }

    func held(_ account: AccountName, _ contract: Contract = mnq) -> Int64 {
        venue[account]?.positions.first { $0.contract == contract.id }?.signedSize ?? 0
    }

    mutating func stand(_ account: AccountName, _ size: Int64, _ contract: Contract = mnq) {
        venue[account]?.positions.removeAll { $0.contract == contract.id }
        guard size != 0 else { return }
        venue[account]?.positions.append(
            Position(contract: contract.id, signedSize: size, averagePrice: Price(nanos: 21_450_250_000_000)))
    }

    static func execution(
        _ size: Int64, _ id: Int64, of account: AccountName = one, _ contract: Contract = mnq, at: Timestamp
    ) -> VenueTrade {
        VenueTrade(
            id: TradeID(id), account: account, contract: contract.id, order: OrderID(id * 10), at: at,
            price: Price(nanos: 21_450_250_000_000), side: size > 0 ? .buy : .sell, size: abs(size))
    }

    /// A trade by another hand, told by the hub: the position first, then the execution.
    ///
    /// - Returns: What left for the venue because of it.
    @discardableResult
    mutating func trade(
        _ size: Int64, _ id: Int64, of account: AccountName = one, _ contract: Contract = mnq,
        ago: Span = .zero
    ) -> Decision {
        stand(account, held(account, contract) + size, contract)
        let position = Position(
            contract: contract.id, signedSize: held(account, contract),
            averagePrice: Price(nanos: 21_450_250_000_000))
        var all = hear(.position(account, position))
        let at = now.wall.advanced(by: Span(microseconds: -ago.microseconds))
        all.append(hear(.trade(Self.execution(size, id, of: account, contract, at: at))))
        all.append(release(all))
        return all
    }

    /// The venue fills an order of the follower's, and the hub tells of it.
    @discardableResult
    mutating func fill(_ request: PlaceRequest, _ id: Int64) -> Decision {
        #expect(request.account == Self.two)
        var all = answer(request, .accepted(order: OrderID(id)))
        stand(request.account, held(request.account) + request.side.sign * request.size.contracts)
        all.append(hear(.order(request.order(id, .filled, filled: request.size.contracts, at: "21450.25"))))
        all.append(hear(.position(request.account, request.held(held(request.account)))))
        all.append(hear(.trade(request.trade(id * 10, order: id, at: now.wall))))
        all.append(release(all))
        return all
    }

    /// Connects as after a restart, and takes every release.
    @discardableResult
    mutating func reconnect() -> Decision {
        let count = decisions.count
        connect()
        var all = Decision()
        for one in decisions[count...] { all.append(one) }
        all.append(release(all))
        return all
    }

    /// Lets time pass second by second, with every reading answered and every release taken.
    @discardableResult
    mutating func wait(seconds: Int) -> Decision {
        var all = Decision()
        for _ in 0..<seconds {
            var one = tick(after: .seconds(1))
            one.append(answerSnapshots())
            one.append(release(one))
            all.append(one)
        }
        return all
    }
}

extension Decision {
    var closed: [ContractID] { calls.compactMap { if case .close(_, let one) = $0 { one } else { nil } } }
    /// Each order that left: signed contracts.
    var signed: [Int64] { placed.map { $0.side.sign * $0.size.contracts } }
    var drifts: [DiscrepancyRow] { discrepancies.filter { $0.kind == "follow_drift" } }
}
