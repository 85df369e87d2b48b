import Journey
import Trading

/// Batches of ledger rows as the Sequencer writes them: what one alert brings about, by its number.
enum DiskRows {
    static let start = Timestamp(microseconds: 1_791_210_600_156_730)

    static func time(_ batch: Int) -> Timestamp { start.advanced(by: .seconds(Int64(batch))) }

    static func key(_ batch: Int) -> Fingerprint { fingerprint(batch, salt: 7) }

    /// A new alert with what comes of it, and a row or two of the other kinds, which later batches replace.
    static func batch(_ number: Int) -> [LedgerRow] {
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
        ] + others(number, tag, account)
    }

    private static func others(_ number: Int, _ tag: OrderTag, _ account: AccountName) -> [LedgerRow] {
        let contract = ContractID("CON.F.US.MNQ.Z26")
        let day = TradingDay(date: CivilDate(daysSince1970: 20_731))
        switch number % 3 {
        case 0:
            let attempt = AttemptRow(
                tag: tag, number: 1, kind: .place, at: time(number), ending: nil, code: nil, message: nil,
                latency: nil)
            let position = Position(
                contract: contract, signedSize: Int64(number), averagePrice: Price(nanos: 21_450_375_000_000))
            return [
                .attempt(attempt),
                .position(PositionRow(account: account, position: position, at: time(number))),
            ]
        case 1:
            let trade = VenueTrade(
                id: TradeID(Int64(number)), account: account, contract: contract,
                order: OrderID(Int64(number)),
                at: time(number), price: Price(nanos: 21_450_250_000_000), side: .sell, size: 1,
                profit: Money(tenThousandths: -156_250), fees: Money(tenThousandths: 3_700),
                commissions: nil, isVoided: false)
            return [
                .fill(FillRow(trade: trade, tag: tag, day: day)),
                .day(
                    DayRow(
                        account: account, day: day, trades: Int64(number),
                        profit: Money(tenThousandths: -625_000), fees: Money(tenThousandths: 14_800),
                        commissions: Money(tenThousandths: 10_000))),
            ]
        default:
            return [
                .order(order(OrderTag("ab-by-hand"), nil, account, .working, number)),
                .lock(
                    LockRow(
                        id: Int64(number), account: account, contract: contract, kind: "flatten",
                        reason: "closing", createdAt: time(number))),
                .discrepancy(
                    DiscrepancyRow(
                        id: Int64(number), at: time(number), account: account, kind: "position",
                        subject: contract.text, ours: "0", theirs: "2", done: "adopted")),
            ]
        }
    }

    private static func order(
        _ tag: OrderTag, _ alert: Fingerprint?, _ account: AccountName, _ state: OrderState, _ number: Int
    ) -> OrderRow {
        OrderRow(
            tag: tag, alert: alert, rule: "orb-nasdaq", account: account,
            contract: ContractID("CON.F.US.MNQ.Z26"), orderClass: .entry, side: .buy, size: 2,
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
