import Testing
import Trading

@testable import Journey

struct FillBookTests {
    let monday = TradingDay(date: CivilDate(daysSince1970: 20_780))

    func fill(_ number: Int64, order: Int64, tag: String? = nil, on day: TradingDay? = nil) -> FillRow {
        FillRow(
            trade: VenueTrade(
                id: TradeID(number), account: AccountName("a"), contract: ContractID("CON.F.US.MNQ.Z26"),
                order: OrderID(order), at: Timestamp(microseconds: number), price: Price(nanos: 1),
                side: .buy,
                size: 1),
            tag: tag.map { OrderTag($0) }, day: day ?? monday)
    }

    @Test func `tells the executions of an order that nobody has claimed, in their order`() {
        var book = FillBook()
        for one in [fill(3, order: 7), fill(1, order: 7), fill(2, order: 8), fill(4, order: 7, tag: "ab-1")] {
            book[one.trade.id] = one
        }
        #expect(book.unclaimed(of: OrderID(7)).map(\.trade.id.number) == [1, 3])
        #expect(book.unclaimed(of: OrderID(9)).isEmpty && book.count == 4)
        book[TradeID(1)]?.tag = OrderTag("ab-1")
        #expect(book.unclaimed(of: OrderID(7)).map(\.trade.id.number) == [3])
        #expect(book[TradeID(1)]?.tag == OrderTag("ab-1"))
        book[TradeID(3)] = nil
        #expect(book.unclaimed(of: OrderID(7)).isEmpty && book.count == 3)
    }

    @Test func `forgets whole days, claimed or not`() {
        var book = FillBook()
        let friday = TradingDay(date: CivilDate(daysSince1970: 20_777))
        for one in [
            fill(1, order: 7, on: friday), fill(2, order: 7, tag: "ab-1", on: friday), fill(3, order: 7),
        ] {
            book[one.trade.id] = one
        }
        book.forget(before: monday)
        #expect(Set(book.keys) == [TradeID(3)] && book.values.map(\.trade.id) == [TradeID(3)])
        #expect(book.unclaimed(of: OrderID(7)).map(\.trade.id) == [TradeID(3)])
    }
}
