import Journey
package import Trading

/// What the accounts' firms allow, in words for `check` and for who acknowledges it.
extension Configuration {
    /// Days from which a profile is to be compared with the firm's pages.
    private static let ageMax: Int64 = 90

    /// What should be done about the profiles that the accounts name.
    package func profileConcerns(at now: Timestamp, chicago: ZoneRules) -> [String] {
        let today = TradingDay(of: now, chicago: chicago).date
        let local = now.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: now)
        let date = local.floorDivided(by: 86_400)
        return accounts.flatMap { account -> [String] in
            guard let terms = account.terms else { return [] }
            let profile = terms.profile
            let age = date - profile.asOf.daysSince1970
            var concerns: [String] = []
            if age > Self.ageMax {
                concerns.append("is of \(profile.asOf), \(age) days old: compare it with the firm's pages")
            }
            if !profile.isVerified {
                concerns.append("is not verified: ask the firm before you rely on its numbers")
            }
            let login = gateways.first { $0.name == account.gateway }
            if profile.drawdown?.peak == .intraday, login?.tellsMarks != true {
                concerns.append(
                    "has a floor that follows open profit, which takes live quotes, and \(account.gateway) tells none: "
                        + "entries are denied")
            }
            if let entry = terms.entry, entry.asOf > today {
                concerns.append(
                    "has a floor as of \(entry.asOf), a day to come: entries are denied until then")
            }
            return concerns.map { "\(account.name): profile \(profile.name) \($0)" }
        }
    }

    /// Where open profit is told from, gateway by gateway, and which limits look at it.
    package var markLines: [String] {
        gateways.map { login in
            let asking = accounts.filter { account in
                account.gateway == login.name
                    && (account.day.lossMax != nil || account.day.countsOpen
                        || account.terms?.profile.drawdown != nil)
            }.map(\.name.text)
            let limits =
                asking.isEmpty
                ? "no account has a limit that looks at open profit"
                : "looked at by the limits of \(asking.joined(separator: ", "))"
            guard login.tellsMarks, let hub = login.marketHub else {
                let why = login.marketHub == nil ? "no market_hub" : "marks: false"
                return
                    "marks: \(login.name): NO_DATA, \(why); open positions count by their stops alone; \(limits)"
            }
            return "marks: \(login.name): from \(hub); \(limits)"
        }
    }

    /// Each account's profile with its date and source.
    package var profileLines: [String] {
        accounts.map { account in
            guard let terms = account.terms else {
                return "profile: \(account.name): none; no rule of the firm's is kept, only what risk says"
            }
            let profile = terms.profile
            let word = profile.isVerified ? "verified" : "NOT verified"
            let roll = profile.dayRoll.map {
                "; its trading day begins at \(AccountProfile.clock($0)) in Chicago"
            }
            return "profile: \(account.name): \(profile.name), as of \(profile.asOf), \(word), from "
                + "\(profile.source)\(roll ?? ""); nothing is traded until it is acknowledged once: "
                + "alertbridge account acknowledge \(account.name) --config FILE"
        }
    }
}

extension AccountProfile {
    /// Every number of its firm's profile that is acknowledged, what nobody stated, and which of the firm's other
    /// wishes these settings keep; nil without a profile.
    package var firmLines: [String]? {
        guard let terms else { return nil }
        let (profile, entry, buffer) = (terms.profile, terms.entry, terms.buffer)
        let unknown = "not known"
        var lines = [
            "profile \(profile.name): \(profile.firm), \(profile.accountClass.rawValue) account, as of "
                + "\(profile.asOf), \(profile.isVerified ? "verified" : "NOT verified")",
            "  from \(profile.source)",
            "  trading over the API: \(profile.allowsAPI.map { $0 ? "allowed" : "forbidden" } ?? unknown)"
                + "; simulated: \(profile.isSimulated.map { $0 ? "yes" : "no" } ?? unknown)",
            "  at most: \(profile.tenthsMax.map { "\(Self.minis($0)) minis over all products" } ?? unknown)",
        ]
        for step in profile.scaling {
            let from = step.above.map { "above \($0) USD at the end of the day before" } ?? "from the start"
            lines.append("  scaling plan: \(from), \(Self.minis(step.tenths)) minis")
        }
        if let drawdown = profile.drawdown {
            let amount = drawdown.amount.map { "\($0) USD" } ?? "an amount that is \(unknown)"
            let best = drawdown.peak == .endOfDay ? "balance at a day's end" : "equity at any moment"
            let lock = drawdown.lock.map { ", and stops at \($0)" } ?? ""
            let quotes =
                drawdown.peak == .intraday ? "; without live quotes (marks) entries are denied" : ""
            lines.append("  maximum loss limit: \(amount) below the best \(best)\(lock)\(quotes)")
            let held = entry.map { "\($0.floor) USD as of \($0.asOf)" } ?? "none: nothing is traded"
            lines.append("  floor entered: \(held); kept away from it: \(buffer) USD")
        } else {
            lines.append("  maximum loss limit: none")
        }
        if let roll = profile.dayRoll {
            lines.append("  trading day: from \(Self.clock(roll)) to \(Self.clock(roll)) in Chicago")
        }
        return lines
            + profile.notes.map { note in
                keeps(note).map { "  kept by \($0): \(note)" } ?? "  not kept by this program: \(note)"
            }
    }

    /// What keeps a firm's wish on this account: a note that ends with `: set KEY` names the key which does. Nil where
    /// that is not set, later than the time or above the amount of the note, or none is named.
    private func keeps(_ note: String) -> String? {
        let words = note.split(separator: " ")
        guard let at = words.lastIndex(of: "set"), at > 0, words[at - 1].hasSuffix(":"), at + 1 < words.count
        else { return nil }
        switch words[at + 1] {
        case "flatten_at":
            let latest = words.lazy.compactMap { Self.second(of: $0) }.first ?? CutOff.roll
            return cutOff.flatMap { cutOff in
                cutOff.flattenAt < latest ? "flatten_at \(Self.clock(cutOff.flattenAt)) and PT-18" : nil
            }
        case "person": return hedge.map { "PT-34, for the accounts of \($0.person) at \($0.firm)" }
        case "risk.daily_loss":
            let amount = words.firstIndex(of: "USD").flatMap { $0 > 0 ? Money(String(words[$0 - 1])) : nil }
            return day.lossMax.flatMap { most in
                amount.map { most < $0 } != false ? "PT-42 and PT-44 at \(most) USD" : nil
            }
        case "risk.price_limit":
            return priceLimit.map { "PX-01 at \(Checks.percent($0.margin)) %, for what price_limits has" }
        case "risk.one_class": return holding.isOneClass ? "PT-33" : nil
        case "risk.max_minis": return holding.tenthsMax.map { "PT-31 at \(Self.minis($0)) minis" }
        case "blackouts":
            return hours.blackouts.isEmpty ? nil : "PT-19 in \(hours.blackouts.count) blackouts"
        default: return nil
        }
    }

    /// Of a time of day such as `15:10`, in seconds.
    private static func second(of word: Substring) -> Int64? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int64(parts[0]),
            let minute = Int64(parts[1])
        else { return nil }
        return hour * 3_600 + minute * 60
    }

    fileprivate static func clock(_ second: Int64) -> String {
        let parts = [second / 3_600, second / 60 % 60, second % 60]
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    private static func minis(_ tenths: Int64) -> String { FixedPoint.text(tenths, digits: 1) }
}
