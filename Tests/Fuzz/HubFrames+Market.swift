import JSON
import Trading

@testable import Gateway

/// One invocation of the market hub, with every contract wanted but one.
func follow(_ target: String, _ arguments: [JSONValue], _ found: [JSONValue], _ reader: inout MarketReader) {
    let now = Timestamp(microseconds: 1_000_000)
    let unwanted = ContractID("CON.F.US.MES.Z26")
    let taken = reader.events(target: target, arguments: arguments, at: now) { contract, _ in
        contract != unwanted
    }
    for event in taken.events {
        switch event {
        case .quote(let quote):
            promise(quote.contract != unwanted, "only what is wanted is told")
            judge(quote, found)
        case .trade(let trade):
            promise(trade.contract != unwanted, "only what is wanted is told")
            promise(trade.volume > 0, "a print has a volume")
            promise(
                found.contains { $0["volume"]?.int64 == trade.volume && $0["price"] != nil },
                "a print says its price and volume")
        case .depth(let book):
            promise(book.contract != unwanted, "only what is wanted is told")
            judge(book)
        case .stream, .refused: promise(false, "a payload tells nothing of the connection")
        }
    }
}

private func judge(_ quote: MarketQuote, _ found: [JSONValue]) {
    promise(quote.volume.map { $0 >= 0 } ?? true, "a volume is not negative")
    promise(
        quote.touchedAt != nil || quote.bid == nil && quote.ask == nil && quote.last == nil,
        "a price has an age")
    promise(
        !quote.isWhole
            || quote.bid != nil && quote.ask != nil && quote.last != nil && quote.unreadable.isEmpty,
        "a whole quote lacks nothing")
    for (field, price) in [(MarketQuote.Field.bid, quote.bid), (.ask, quote.ask), (.last, quote.last)] {
        let newest = found.last.flatMap { $0[field.rawValue] }
        guard found.count == 1, let newest, !newest.isNull else { continue }
        promise(
            quote.unreadable.contains(field) || newest.numberText.flatMap { Price($0) } == price,
            "a price is the newest one, or marked as unread")
    }
}

private func judge(_ book: DepthBook) {
    let (bids, asks) = (book.bids, book.asks)
    promise((bids + asks).allSatisfy { $0.volume > 0 }, "a level has a volume")
    promise(
        max(bids.count, asks.count) <= DepthBook.levelsMaxDefault, "a book has a bounded number of levels")
    promise(
        zip(bids, bids.dropFirst()).allSatisfy { $0.price > $1.price }
            && zip(asks, asks.dropFirst()).allSatisfy { $0.price < $1.price }, "the best level comes first")
    if let bid = bids.first, let ask = asks.first { promise(bid.price < ask.price, "a book is not crossed") }
}
