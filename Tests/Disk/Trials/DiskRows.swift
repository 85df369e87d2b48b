package import Journey
package import Trading

/// Batches of ledger rows as the Sequencer writes them: what one alert brings about, by its number. After each,
/// day totals and positions are what its fills and adoptions make.
package enum DiskRows {
    package static let start = Timestamp(microseconds: 1_791_210_600_156_730)

    private static let contract = ContractID("CON.F.US.MNQ.Z26")

    /// Far enough apart that only the last dozen may still be waiting for a word of the venue.
    package static func time(_ batch: Int) -> Timestamp { start.advanced(by: .seconds(10 * Int64(batch))) }

    package static func key(_ batch: Int) -> Fingerprint { fingerprint(batch, salt: 7) }

    /// A new alert with what comes of it, and a row or two of the other kinds, which later batches replace.
    ///
    /// - Parameter earlier: The batches that the ledger has; nil for all with a smaller number.
    package static func batch(_ number: Int, after earlier: [Int]? = nil) -> [LedgerRow] {
        let present = (earlier ?? Array(1..<number)) + [number]
        let alert = fingerprint(number, salt: 0)
        let account = AccountName("combine-\(number % 2 + 1)")
        let tag = OrderTag("ab-\(number)")
        return [
            .alert(
                AlertRow(
                    fingerprint: alert, key: key(number), keyUntil: time(number + 3_600), source: "orb",
                    dialect: "bridge", strategy: number % 3 == 0 ? nil : "orb", ticker: "NQ1!", action: "buy",
                    canonical: Array(#"{"action":"buy","number":\#(number),"ticker":"NQ1!"}"#.utf8),
                    receivedAt: time(number))),
            .delivery(
                DeliveryRow(
                    id: Int64(number), at: time(number), source: "orb", peer: "52.89.214.238",
                    body: Array(#"{"action":"buy","number":\#(number)}"#.utf8), outcome: .accepted,
                    status: 200, alert: alert)),
            .order(order(tag, alert, account, .approved, number)),
            .audit(
                AuditRow(
                    at: time(number), kind: "risk.verdict", subject: tag.text,
                    body: Array(#"{"verdict":"approved"}"#.utf8))),
        ] + others(number, tag, account, present)
    }

    private static func others(
        _ number: Int, _ tag: OrderTag, _ account: AccountName, _ present: [Int]
    ) -> [LedgerRow] {
        let trades = count(number, kind: 1, present)
        switch number % 3 {
        case 0:
            let attempt = AttemptRow(
                tag: tag, number: 1, kind: .place, at: time(number), ending: nil, code: nil, message: nil,
                latency: nil)
            return [.attempt(attempt), position(contract, -trades, number, account)]
        case 1:
            return fill(number, tag, account, trades) + [position(contract, -trades, number, account)]
        default: return byHand(number, tag, account, 2 * count(number, kind: 2, present))
        }
    }

    /// How many of these batches were of the same account and of the same kind.
    private static func count(_ number: Int, kind: Int, _ present: [Int]) -> Int64 {
        Int64(present.count { $0 % 2 == number % 2 && $0 % 3 == kind })
    }

    private static func position(
        _ contract: ContractID, _ size: Int64, _ number: Int, _ account: AccountName
    ) -> LedgerRow {
        let position = Position(
            contract: contract, signedSize: size, averagePrice: Price(nanos: 21_450_250_000_000))
        return .position(PositionRow(account: account, position: position, at: time(number)))
    }

    /// - Parameter trades: The account's on this day, with this one.
    private static func fill(
        _ number: Int, _ tag: OrderTag, _ account: AccountName, _ trades: Int64
    ) -> [LedgerRow] {
        let day = TradingDay(date: CivilDate(daysSince1970: 20_731))
        let trade = VenueTrade(
            id: TradeID(Int64(number)), account: account, contract: contract,
            order: OrderID(Int64(number)), at: time(number), price: Price(nanos: 21_450_250_000_000),
            side: .sell, size: 1, profit: Money(tenThousandths: -156_250),
            fees: Money(tenThousandths: 3_700), commissions: Money(tenThousandths: 2_500), isVoided: false)
        let total = DayRow(
            account: account, day: day, trades: trades, profit: Money(tenThousandths: -156_250 * trades),
            fees: Money(tenThousandths: 3_700 * trades), commissions: Money(tenThousandths: 2_500 * trades))
        return [.fill(FillRow(trade: trade, tag: tag, day: day)), .day(total)]
    }

    /// Two contracts more that no fill explains, and what comes of them.
    ///
    /// - Parameter held: Contracts, with these two.
    private static func byHand(
        _ number: Int, _ tag: OrderTag, _ account: AccountName, _ held: Int64
    ) -> [LedgerRow] {
        let other = ContractID("CON.F.US.MES.Z26")
        return [
            .order(order(OrderTag("ab-by-hand"), nil, account, .working, number)),
            .lock(
                LockRow(
                    id: Int64(number), account: account, contract: contract, kind: "flatten",
                    reason: "closing", createdAt: time(number))),
            .discrepancy(
                DiscrepancyRow(
                    id: Int64(number), at: time(number), account: account, kind: "unexplained_position",
                    subject: other.text, ours: "\(held - 2)", theirs: "\(held)", done: "adopted")),
            position(other, held, number, account),
            .notification(
                NotificationRow(
                    id: Int64(number), at: time(number), target: "phone", level: .warning,
                    kind: .discrepancy, account: account, tag: tag, text: "2 contracts came by hand",
                    nextAt: time(number))),
        ]
    }

    private static func order(
        _ tag: OrderTag, _ alert: Fingerprint?, _ account: AccountName, _ state: OrderState, _ number: Int
    ) -> OrderRow {
        OrderRow(
            tag: tag, alert: alert, rule: "orb-nasdaq", account: account,
            contract: contract, orderClass: .entry, side: .buy, size: 2,
            type: .market, stage: .risk, state: state, leg: 0, createdAt: time(number))
    }

    private static func fingerprint(_ number: Int, salt: Int) -> Fingerprint {
        var dice = UInt64(truncatingIfNeeded: number &* 1_000_003 &+ salt)
        let bytes: [UInt8] = (0..<32).map { _ in
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: dice >> 33)
        }
        guard let print = Fingerprint(bytes) else { preconditionFailure("32 bytes make a fingerprint") }
        return print
    }
}
