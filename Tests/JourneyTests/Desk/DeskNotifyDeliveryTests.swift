import Testing
import Trading

@testable import Journey

/// How notifications reach a receiver: at least once, in order, however long it is away.
struct DeskNotifyDeliveryTests {
    let phone = NotifyTarget(name: "phone", least: .info)

    /// Denials of different reasons and accounts are info; each lost order is critical.
    func connected() throws -> DeskFixture { try DeskFixture.connected(isShared: true, notify: [phone]) }

    @discardableResult
    func lose(_ fixture: inout DeskFixture, _ id: String) throws -> Decision {
        let request = try #require(
            try fixture.order(#""action":"buy","size":1,"id":"\#(id)""#).first)
        return fixture.answer(request, .lost("reset"))
    }

    @Test func `waits 1 2 4 8 15 30 60 s between tries, and then five minutes`() throws {
        var fixture = try connected()
        var call = try #require(try lose(&fixture, "a").notifications.first)
        let id = call.row.id
        for wait in [1, 2, 4, 8, 15, 30, 60, 300, 300] as [Int64] {
            let failed = fixture.handle(.notified(id, .failed("HTTP 500")))
            let row = try #require(failed.told.first { $0.id == id })
            #expect(row.state == .pending && row.lastError == "HTTP 500")
            #expect(row.nextAt == fixture.now.wall.advanced(by: .seconds(wait)))
            #expect(failed.notifications.isEmpty)
            let due = fixture.now.steady.advanced(by: .seconds(wait))
            #expect(fixture.desk.nextDeadline.map { $0 <= due } == true)
            let early = fixture.tick(after: .seconds(wait - 1)).notifications
            #expect(early.isEmpty)
            call = try #require(fixture.tick(after: .seconds(1)).notifications.first)
            #expect(call.row.id == id)
        }
        let done = fixture.handle(.notified(id, .delivered))
        let row = try #require(done.told.first { $0.id == id })
        #expect(row.state == .delivered && row.attempts == 10 && row.deliveredAt == fixture.now.wall)
        #expect(row.nextAt == nil && row.lastError == nil)
        #expect(fixture.desk.notificationsFailed == 9 && fixture.desk.notificationsDelivered == 1)
    }

    @Test func `one at a time and in order, the critical before the rest`() throws {
        var fixture = try connected()
        var sent = try fixture.deny(1).notifications
        sent += try fixture.deny(2).notifications
        sent += try fixture.deny(3).notifications
        sent += try lose(&fixture, "a").notifications
        sent += try lose(&fixture, "b").notifications
        #expect(sent.map(\.row.kind) == [.denied])
        while let last = sent.last, fixture.desk.hasNotificationsUnderWay {
            sent += fixture.handle(.notified(last.row.id, .delivered)).notifications
        }
        let kinds = sent.map(\.row.kind)
        #expect(kinds.prefix(3) == [.denied, .orderLost, .orderLost])
        for level in NotificationLevel.allCases {
            let ids = sent.filter { $0.row.level == level }.map(\.row.id)
            #expect(ids == ids.sorted())
        }
        #expect(fixture.desk.notificationsPending == 0)
    }

    @Test func `a failing one holds its own level back, and the critical overtakes it`() throws {
        var fixture = try connected()
        let first = try #require(try fixture.deny(1).notifications.first)
        let failed = fixture.handle(.notified(first.row.id, .failed("HTTP 500")))
        #expect(failed.notifications.isEmpty)
        #expect(try fixture.deny(2).notifications.isEmpty)
        let critical = try #require(try lose(&fixture, "a").notifications.first)
        #expect(critical.row.kind == .orderLost)
        // It arrives, so the receiver is there: the others are tried at once, the first of them first.
        let next = fixture.handle(.notified(critical.row.id, .delivered)).notifications
        #expect(next.map(\.row.id) == [first.row.id])
    }

    @Test func `one whose content is refused steps aside, and is tried on`() throws {
        var fixture = try connected()
        let first = try #require(try fixture.deny(1).notifications.first)
        try fixture.deny(2)
        let next = fixture.handle(.notified(first.row.id, .refused("HTTP 400"))).notifications
        #expect(next.count == 1 && next.first?.row.id != first.row.id)
        let id = try #require(next.first?.row.id)
        fixture.handle(.notified(id, .delivered))
        #expect(fixture.tick(after: .seconds(1)).notifications.map(\.row.id) == [first.row.id])
    }

    @Test func `what cannot be delivered for a day is given up, after one more try`() throws {
        var fixture = try connected()
        let call = try #require(try lose(&fixture, "a").notifications.first)
        fixture.handle(.notified(call.row.id, .failed("gone")))
        fixture.tick(after: .seconds(86_399))
        #expect(fixture.desk.notificationsPending > 0)
        fixture.pass(.seconds(1))
        let ended = fixture.handle(.notified(call.row.id, .failed("gone")))
        let row = try #require(ended.told.first { $0.id == call.row.id })
        #expect(row.state == .givenUp && row.lastError == "gone" && row.nextAt == nil)
    }

    @Test func `too many drop the oldest of the least, and say how many`() throws {
        var fixture = try connected()
        for number in 1...30 { try fixture.deny(number) }
        let critical = try lose(&fixture, "a")
        #expect(critical.told.count == 1)
        for number in 31...520 { try fixture.deny(number) }
        var last: [Int64: NotificationRow] = [:]
        for row in fixture.told { last[row.id] = row }
        let dropped = last.values.filter { $0.state == .givenUp }
        #expect(dropped.count == 21)
        #expect(dropped.allSatisfy { $0.level == .info && $0.lastError?.hasPrefix("dropped") == true })
        // The first is under way; the others went by age.
        #expect(dropped.map(\.id).sorted() == Array(2...22))
        let notices = last.values.filter { $0.kind == .dropped }
        #expect(notices.count == 1)
        #expect(notices.first?.text.hasPrefix("21 notifications were dropped") == true)
        #expect(fixture.desk.notificationsPending == 501)
    }

    @Test func `goes on after a restart, each with its wait, in order`() throws {
        var fixture = try connected()
        let first = try #require(try lose(&fixture, "a").notifications.first)
        try lose(&fixture, "b")
        for _ in 1...4 {
            fixture.handle(.notified(first.row.id, .failed("gone")))
            fixture.tick(after: .seconds(8))
        }
        let restarted = fixture.restore(fixture.memory())
        #expect(restarted.notifications.map(\.row.id) == [first.row.id])
        #expect(restarted.notifications.first?.row.attempts == 4)
        var sent: [Int64] = [first.row.id]
        while let id = sent.last, fixture.desk.hasNotificationsUnderWay {
            sent += fixture.handle(.notified(id, .delivered)).notifications.map(\.row.id)
        }
        #expect(Set(sent) == Set(fixture.told.map(\.id)))
        #expect(fixture.memory().notifications.isEmpty)
        #expect(fixture.restore(fixture.memory()).told.first?.id == (sent.max() ?? 0) + 1)
    }

    @Test func `a receiver that the settings do not name any more is given up`() throws {
        var fixture = try connected()
        let first = try #require(try lose(&fixture, "a").told.first)
        var memory = fixture.memory()
        memory.orders = []
        var other = try DeskFixture(notify: [])
        let rows = other.restore(memory).told
        #expect(rows.map(\.id) == [first.id])
        #expect(rows.map(\.state) == [.givenUp])
        #expect(other.desk.nextDeadline == nil)
    }

    @Test func `a stop begins no more tries and waits for the one under way`() throws {
        var fixture = try connected()
        let first = try #require(try lose(&fixture, "a").notifications.first)
        try lose(&fixture, "b")
        let before = fixture.desk.notificationsPending
        fixture.handle(.stopping)
        #expect(fixture.desk.hasNotificationsUnderWay)
        #expect(fixture.handle(.notified(first.row.id, .delivered)).notifications.isEmpty)
        #expect(!fixture.desk.hasNotificationsUnderWay)
        #expect(fixture.desk.notificationsPending == before - 1)
    }

    @Test func `an answer that nobody waits for changes nothing`() throws {
        var fixture = try connected()
        let first = try #require(try lose(&fixture, "a").notifications.first)
        fixture.handle(.notified(first.row.id, .delivered))
        #expect(fixture.handle(.notified(first.row.id, .failed("late"))).told.isEmpty)
        #expect(fixture.handle(.notified(4_711, .delivered)).told.isEmpty)
    }
}

extension DeskFixture {
    /// Something refused, each for a reason of its own.
    @discardableResult
    fileprivate mutating func deny(_ number: Int) throws -> Decision {
        desk.notify(.denied, about: "\(number)", "denied \(number)")
        return handle(.tick)
    }
}
