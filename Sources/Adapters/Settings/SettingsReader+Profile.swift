import Journey
import Trading
import YAML

/// A firm's profile as an account names it, and the floor that the operator read off the firm's dashboard.
extension SettingsReader {
    mutating func readTerms(_ account: Section, _ limits: RiskLimits) -> FirmTerms? {
        let profile = readProfile(account)
        let section = report.section("drawdown", of: account, keys: Keys.accountDrawdown)
        let entry = readFloor(section)
        let buffer = section.flatMap { report.optional("buffer", of: $0, Scalars.signedUSD) }
        if let buffer, buffer < .zero, let section, let node = section["buffer"] {
            report.add("\(section.path(to: "buffer")) is below zero", remedy: "write 0 or more", at: node)
        }
        guard let node = account["profile"] else {
            if let place = account["drawdown"] {
                report.add(
                    "\(account.path(to: "drawdown")) is there without profile",
                    remedy: "add profile: and its name, or remove drawdown", at: place)
            }
            return nil
        }
        guard let profile else { return nil }
        let terms = FirmTerms(profile: profile, entry: entry, buffer: buffer)
        note(terms, account, at: node)
        if profile.drawdown != nil, !limits.requiresStop {
            report.add(
                "\(account.path(to: "profile")) has a maximum loss limit, and risk.require_stop is false",
                remedy: "remove one of the two: what has no stop could lose any amount", at: node)
        }
        return terms
    }

    private mutating func readProfile(_ account: Section) -> FirmProfile? {
        guard let node = account["profile"], let named = report.optional("profile", of: account, Scalars.text)
        else { return nil }
        do {
            if named.contains("/") || named.hasSuffix(".yaml") || named.hasSuffix(".yml") {
                return try ProfileFile.load(path: FilePath.resolve(named, in: folder))
            }
            if let profile = try ProfileFile.builtIn(named) { return profile }
        } catch {
            report.add(error)
            return nil
        }
        report.add(
            "\(account.path(to: "profile")) is \(Label.quoted(named)), which is not built in",
            remedy: Spelling.remedy(for: named, among: BuiltInProfiles.all.map(\.name))
                + ", or the path of a file", at: node)
        return nil
    }

    private mutating func readFloor(_ section: Section?) -> FloorEntry? {
        guard let section else { return nil }
        let floor = report.optional("floor", of: section, Scalars.signedUSD)
        let asOf = report.optional("as_of", of: section, Scalars.date)
        for (key, other) in [("floor", "as_of"), ("as_of", "floor")] {
            guard let node = section[key], section.lacks(other) else { continue }
            report.add(
                "\(section.path(to: key)) is there without \(other)",
                remedy: "add \(other): the floor moves on from the trading day on which it held", at: node)
        }
        guard let floor, let asOf else { return nil }
        return FloorEntry(floor: floor, asOf: asOf)
    }

    private mutating func note(_ terms: FirmTerms, _ account: Section, at node: YAMLNode) {
        let path = account.path(to: "profile")
        if terms.lacksFloor {
            report.note(
                "\(path) has a maximum loss limit, and no floor is entered: nothing is traded",
                remedy: "add drawdown: { floor: USD, as_of: DATE } from the firm's dashboard", at: node)
        }
        if account.lacks("flatten_at") {
            report.note(
                "\(path) is of a firm that closes what is held at a day's end, and the account has no flatten_at:"
                    + " entries leave until then, and nothing is closed before the firm does",
                remedy: "add flatten_at: \"15:07:30\" by the profile's notes, and sessions: true", at: node)
        }
        if terms.profile.allowsAPI != true {
            report.note(
                "\(path) does not allow trading over the API: entries are denied",
                remedy: terms.profile.allowsAPI == false
                    ? "take the account out of the rules"
                    : "ask the firm, and state api_trading_allowed in a copy of the profile", at: node)
        }
        if let entry = terms.entry, let drawdown = terms.profile.drawdown,
            let lowest = drawdown.lowestFloor, entry.floor < lowest
        {
            report.add(
                "\(account.path(to: "drawdown")).floor is \(entry.floor), below \(lowest), where the firm's began",
                remedy: "compare it with the firm's dashboard: a floor never falls", at: node)
        }
        if let entry = terms.entry, let drawdown = terms.profile.drawdown, let lock = drawdown.lock,
            entry.floor > lock
        {
            report.note(
                "\(account.path(to: "drawdown")).floor is \(entry.floor), above \(lock), where the firm's stops",
                remedy: "compare it with the firm's dashboard", at: node)
        }
    }
}
