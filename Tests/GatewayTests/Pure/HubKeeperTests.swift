import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct HubKeeperTests {
    var keeper = HubKeeper(GatewayTimings())

    private mutating func handle(_ event: HubKeeper.Event, at seconds: Int64) -> [HubKeeper.Action] {
        var dice = FixedDice.low
        return keeper.handle(event, at: Samples.steady(seconds), using: &dice)
    }

    @Test mutating func `it connects at the start and once only`() {
        let first = handle(.start, at: 0)
        let second = handle(.start, at: 0)
        #expect(first == [.reportConnecting, .connect])
        #expect(second.isEmpty)
    }

    @Test mutating func `without a token it waits for one`() {
        _ = handle(.start, at: 0)
        let missing = handle(.tokenMissing, at: 0)
        let arrived = handle(.tokenArrived, at: 9)
        #expect(missing.isEmpty)
        #expect(arrived == [.reportConnecting, .connect])
    }

    @Test mutating func `a new token does not disturb a connection`() {
        _ = handle(.start, at: 0)
        _ = handle(.ready, at: 1)
        let actions = handle(.tokenArrived, at: 2)
        #expect(actions.isEmpty)
    }

    @Test mutating func `failures wait longer and longer, without end`() {
        _ = handle(.start, at: 0)
        var waits: [HubKeeper.Action] = []
        for _ in 0..<9 {
            waits.append(contentsOf: handle(.ended("cut"), at: 0).suffix(1))
            _ = handle(.alarm, at: 1_000)
        }
        #expect(waits == [0, 1, 2, 5, 10, 30, 60, 60, 60].map { .wake(at: Samples.steady($0)) })
    }

    @Test(arguments: [(29, 2), (30, 0)] as [(Int64, Int64)])
    mutating func `a connection has to hold before trouble is forgotten`(held: Int64, wait: Int64) {
        _ = handle(.start, at: 0)
        _ = handle(.ended("cut"), at: 0)
        _ = handle(.alarm, at: 0)
        _ = handle(.ended("cut"), at: 0)
        _ = handle(.alarm, at: 100)
        _ = handle(.ready, at: 100)
        let cut = handle(.ended("cut"), at: 100 + held)
        #expect(cut == [.drop, .reportDown("cut"), .wake(at: Samples.steady(100 + held + wait))])
    }

    @Test mutating func `an early alarm waits on`() {
        _ = handle(.start, at: 0)
        _ = handle(.ended("cut"), at: 0)
        _ = handle(.alarm, at: 0)
        _ = handle(.ended("cut"), at: 10)
        let early = handle(.alarm, at: 10)
        let due = handle(.alarm, at: 11)
        #expect(early == [.wake(at: Samples.steady(11))])
        #expect(due == [.reportConnecting, .connect])
    }

    @Test mutating func `the fourth logout is the last`() {
        _ = handle(.start, at: 0)
        var waits: [HubKeeper.Action] = []
        for _ in 0..<3 {
            _ = handle(.ready, at: 0)
            waits.append(contentsOf: handle(.loggedOut, at: 0).suffix(1))
            _ = handle(.alarm, at: 1_000)
        }
        #expect(waits == [5, 15, 60].map { .wake(at: Samples.steady($0)) })
        _ = handle(.ready, at: 0)
        let last = handle(.loggedOut, at: 0)
        #expect(last == [.drop, .reportEvicted])
        let after =
            handle(.alarm, at: 10_000) + handle(.start, at: 10_000) + handle(.tokenArrived, at: 10_000)
        #expect(after.isEmpty)
    }

    @Test mutating func `logouts are forgotten after ten quiet minutes`() {
        _ = handle(.start, at: 0)
        _ = handle(.ready, at: 0)
        _ = handle(.loggedOut, at: 1)
        _ = handle(.alarm, at: 6)
        _ = handle(.ready, at: 6)
        let second = handle(.loggedOut, at: 606)
        #expect(second.last == .wake(at: Samples.steady(611)))
    }

    @Test mutating func `a venue that answers again ends the wait, and disturbs nothing else`() {
        _ = handle(.start, at: 0)
        let whileConnecting = handle(.venueIsBack, at: 0)
        for _ in 0..<5 {
            _ = handle(.ended("refused"), at: 0)
            _ = handle(.alarm, at: 1_000)
        }
        _ = handle(.ended("refused"), at: 0)
        let whileWaiting = handle(.venueIsBack, at: 1)
        _ = handle(.ready, at: 2)
        let whileReady = handle(.venueIsBack, at: 3)
        #expect(whileConnecting.isEmpty)
        #expect(whileWaiting == [.reportConnecting, .connect])
        #expect(whileReady.isEmpty)
    }

    @Test mutating func `a venue that answers again does not end the wait after a logout`() {
        _ = handle(.start, at: 0)
        _ = handle(.ready, at: 1)
        _ = handle(.loggedOut, at: 2)
        let actions = handle(.venueIsBack, at: 3)
        #expect(actions.isEmpty)
    }

    @Test mutating func `more subscriptions are told as connecting, then ready, and drop nothing`() {
        _ = handle(.start, at: 0)
        let early = handle(.unready, at: 0)
        _ = handle(.ready, at: 0)
        let more = handle(.unready, at: 1)
        let ready = handle(.ready, at: 2)
        #expect(early.isEmpty)
        #expect(more == [.reportConnecting])
        #expect(ready == [.reportReady])
    }

    @Test mutating func `a hub that stands is left alone by the other's logout, and waits with it later`() {
        _ = handle(.start, at: 0)
        _ = handle(.ready, at: 0)
        let other = handle(.otherLoggedOut(until: Samples.steady(15)), at: 1)
        let cut = handle(.ended("cut"), at: 2)
        let back = handle(.venueIsBack, at: 3)
        let early = handle(.alarm, at: 14)
        let due = handle(.alarm, at: 15)
        #expect(other.isEmpty)
        #expect(cut == [.drop, .reportDown("cut"), .wake(at: Samples.steady(15))])
        #expect(back.isEmpty)
        #expect(early == [.wake(at: Samples.steady(15))])
        #expect(due == [.reportConnecting, .connect])
    }

    @Test mutating func `a hub that waits for less waits as long as the other`() {
        _ = handle(.start, at: 0)
        _ = handle(.ended("cut"), at: 0)
        let longer = handle(.otherLoggedOut(until: Samples.steady(60)), at: 0)
        let shorter = handle(.otherLoggedOut(until: Samples.steady(5)), at: 1)
        let early = handle(.alarm, at: 5)
        #expect(longer == [.wake(at: Samples.steady(60))])
        #expect(shorter.isEmpty)
        #expect(early == [.wake(at: Samples.steady(60))])
    }

    @Test mutating func `a hub without a token waits out the other's logout too`() {
        _ = handle(.start, at: 0)
        _ = handle(.tokenMissing, at: 0)
        _ = handle(.otherLoggedOut(until: Samples.steady(5)), at: 0)
        let arrived = handle(.tokenArrived, at: 1)
        let due = handle(.alarm, at: 5)
        #expect(arrived == [.wake(at: Samples.steady(5))])
        #expect(due == [.reportConnecting, .connect])
    }

    @Test mutating func `when the other hub has given up, a connection that stands is the last one`() {
        _ = handle(.start, at: 0)
        _ = handle(.ready, at: 0)
        let other = handle(.otherEvicted, at: 1)
        let cut = handle(.ended("cut"), at: 2)
        let after = handle(.alarm, at: 99) + handle(.start, at: 99)
        #expect(other.isEmpty)
        #expect(cut == [.drop, .reportDown("cut"), .reportEvicted])
        #expect(after.isEmpty)
    }

    @Test mutating func `when the other hub has given up, one that waits gives up at once`() {
        _ = handle(.start, at: 0)
        _ = handle(.ended("cut"), at: 0)
        let other = handle(.otherEvicted, at: 0)
        let after = handle(.alarm, at: 99)
        #expect(other == [.reportEvicted])
        #expect(after.isEmpty)
    }

    @Test mutating func `after a stop nothing happens`() {
        _ = handle(.start, at: 0)
        let stop = handle(.stop, at: 0)
        #expect(stop == [.drop])
        let after = handle(.ended("cut"), at: 0) + handle(.alarm, at: 99) + handle(.ready, at: 99)
        #expect(after.isEmpty)
    }
}
