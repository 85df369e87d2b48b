import Testing
import Trading

@testable import Journey

struct LiveOrdersTests {
    func order(_ number: Int, on account: String) -> LiveOrder {
        let row = OrderRow(
            tag: OrderTag("ab-test-\(number)-0"), alert: nil, rule: "r", account: AccountName(account),
            contract: nil, orderClass: .entry, side: .buy, size: 1, type: .market, stage: .risk,
            state: .approved, leg: 0, createdAt: Timestamp(microseconds: 0))
        return LiveOrder(
            row: row, root: "MNQ", placement: PlacementMachine(isExit: false),
            signalTime: Timestamp(microseconds: 0), signalAgeMax: .seconds(30),
            touchedAt: Timestamp(microseconds: 0))
    }

    @Test func `finds orders by tag and by account, and forgets them in both`() {
        var orders = LiveOrders()
        for number in 0..<6 {
            let one = order(number, on: number.isMultiple(of: 2) ? "a" : "b")
            orders[one.row.tag] = one
        }
        #expect(orders.count == 6 && orders.values.map(\.row.tag).count == 6)
        #expect(
            orders.of(AccountName("a")).map(\.row.tag.text).sorted() == [
                "ab-test-0-0", "ab-test-2-0", "ab-test-4-0",
            ])
        #expect(orders.of(AccountName("c")).isEmpty)
        orders[OrderTag("ab-test-2-0")] = nil
        orders[OrderTag("ab-test-9-0")] = nil
        #expect(orders[OrderTag("ab-test-2-0")] == nil)
        #expect(orders.of(AccountName("a")).count == 2 && orders.count == 5)
        for tag in Array(orders.keys) { orders[tag] = nil }
        #expect(orders.isEmpty && orders.values.map(\.row.tag).isEmpty && orders.of(AccountName("b")).isEmpty)
    }

    @Test func `an order is changed where it stands`() {
        var orders = LiveOrders()
        let one = order(1, on: "a")
        orders[one.row.tag] = one
        orders[one.row.tag]?.attempts = 7
        #expect(orders[one.row.tag]?.attempts == 7)
        #expect(orders.of(AccountName("a")).map(\.attempts) == [7] && orders.count == 1)
    }

    @Test func `a copy of an order stays as it was when the order is changed`() {
        var orders = LiveOrders()
        let one = order(1, on: "a")
        orders[one.row.tag] = one
        orders[one.row.tag]?.row.filled = 1
        orders[one.row.tag]?.legsHeard.insert(OrderID(2))
        #expect(one.row.filled == 0 && one.legsHeard.isEmpty && one != orders[one.row.tag])
        #expect(orders[one.row.tag]?.row.filled == 1 && orders[one.row.tag]?.legsHeard == [OrderID(2)])
    }

    @Test func `tells whether an account has anything but orders of one side, as they come, turn and go`() {
        var orders = LiveOrders()
        let account = AccountName("a")
        func others() -> [Bool] { [Side.buy, .sell].map { orders.haveOther(than: $0, on: account) } }
        #expect(others() == [false, false])
        let one = order(1, on: "a")
        orders[one.row.tag] = one
        #expect(others() == [false, true])
        orders[one.row.tag]?.row.side = .sell
        #expect(others() == [true, false])
        orders[one.row.tag]?.row.side = nil
        #expect(others() == [true, true])
        orders[one.row.tag] = nil
        #expect(others() == [false, false])
    }

    @Test func `an entry whose legs were not heard of counts for both sides`() {
        var orders = LiveOrders()
        var one = order(1, on: "a")
        one.row.bracket = Bracket(stop: Ticks(80), target: nil)
        orders[one.row.tag] = one
        #expect(!orders.haveOther(than: .buy, on: one.row.account))
        orders[one.row.tag]?.row.filled = 1
        #expect(orders.haveOther(than: .buy, on: one.row.account))
        orders[one.row.tag]?.legsHeard = [OrderID(7)]
        #expect(!orders.haveOther(than: .buy, on: one.row.account))
    }

    @Test func `names each account whose orders were changed once`() {
        var orders = LiveOrders()
        for number in 0..<3 { orders[order(number, on: "a").row.tag] = order(number, on: "a") }
        orders[OrderTag("ab-test-9-0")] = nil
        let (first, second) = (orders.takeTouched(), orders.takeTouched())
        orders[OrderTag("ab-test-1-0")] = nil
        let third = orders.takeTouched()
        #expect([first, second, third] == [[AccountName("a")], [], [AccountName("a")]])
    }
}
