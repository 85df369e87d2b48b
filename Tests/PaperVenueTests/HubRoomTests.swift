import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct HubRoomTests {
    /// Two members, 1 and 2, who both want the orders of account 1001.
    func room() -> HubRoom {
        var room = HubRoom(pingSeconds: 15)
        for id in HubRoom.MemberID(1)...2 {
            room.join(id, reach: Reach(.paper(accounts: 1)), at: 0)
            _ = room.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E], from: id, at: 0)
            let call = #"{"type":1,"target":"SubscribeOrders","arguments":[1001]}"#
            _ = room.received(Array(call.utf8) + [0x1E], from: id, at: 0)
        }
        return room
    }

    func order(_ status: VenueOrderStatus) -> VenueEvent {
        VenueEvent(at: Bench.start, payload: .order(HubSessionTests.order(account: 1_001, status: status)))
    }

    func frame(_ event: VenueEvent) -> [UInt8] { HubFrame.event(event, isWrapped: true) }

    /// One waiting fault, and how often it was taken.
    func deliver(_ events: [VenueEvent], in room: inout HubRoom, under fault: VenueFault?)
        -> [HubRoom.Action]
    {
        var plan = FaultPlan()
        if let fault { plan.arm(fault, count: 1, path: nil) }
        return room.deliver(events) { plan.take(where: $0) }
    }

    @Test func `sends an event to everybody who wants it, in order`() {
        var room = room()
        let events = [order(.pending), order(.filled)]
        #expect(
            deliver(events, in: &room, under: nil)
                == events.flatMap { [.send(1, frame($0)), .send(2, frame($0))] })
    }

    @Test func `keeps silent to whoever has not shaken hands`() {
        var room = HubRoom(pingSeconds: 15)
        room.join(1, reach: Reach(.paper(accounts: 1)), at: 0)
        #expect(deliver([order(.open)], in: &room, under: nil).isEmpty)
        #expect(room.tick(at: 15_000_000).isEmpty)
    }

    @Test func `loses one event of the kind that a fault names`() {
        var room = room()
        let events = [order(.pending), order(.filled), order(.filled)]
        let sent = deliver(events, in: &room, under: .missEvent(.filledOrder))
        #expect(sent.filter { $0 == .send(1, frame(order(.pending))) }.count == 1)
        #expect(sent.filter { $0 == .send(1, frame(order(.filled))) }.count == 1)
        #expect(deliver([order(.open)], in: &room, under: .missEvent(.trade)).count == 2)
    }

    @Test func `repeats an event and reverses a burst`() {
        var room = room()
        #expect(deliver([order(.open)], in: &room, under: .repeatEvent(.any)).count == 4)
        let sent = deliver([order(.pending), order(.filled)], in: &room, under: .reverseEvents)
        #expect(sent.first == .send(1, frame(order(.filled))))
    }

    @Test func `cuts everybody before an event and loses as many as told`() {
        var room = room()
        let cut = deliver([order(.pending), order(.filled)], in: &room, under: .hubCut(losing: 3))
        #expect(cut == [.abort(1), .abort(2)])
        #expect(room.memberIDs.isEmpty)
        var back = room
        back.join(3, reach: Reach(.paper(accounts: 1)), at: 0)
        _ = back.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E], from: 3, at: 0)
        let call = #"{"type":1,"target":"SubscribeOrders","arguments":[1001]}"#
        _ = back.received(Array(call.utf8) + [0x1E], from: 3, at: 0)
        #expect(deliver([order(.open)], in: &back, under: nil).isEmpty)
        #expect(deliver([order(.open)], in: &back, under: nil).count == 1)
    }

    @Test func `says nothing more to whoever is there when it falls silent`() {
        var room = room()
        #expect(room.suffer(.hubSilent).isEmpty)
        #expect(deliver([order(.open)], in: &room, under: nil).isEmpty)
        #expect(room.tick(at: 15_000_000).isEmpty)
        room.join(3, reach: Reach(.paper(accounts: 1)), at: 0)
        let hello = Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E]
        #expect(room.received(hello, from: 3, at: 0) == [.send(3, HubFrame.handshake(error: nil))])
    }

    @Test func `sends a close frame with or without the leave to come back`() {
        var room = room()
        let frame = HubFrame.close(error: "Connection closed with an error.", allowReconnect: true)
        #expect(
            room.suffer(.hubClose(allowReconnect: true)) == [
                .send(1, frame), .close(1), .send(2, frame), .close(2),
            ])
        #expect(room.memberIDs.isEmpty)
    }

    @Test func `pings every fifteen seconds and gives up after thirty of silence`() {
        var room = room()
        #expect(room.nextDue == 15_000_000)
        #expect(room.tick(at: 14_999_999).isEmpty)
        #expect(room.tick(at: 15_000_000) == [.send(1, HubFrame.ping), .send(2, HubFrame.ping)])
        #expect(room.tick(at: 15_000_001).isEmpty)
        _ = room.received(HubFrame.ping, from: 2, at: 20_000_000)
        #expect(room.tick(at: 30_000_000) == [.close(1), .send(2, HubFrame.ping)])
        #expect(room.memberIDs == [2])
        #expect(room.tick(at: 50_000_000) == [.close(2)])
        #expect(room.nextDue == nil)
    }

    @Test func `writes events wrapped as captured or bare, without nulls`() {
        let wrapped = String(decoding: frame(order(.open)).dropLast(), as: UTF8.self)
        #expect(
            wrapped.hasPrefix(
                #"{"type":1,"target":"GatewayUserOrder","arguments":[{"action":1,"data":{"id":"#))
        #expect(!wrapped.contains("null"))
        let bare = String(
            decoding: HubFrame.event(order(.open), isWrapped: false).dropLast(), as: UTF8.self)
        #expect(bare.hasPrefix(#"{"type":1,"target":"GatewayUserOrder","arguments":[{"id":"#))
        let flat = VenuePosition(
            id: 1, account: AccountID(1), contract: Bench.mnq, displayName: "MNQZ26", created: Bench.start,
            signedSize: 0, averagePrice: Price(nanos: 25_000_250_000_000))
        let closed = HubFrame.event(
            VenueEvent(at: Bench.start, payload: .position(flat)), isWrapped: true)
        #expect(
            String(decoding: closed.dropLast(), as: UTF8.self) == """
                {"type":1,"target":"GatewayUserPosition","arguments":[{"action":2,"data":{"id":1,\
                "accountId":1,"contractId":"CON.F.US.MNQ.Z26","contractDisplayName":"MNQZ26",\
                "creationTimestamp":"2026-10-05T14:30:00.0000001+00:00","type":0,"size":0,\
                "averagePrice":25000.25}}]}
                """)
    }
}
