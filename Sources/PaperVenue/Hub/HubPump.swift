import Synchronization
import Trading

/// The hubs' one thread: it lets the venue's time pass, and is the only one that sends.
///
/// Because everything goes out through here, events leave in the order in which the core made them, and
/// nothing overtakes a handshake.
final class HubPump: Sendable {
    private enum Input: Sendable {
        case joined(HubRoom.MemberID, any HubLink, HubKind, Reach)
        case received(HubRoom.MemberID, [UInt8])
        case left(HubRoom.MemberID)
        case fault(VenueFault)
        case stop
    }

    private struct Inbox: Sendable {
        var inputs: [Input] = []
        var lastMember: HubRoom.MemberID = 0
    }

    /// The market is shown at most forty times a second, however fast the venue's clock runs.
    private static let showMicroseconds: Int64 = 25_000
    /// A clock that runs far ahead would else wake the thread without a pause.
    private static let waitMicrosecondsMin: Int64 = 500

    private let house: VenueHouse
    private let faults: VenueFaults
    private let inbox = Mutex(Inbox())
    private let thread = Mutex<VenueThread?>(nil)
    private let members = Atomic<Int>(0)

    init(house: VenueHouse, faults: VenueFaults) {
        self.house = house
        self.faults = faults
    }

    func start(_ room: HubRoom) throws(PaperVenueError) {
        let started = try VenueThread { [self] in run(room) }
        thread.withLock { $0 = started }
    }

    /// Resets every connection and waits for the thread.
    func stop() {
        put(.stop)
        thread.withLock { thread in
            defer { thread = nil }
            return thread
        }?.join()
        // Connections that came too late: let go outside the lock, since that waits for their threads.
        let late = inbox.withLock { inbox in
            defer { inbox.inputs = [] }
            return inbox.inputs
        }
        withExtendedLifetime(late) {}
    }

    /// Whoever is connected, handshaken or not.
    var memberCount: Int { members.load(ordering: .acquiring) }

    /// A number for a connection that is about to come.
    func newMember() -> HubRoom.MemberID {
        inbox.withLock { inbox in
            inbox.lastMember += 1
            return inbox.lastMember
        }
    }

    func joined(_ id: HubRoom.MemberID, link: any HubLink, on kind: HubKind, reach: Reach) {
        put(.joined(id, link, kind, reach))
    }
    func received(_ bytes: [UInt8], from id: HubRoom.MemberID) { put(.received(id, bytes)) }
    func left(_ id: HubRoom.MemberID) { put(.left(id)) }
    func suffer(_ fault: VenueFault) { put(.fault(fault)) }

    private func put(_ input: Input) {
        inbox.withLock { $0.inputs.append(input) }
        house.wakeUp()
    }

    private func run(_ room: HubRoom) {
        var room = room
        var links: [HubRoom.MemberID: any HubLink] = [:]
        var shown: (at: Timestamp?, steady: Int64) = (nil, 0)
        while true {
            let inputs = inbox.withLock { inbox in
                defer { inbox.inputs = [] }
                return inbox.inputs
            }
            for input in inputs {
                if case .stop = input { return perform(room.everybodyOut(), &links) }
                perform(take(input, &room, &links), &links)
            }
            let (events, due) = house.takeOutbox()
            race(events)
            perform(room.deliver(events) { faults.take(where: $0) }, &links)
            var nextLook: Int64? = shown.steady + Self.showMicroseconds - SteadyClock.microseconds
            if nextLook ?? 0 <= 0 || !inputs.isEmpty {
                let (looks, at, next) = house.look(at: room.marketContracts, since: shown.at)
                perform(room.show(looks, at: SteadyClock.microseconds), &links)
                shown = (at, SteadyClock.microseconds)
                nextLook = next.map { max($0, Self.showMicroseconds) }
            }
            perform(room.tick(at: SteadyClock.microseconds), &links)
            members.store(room.memberIDs.count, ordering: .releasing)
            let pings = room.nextDue.map { max(0, $0 - SteadyClock.microseconds) }
            let wait = [due, nextLook, pings].compactMap(\.self).min()
            house.wait(microseconds: wait.map { max($0, Self.waitMicrosecondsMin) })
        }
    }

    /// Lets both children of a bracket fill, where that is what should go wrong.
    private func race(_ events: [VenueEvent]) {
        for order in events.compactMap(\.order) where order.parent != nil && order.status == .filled {
            if faults.take(where: { $0 == .ocoRace }) != nil {
                FaultHand(house: house, pump: self).race(order)
            }
        }
    }

    private func take(
        _ input: Input, _ room: inout HubRoom, _ links: inout [HubRoom.MemberID: any HubLink]
    ) -> [HubRoom.Action] {
        switch input {
        case .joined(let id, let link, let kind, let reach):
            links[id] = link
            return room.join(id, on: kind, reach: reach, at: SteadyClock.microseconds)
        case .received(let id, let bytes):
            return room.received(bytes, from: id, at: SteadyClock.microseconds)
        case .left(let id):
            links[id] = nil
            room.leave(id)
            return []
        case .fault(let fault): return room.suffer(fault)
        case .stop: return []
        }
    }

    /// A link that was closed or cut stays until its connection says that it has ended.
    private func perform(_ actions: [HubRoom.Action], _ links: inout [HubRoom.MemberID: any HubLink]) {
        for action in actions {
            switch action {
            case .send(let id, let bytes): links[id]?.send(text: bytes)
            case .close(let id): links[id]?.close()
            case .abort(let id): links[id]?.abort()
            }
        }
    }
}
