import Trading

extension HubRoom {
    /// A quote is sent again after so long, though nothing has moved: a live feed is never silent.
    static let quoteRepeatMicroseconds: Int64 = 1_000_000

    /// Contracts that anybody on the market hub wants to hear of.
    var marketContracts: Set<ContractID> {
        members.values.reduce(into: []) { $0.formUnion($1.session.market.contracts) }
    }

    /// Sends what has changed since each member was last told; of a closed market, nothing.
    mutating func show(_ looks: [MarketLook], at now: Int64) -> [Action] {
        var actions: [Action] = []
        for id in memberIDs {
            guard var member = members[id], member.session.kind == .market else { continue }
            let wanted = member.session.market
            member.told = member.told.filter { wanted.contracts.contains($0.key) }
            if !member.isSilent, !member.isMarketSilent {
                for look in looks where look.isOpen && wanted.contracts.contains(look.contract) {
                    var told = member.told[look.contract] ?? MarketTold()
                    actions += frames(look, &told, for: wanted, at: now).map { .send(id, $0) }
                    member.told[look.contract] = told
                }
            }
            members[id] = member
        }
        return actions
    }

    private func frames(
        _ look: MarketLook, _ told: inout MarketTold, for wanted: MarketSubscriptions, at now: Int64
    ) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        if !wanted.wantsQuotes(of: look.contract) {
            told.quote = nil
        } else if told.quote.map({ Self.isStale($0.look, against: look, for: now - $0.at) }) ?? true {
            frames.append(MarketFrame.quote(look, after: switches.sendsFullQuotes ? nil : told.quote?.look))
            told.quote = (look, now)
        }
        if wanted.wantsTrades(of: look.contract), let prints = prints(of: look, after: told.last) {
            frames.append(MarketFrame.trades(prints, look))
        }
        if !wanted.wantsDepth(of: look.contract) {
            told.book = nil
        } else if let book = look.book, book != told.book {
            frames.append(MarketFrame.depth(look, book, after: switches.sendsFullQuotes ? nil : told.book))
            told.book = book
        }
        told.last = look.quote.last
        return frames
    }

    /// A price that was moved by hand has traded there once.
    private func prints(of look: MarketLook, after last: Price?) -> [MarketLook.Print]? {
        if !look.prints.isEmpty { return look.prints }
        guard let last, last != look.quote.last else { return nil }
        return [
            MarketLook.Print(at: look.at, price: look.quote.last, volume: 1, isBuy: look.quote.last > last)
        ]
    }

    /// Whether a quote has to be sent again: something at the top of the book or in the day has changed, or it
    /// was long ago.
    private static func isStale(_ old: MarketLook, against new: MarketLook, for microseconds: Int64) -> Bool {
        old.quote != new.quote || old.day != new.day || old.book?.asks.first != new.book?.asks.first
            || old.book?.bids.first != new.book?.bids.first || microseconds >= quoteRepeatMicroseconds
    }
}
