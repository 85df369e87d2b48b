import Journey
import Trading

/// What the market, the venue and its people do.
extension World {
    /// The market moves again and again, to the end of the world.
    func market() {
        timeline.after(.milliseconds(.random(in: 200...3_000, using: &dice))) { [unowned self] in
            if !weather.isHealed { moveMarket() }
            market()
        }
    }

    private func moveMarket() {
        guard plan.scene == nil else { return venue.moveMarket(ticksMax: 2) }
        if dice.chance(plan.rates[.partialFill] ?? 0) { play(.partialFill, .partialFill) }
        if dice.chance(plan.rates[.rejectAfterAccept] ?? 0) { play(.rejectAfterAccept, .rejectAfterAccept) }
        if dice.chance(250) { venue.fillSomething() } else { venue.moveMarket() }
    }

    /// A trick that waits already is enough.
    private func play(_ trick: SimulatedVenue.Trick, _ kind: FaultKind) {
        guard !venue.tricks.contains(trick) else { return }
        tally[kind] += 1
        venue.play(trick)
    }

    func befallVenue(_ kind: FaultKind) {
        switch kind {
        case .bothLegs:
            venue.fillBothLegs()
            for account in plan.accounts { hand.touch(account.id, at: timeline.steady, explains: false) }
        case .manualTrade: tradeByHand()
        case .manualCancel: cancelByHand()
        case .platformFlatten:
            guard let account = plan.accounts.randomElement(using: &dice) else { return }
            venue.platformFlatten(account.id)
            hand.touch(account.id, at: timeline.steady, explains: true)
        case .searchLag:
            venue.lag(
                orders: .milliseconds(.random(in: 500...10_000, using: &dice)),
                trades: .milliseconds(.random(in: 0...10_000, using: &dice)))
        case .voidedTrade:
            guard let account = venue.voidTrade() else { return }
            hand.touch(account, at: timeline.steady, explains: false)
        case .eviction:
            evict(
                times: dice.chance(500) ? 1 : 5,
                until: Timestamp(microseconds: plan.weather.microseconds + 60_000_000))
        case .tokenExpiry: venue.expireTokens()
        default: befallNetwork(kind)
        }
        tally[kind] += kind == .partition || kind == .hubGap ? 0 : 1
    }

    /// Another session takes the hub, as often as it is taken back.
    private func evict(times: Int, until: Timestamp) {
        guard times > 0, timeline.steady < until, run?.view.isEvicted != true else { return }
        let isTaken = !venue.lines.isEmpty
        venue.evict()
        timeline.after(.milliseconds(.random(in: 1_000...4_000, using: &dice))) { [unowned self] in
            evict(times: isTaken ? times - 1 : times, until: until)
        }
    }

    private func tradeByHand() {
        dice.chance(700) ? venue.tradeByHand() : venue.placeByHand()
        guard let order = venue.orders.last, order.origin == .byHand else { return }
        hand.touch(order.account, at: timeline.steady, explains: false)
    }

    private func cancelByHand() {
        let open = venue.orders.filter { $0.status == .open }
        guard let order = open.randomElement(using: &dice) else { return }
        venue.cancel(order.id)
        hand.touch(order.account, at: timeline.steady, explains: true)
    }

    private func befallNetwork(_ kind: FaultKind) {
        switch kind {
        case .hubGap: network.cutHub(isSilent: dice.chance(500))
        case .partition:
            let isWhole = dice.chance(400)
            let hasRest = isWhole || dice.chance(500)
            network.partition(
                rest: hasRest, hub: isWhole || !hasRest,
                for: .milliseconds(.random(in: 500...40_000, using: &dice)))
        default: break
        }
    }
}

extension Plan {
    static let micros: [Contract] = [
        contract("MNQZ6", "CON.F.US.MNQ.Z26", "F.US.MNQ", value: 5_000),
        contract("MESZ6", "CON.F.US.MES.Z26", "F.US.MES", value: 12_500),
    ]
    static let mini = contract("NQZ6", "CON.F.US.ENQ.Z26", "F.US.ENQ", value: 50_000)

    static func contract(
        _ name: String, _ id: String, _ symbol: String, value: Int64, isActive: Bool = true
    ) -> Contract {
        guard let tick = TickSize(nanos: 250_000_000) else { preconditionFailure("a quarter is a tick") }
        return Contract(
            id: ContractID(id), name: name, description: name, tickSize: tick,
            tickValue: Money(tenThousandths: value), isActive: isActive, symbolID: symbol)
    }

    /// Of each kind about as many of a thousand requests or events as the seed says.
    var networkFaults: NetworkFaults {
        var faults = NetworkFaults.calm
        faults.refused = rates[.refusedConnection] ?? 0
        faults.lostRequest = rates[.lostRequest] ?? 0
        faults.lostAnswer = rates[.lostAnswer] ?? 0
        faults.brokenAnswer = (rates[.brokenAnswer] ?? 0) / 2
        faults.truncatedAnswer = (rates[.brokenAnswer] ?? 0) / 2
        faults.serverError = (rates[.errorAnswer] ?? 0) / 2
        faults.tooManyRequests = (rates[.errorAnswer] ?? 0) / 4
        faults.unauthorized = (rates[.errorAnswer] ?? 0) / 4
        faults.late = (rates[.lateAnswer] ?? 0) * 3 / 4
        faults.tooLate = (rates[.lateAnswer] ?? 0) / 4
        faults.hubLate = (rates[.hubDisorder] ?? 0) / 3
        faults.hubDoubled = (rates[.hubDisorder] ?? 0) / 3
        faults.hubDisorder = rates[.hubDisorder] ?? 0
        faults.hubMissed = (rates[.hubDisorder] ?? 0) / 20
        faults.hubCut = (rates[.hubDisorder] ?? 0) / 60
        faults.hubRefused = rates[.hubGap] ?? 0
        return faults
    }
}

extension FaultKind {
    /// Under which word a fault of the network is counted.
    init(_ fault: NetworkFault) {
        switch fault {
        case .refused: self = .refusedConnection
        case .lostRequest: self = .lostRequest
        case .lostAnswer: self = .lostAnswer
        case .brokenAnswer, .truncatedAnswer: self = .brokenAnswer
        case .serverError, .tooManyRequests, .unauthorized: self = .errorAnswer
        case .late, .tooLate: self = .lateAnswer
        case .hubCut, .hubSilence, .hubRefused: self = .hubGap
        case .hubLate, .hubDoubled, .hubDisorder, .hubMissed: self = .hubDisorder
        case .partition: self = .partition
        }
    }
}
