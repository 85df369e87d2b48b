import JSON
import Trading

/// Keeping away from the exchange's price limits: what the gate is told, and what is closed near one.
///
/// Source: risk specification, section 3.8.
extension Desk {
    package static let priceLimitSource = "price-limit"
    /// Between two closes of what a close has left open near a limit: the venue may refuse for as long as it pauses.
    static let limitRetry = Span.seconds(30)

    /// Nil where the account does not keep away from them.
    func priceLimitFacts(_ book: AccountBook, trading contract: ContractID?) -> PriceLimitFacts? {
        guard let limitGuard = book.profile.priceLimit else { return nil }
        let day = TradingDay(of: now.wall, chicago: settings.chicago).date
        var facts = PriceLimitFacts(limitGuard, day: day)
        let entered = contract.map { limits(of: $0, book) } ?? []
        facts.limit = entered.first { $0.day == day }
        if facts.limit == nil { facts.entered = entered.map(\.day).max() }
        return facts
    }

    private func limits(of contract: ContractID, _ book: AccountBook) -> [PriceLimit] {
        guard let name = gateways[book.profile.gateway]?.contracts[contract]?.name.uppercased() else {
            return []
        }
        return settings.priceLimits.filter { $0.contract == name }
    }

    /// Closes what is held where the market has come too near a limit, on accounts that ask for it.
    mutating func keepFromPriceLimit(_ mark: MarketMark, of gateway: GatewayName) {
        guard !settings.priceLimits.isEmpty, ledger != .down, mark.isFresh(at: now.steady) else { return }
        let contract = mark.contract
        let holding = accounts.values.filter { book in
            book.profile.gateway == gateway && book.profile.priceLimit?.mode == .flatten
                && book.positions[contract]?.isFlat == false
        }
        for book in holding {
            guard let held = book.positions[contract]?.signedSize,
                let price = mark.range(closing: held)?.now,
                let band = priceLimitFacts(book, trading: contract)?.band, !band.holds(price),
                !isBeingClosed(contract, book)
            else { continue }
            if let last = book.limitClosedAt[contract], now.steady.since(last) < Self.limitRetry { continue }
            leave(contract, at: price, band, book)
        }
    }

    private func isBeingClosed(_ contract: ContractID, _ book: AccountBook) -> Bool {
        orders.of(book.profile.name).contains { order in
            order.row.orderClass == .flatten && order.row.state.isLive
                && (order.row.contract == nil || closes(order, contract))
        }
    }

    private mutating func leave(
        _ contract: ContractID, at price: Price, _ band: PriceBand, _ book: AccountBook
    ) {
        let (name, steady) = (book.profile.name, now.steady)
        let subject = "\(Self.priceLimitSource) \(name) \(contract) \(now.wall.microseconds)"
        guard let fingerprint = Self.fingerprint(named: subject) else { return }
        change(name) { $0.limitClosedAt[contract] = steady }
        let root = self.contract(of: contract, on: name)?.root ?? contract.text
        let canonical = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("account", name.text)
                writer.member("action", Alert.Action.close.rawValue)
                writer.member("contract", contract.text)
                writer.member("market", number: price.description)
                writer.member("lower", number: band.lower.description)
                writer.member("upper", number: band.upper.description)
            }
        }
        record(
            discrepancy: "price_limit", account: name, subject: contract.text,
            ours: "between \(band.lower) and \(band.upper)", theirs: "market \(price)",
            done: "it is closed: too near the exchange's price limit")
        closeUnasked(contract, root, by: Self.priceLimitSource, fingerprint, canonical, book)
    }
}
