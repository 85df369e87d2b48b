import Trading

/// What strategies and accounts did of late, as far as a limit counts it. Steady times.
struct BreakerBook: Hashable, Sendable {
    struct Side: Hashable, Sendable {
        let strategy: String
        let contract: ContractID
        let side: Trading.Side
    }

    private struct Signal: Hashable, Sendable {
        let alert: Fingerprint
        let at: Timestamp
    }

    private struct Bucket: Hashable, Sendable {
        /// Orders × 10⁶.
        var level: Int64
        var at: Timestamp
    }

    /// Beyond so many, those that count no more are dropped.
    private static let keysMax = 1_000
    private static let orderUnits: Int64 = 1_000_000

    private var entries: [Side: [Signal]] = [:]
    private var rejects: [String: [Timestamp]] = [:]
    private var buckets: [AccountName: Bucket] = [:]

    // MARK: Repeats

    /// An entry was let through; several accounts of one alert count once.
    mutating func noteEntry(
        _ side: Side, _ alert: Fingerprint, at now: Timestamp, _ limit: TradingGuards.Limit
    ) {
        var signals = entries[side] ?? []
        guard !signals.contains(where: { $0.alert == alert }) else { return }
        if entries.count > Self.keysMax {
            entries = entries.filter { $0.value.contains { now.since($0.at) < limit.window } }
        }
        signals.append(Signal(alert: alert, at: now))
        entries[side] = Array(signals.suffix(limit.countMax))
    }

    /// A signal of the other side, or a close: counting begins anew.
    ///
    /// - Parameter contract: Of a close, nil for every contract.
    mutating func noteTurn(
        _ strategy: String, _ orderClass: OrderClass, _ contract: ContractID?, _ side: Trading.Side?
    ) {
        if orderClass == .flatten {
            entries = entries.filter { key, _ in
                key.strategy != strategy || contract.map { key.contract != $0 } ?? false
            }
        } else if let contract, let side {
            entries[Side(strategy: strategy, contract: contract, side: side.opposite)] = nil
        }
    }

    mutating func forget(_ strategy: String) {
        entries = entries.filter { $0.key.strategy != strategy }
        rejects[strategy] = nil
    }

    /// Signals that count, the one of this alert left out.
    func repeats(_ side: Side, besides alert: Fingerprint?, at now: Timestamp, in window: Span) -> Int {
        (entries[side] ?? []).count { $0.alert != alert && now.since($0.at) < window }
    }

    // MARK: Rejects

    /// Forgets the newest of a strategy's refused entries.
    mutating func takeBackReject(_ strategy: String) { _ = rejects[strategy]?.popLast() }

    mutating func noteReject(_ strategy: String, at now: Timestamp, _ limit: TradingGuards.Limit) {
        if rejects.count > Self.keysMax {
            rejects = rejects.filter { $0.value.contains { now.since($0) < limit.window } }
        }
        rejects[strategy] = Array(((rejects[strategy] ?? []) + [now]).suffix(limit.countMax))
    }

    func rejectCount(of strategy: String, at now: Timestamp, in window: Span) -> Int {
        (rejects[strategy] ?? []).count { now.since($0) < window }
    }

    // MARK: Rate

    /// Orders that an account may send now.
    func tokens(_ account: AccountName, _ rate: OrderRate, at now: Timestamp) -> Int64 {
        level(account, rate, at: now) / Self.orderUnits
    }

    mutating func takeToken(_ account: AccountName, _ rate: OrderRate, at now: Timestamp) {
        buckets[account] = Bucket(
            level: max(0, level(account, rate, at: now) - Self.orderUnits), at: now)
    }

    private func level(_ account: AccountName, _ rate: OrderRate, at now: Timestamp) -> Int64 {
        let full = rate.burst * Self.orderUnits
        guard let bucket = buckets[account] else { return full }
        // Microseconds times orders a second are millionths of an order.
        let filled = max(0, now.since(bucket.at).microseconds).multipliedReportingOverflow(by: rate.perSecond)
        guard !filled.overflow else { return full }
        return min(full, bucket.level.addingReportingOverflow(filled.partialValue).partialValue)
    }
}
