import Journey
package import Trading

/// Which price limits are known today, in words for `check`.
extension Configuration {
    /// What should be done about the settlement prices, where an account depends on them.
    package func priceLimitConcerns(at now: Timestamp, chicago: ZoneRules) -> [String] {
        let today = TradingDay(of: now, chicago: chicago).date
        let asking = accounts.filter { $0.priceLimit != nil }.map(\.name.text)
        guard !asking.isEmpty, !priceLimits.isEmpty, !priceLimits.contains(where: { $0.day == today }) else {
            return []
        }
        let last = priceLimits.map(\.day).max().map { ", the latest is for \($0)" } ?? ""
        return [
            "price limits: NO_DATA, none is entered for \(today)\(last): entries of "
                + "\(asking.joined(separator: ", ")) are denied, and nothing is closed near a limit"
        ]
    }

    /// Each account that keeps away from price limits, with the prices that it may trade at today.
    package func priceLimitLines(at now: Timestamp, chicago: ZoneRules) -> [String] {
        let today = TradingDay(of: now, chicago: chicago).date
        return accounts.compactMap { account in
            guard let limitGuard = account.priceLimit else { return nil }
            let bands = priceLimits.compactMap { limit -> String? in
                guard limit.day == today, let band = limit.band(margin: limitGuard.margin) else { return nil }
                return "\(limit.contract) between \(band.lower) and \(band.upper)"
            }
            let what = limitGuard.mode == .flatten ? "denied, and what is held is closed," : "denied"
            let known =
                bands.isEmpty ? "NO_DATA for \(today)" : "on \(today) \(bands.joined(separator: ", "))"
            return "price limits: \(account.name): entries are \(what) within "
                + "\(Checks.percent(limitGuard.margin)) % of one; \(known)"
        }
    }
}
