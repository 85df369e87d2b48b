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
                    && (account.day.lossMax != nil || account.terms?.profile.drawdown != nil)
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
            return "profile: \(account.name): \(profile.name), as of \(profile.asOf), \(word), from "
                + "\(profile.source); nothing is traded until it is acknowledged once: "
                + "alertbridge account acknowledge \(account.name) --config FILE"
        }
    }
}

extension FirmTerms {
    /// Every number that is acknowledged, and what nobody stated.
    package var lines: [String] {
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
            lines.append("  maximum loss limit: \(amount) below the best \(best)\(lock)")
            let held = entry.map { "\($0.floor) USD as of \($0.asOf)" } ?? "none: nothing is traded"
            lines.append("  floor entered: \(held); kept away from it: \(buffer) USD")
        } else {
            lines.append("  maximum loss limit: none")
        }
        return lines + profile.notes.map { "  not kept by this program: \($0)" }
    }

    private static func minis(_ tenths: Int64) -> String { FixedPoint.text(tenths, digits: 1) }
}
