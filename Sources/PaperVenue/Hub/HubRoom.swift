import Trading

/// Everybody on the two hubs, and what each is to be sent. It decides, and sends nothing itself.
struct HubRoom: Sendable {
    /// A connection's number in the order of their coming.
    typealias MemberID = UInt64

    enum Action: Hashable, Sendable {
        case send(MemberID, [UInt8])
        case close(MemberID)
        case abort(MemberID)
    }

    struct Member: Sendable {
        var session: HubSession
        /// Steady time, in microseconds.
        var heardAt: Int64
        var pingAt: Int64
        var isSilent = false
        /// Pings go on, quotes do not.
        var isMarketSilent = false
        /// What was last shown of each contract.
        var told: [ContractID: MarketTold] = [:]
    }

    private let pingMicroseconds: Int64
    let switches: VenueSurfaceSwitches
    private let seed: UInt64
    private var bursts: UInt64 = 0
    var members: [MemberID: Member] = [:]
    /// Events that are still to be lost after a cut.
    private var losing = 0

    /// - Parameter seed: Shuffles bursts where the switches say so.
    init(pingSeconds: Int, switches: VenueSurfaceSwitches = VenueSurfaceSwitches(), seed: UInt64 = 1) {
        pingMicroseconds = Int64(max(1, pingSeconds)) * 1_000_000
        self.switches = switches
        self.seed = Scatter.seed(seed, named: "bursts")
    }

    var memberIDs: [MemberID] { members.keys.sorted() }

    func memberIDs(on hub: VenueHub) -> [MemberID] {
        memberIDs.filter { id in
            switch hub {
            case .both: true
            case .user: members[id]?.session.kind == .user
            case .market: members[id]?.session.kind == .market
            }
        }
    }

    /// When the next ping is due or the next silent client is given up; nil when nobody is there.
    var nextDue: Int64? {
        members.values.map { min($0.pingAt, $0.heardAt + 2 * pingMicroseconds) }.min()
    }

    /// Lets somebody in; where the switches say so, whoever of that user was there before is logged out.
    @discardableResult
    mutating func join(_ id: MemberID, on kind: HubKind = .user, reach: Reach, at now: Int64) -> [Action] {
        let earlier = memberIDs.filter {
            members[$0]?.session.kind == kind && members[$0]?.session.userName == reach.user.name
        }
        members[id] = Member(
            session: HubSession(
                kind, reach: reach, completesWithNull: switches.completesWithNull), heardAt: now,
            pingAt: now + pingMicroseconds)
        guard switches.evictsEarlier else { return [] }
        for id in earlier { members[id] = nil }
        return earlier.flatMap { [Action.send($0, HubFrame.logout), .close($0)] }
    }

    mutating func leave(_ id: MemberID) { members[id] = nil }

    mutating func received(_ bytes: [UInt8], from id: MemberID, at now: Int64) -> [Action] {
        guard var member = members[id] else { return [] }
        member.heardAt = now
        let outputs = member.session.received(bytes)
        members[id] = outputs.contains(.close) ? nil : member
        if member.isSilent { return [] }
        return outputs.map { output in
            switch output {
            case .send(let bytes): .send(id, bytes)
            case .close: .close(id)
            }
        }
    }

    /// Pings whoever is due, and gives up whoever said nothing for two pings' time.
    mutating func tick(at now: Int64) -> [Action] {
        var actions: [Action] = []
        for id in memberIDs {
            guard var member = members[id] else { continue }
            if now - member.heardAt >= 2 * pingMicroseconds {
                members[id] = nil
                actions.append(.close(id))
            } else if now >= member.pingAt {
                member.pingAt = now + pingMicroseconds
                members[id] = member
                if member.session.isOpen, !member.isSilent { actions.append(.send(id, HubFrame.ping)) }
            }
        }
        return actions
    }

    /// Sends a burst of events to whoever wants them, with the faults that meet it.
    ///
    /// - Parameter take: takes a waiting fault that fits, once.
    mutating func deliver(_ burst: [VenueEvent], take: ((VenueFault) -> Bool) -> VenueFault?) -> [Action] {
        var burst = burst
        if burst.count > 1, !members.isEmpty {
            if switches.shufflesEvents { shuffle(&burst) }
            if take({ $0 == .reverseEvents }) != nil { burst.reverse() }
            let childFirst = HubBurst.childFirst(burst)
            if childFirst != burst, take({ $0 == .childFirst }) != nil { burst = childFirst }
            let tradeFirst = HubBurst.tradeFirst(burst)
            if tradeFirst != burst, take({ $0 == .tradeFirst }) != nil { burst = tradeFirst }
        }
        return burst.flatMap { deliver($0, take: take) }
    }

    private mutating func shuffle(_ burst: inout [VenueEvent]) {
        bursts += 1
        for index in burst.indices.dropFirst().reversed() {
            let drawn = Scatter.value(Scatter.value(seed, bursts), UInt64(index))
            burst.swapAt(index, Int(drawn % UInt64(index + 1)))
        }
    }

    private mutating func deliver(_ event: VenueEvent, take: ((VenueFault) -> Bool) -> VenueFault?)
        -> [Action]
    {
        guard losing == 0 else {
            losing -= 1
            return []
        }
        let wanting = memberIDs.filter { members[$0]?.session.wants(event) == true }
        guard !wanting.isEmpty else { return [] }
        if case .hubCut(let count) = take({ if case .hubCut = $0 { true } else { false } }) {
            losing = max(0, count - 1)
            return cut(memberIDs(on: .user))
        }
        if take({ $0.misses(event) }) != nil { return [] }
        let copies = take({ $0.repeats(event) }) == nil ? 1 : 2
        let frame = HubFrame.event(event, isWrapped: switches.wrapsEvents)
        return wanting.filter { members[$0]?.isSilent == false }
            .flatMap { Array(repeating: Action.send($0, frame), count: copies) }
    }

    /// Resets every connection.
    mutating func everybodyOut() -> [Action] { cut(memberIDs) }

    mutating func cut(_ ids: [MemberID]) -> [Action] {
        for id in ids { members[id] = nil }
        return ids.map { .abort($0) }
    }
}

extension VenueFault {
    fileprivate func misses(_ event: VenueEvent) -> Bool {
        if case .missEvent(let kind) = self { kind.means(event) } else { false }
    }

    fileprivate func repeats(_ event: VenueEvent) -> Bool {
        if case .repeatEvent(let kind) = self { kind.means(event) } else { false }
    }
}

extension VenueEventKind {
    fileprivate func means(_ event: VenueEvent) -> Bool {
        switch (self, event.payload) {
        case (.any, _), (.account, .account), (.order, .order), (.position, .position), (.trade, .trade):
            true
        case (.filledOrder, .order(let order)): order.status == .filled
        default: false
        }
    }
}
