import Trading

extension HubRoom {
    /// A quote is sent again after so long, though nothing has moved: a live feed is never silent.
    static let quoteRepeatMicroseconds: Int64 = 1_000_000

    /// Contracts that anybody on the market hub wants to hear of.
    var marketContracts: Set<ContractID> {
        members.values.reduce(into: []) { $0.formUnion($1.session.market.contracts) }
    }

    /// Sends what has changed since each member was last told.
    mutating func show(_ looks: [MarketLook], at now: Int64) -> [Action] {
        var actions: [Action] = []
        for id in memberIDs {
            guard var member = members[id], !member.isSilent, !member.isMarketSilent else { continue }
            for look in looks where member.session.market.contracts.contains(look.contract) {
                let told = member.told[look.contract]
                guard told?.quote != look.quote || now - (told?.at ?? 0) >= Self.quoteRepeatMicroseconds
                else { continue }
                actions += frames(look, after: told?.quote, for: member.session.market).map { .send(id, $0) }
                member.told[look.contract] = (look.quote, now)
            }
            members[id] = member
        }
        return actions
    }

    private func frames(_ look: MarketLook, after before: VenueQuote?, for wanted: MarketSubscriptions)
        -> [[UInt8]]
    {
        var frames: [[UInt8]] = []
        if wanted.wantsQuotes(of: look.contract) {
            frames.append(MarketFrame.quote(look, after: switches.sendsFullQuotes ? nil : before))
        }
        if wanted.wantsTrades(of: look.contract), before?.last != look.quote.last {
            frames.append(MarketFrame.trade(look, after: before))
        }
        if wanted.wantsDepth(of: look.contract), before != look.quote {
            frames.append(MarketFrame.depth(look))
        }
        return frames
    }
}
