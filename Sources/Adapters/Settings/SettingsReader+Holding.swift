import Journey
import Trading
import YAML

/// What an account may hold and ask for: keys under `risk`, and the labels of who stands behind it.
extension SettingsReader {
    /// The person behind every login that names none.
    static let owner = "owner"

    mutating func readHolding(_ account: Section, requiresStop: Bool) -> HoldingLimits {
        var limits = HoldingLimits.usual(requiresStop: requiresStop)
        // A fault in the section itself was told where it was read first.
        guard let member = account.member("risk"), member.value.mapping != nil,
            let section = FaultReport.quiet(member.value, path: account.path(to: "risk"), keys: Keys.risk)
        else { return limits }
        limits.allowed = readRoots("allow", section)
        limits.blocked = readRoots("deny", section) ?? []
        limits.negative = readRoots("negative_prices", section) ?? []
        readCounts(section, into: &limits)
        readPrices(section, into: &limits)
        limits.riskMax = readLimit("max_risk", section, usual: limits.riskMax, Scalars.usdOrOff)
        limits.isOneClass = report.optional("one_class", of: section, Scalars.boolean) ?? false
        limits.refusesSelfMatch = !(report.optional("self_match", of: section, Scalars.boolean) ?? false)
        refuseBoth(limits, section)
        return limits
    }

    private mutating func readCounts(_ section: Section, into limits: inout HoldingLimits) {
        limits.tenthsMax = readLimit("max_minis", section, usual: limits.tenthsMax) {
            (node) throws(Objection) in
            try Scalars.steps(node, digits: 1, in: 1...1_000_000, orOff: true)
        }
        limits.workingMax = readLimit("max_working", section, usual: limits.workingMax) {
            (node) throws(Objection) in
            try Scalars.whole(node, in: 1...10_000)
        }
        limits.addsMax = readLimit("max_adds", section, usual: limits.addsMax) { (node) throws(Objection) in
            try Scalars.whole(node, in: 0...10_000)
        }
    }

    private mutating func readPrices(_ section: Section, into limits: inout HoldingLimits) {
        let ticks = { (node: YAMLNode) throws(Objection) in try Scalars.whole(node, in: 1...Self.numberMax) }
        limits.collarTicks = readLimit("collar_ticks", section, usual: limits.collarTicks, ticks)
        limits.collarMillionths = readLimit("collar_percent", section, usual: limits.collarMillionths) {
            (node) throws(Objection) in
            try Scalars.steps(node, digits: 4, in: 1...1_000_000, orOff: true)
        }
        limits.farTicks = readLimit("far_ticks", section, usual: limits.farTicks, ticks)
        limits.needsReference = report.optional("require_reference", of: section, Scalars.boolean) ?? false
        limits.notionalMax = readLimit("max_notional", section, usual: nil, Scalars.usdOrOff)
        let slip = report.optional("slip_ticks", of: section) { (node) throws(Objection) in
            try Scalars.whole(node, in: 0...10_000)
        }
        limits.slipTicks = slip ?? 2
    }

    /// A limit that `off` takes away.
    private mutating func readLimit<Value>(
        _ key: String, _ section: Section, usual: Value?, _ read: (YAMLNode) throws(Objection) -> Value
    ) -> Value? {
        if let scalar = section[key]?.scalar, scalar.text == "off", !scalar.isQuoted { return nil }
        return report.optional(key, of: section, read) ?? usual
    }

    /// Exchange roots of the product table: one that it lacks would be a list that protects from nothing.
    private mutating func readRoots(_ key: String, _ section: Section) -> Set<String>? {
        guard let node = section[key] else { return nil }
        guard let nodes = report.optional(key, of: section, Scalars.list) else { return nil }
        let path = section.path(to: key)
        if nodes.isEmpty {
            report.add("\(path) is empty", remedy: "name roots such as MNQ, or remove the key", at: node)
        }
        let roots = nodes.enumerated().compactMap { index, node in
            report.value("\(path)[\(index)]", at: node) { (node) throws(Objection) in
                let text = try Scalars.text(node)
                guard let product = FuturesProduct.root(text) else {
                    throw Objection(
                        "is \(Label.quoted(text)), which is not in the product table",
                        remedy: Spelling.remedy(
                            for: text.uppercased(), among: FuturesProduct.all.map(\.root)))
                }
                return product.root
            }
        }
        return Set(roots)
    }

    private mutating func refuseBoth(_ limits: HoldingLimits, _ section: Section) {
        guard let both = limits.allowed?.intersection(limits.blocked).min(), let node = section["deny"] else {
            return
        }
        report.add(
            "\(section.path(to: "deny")) names \(both), as allow does",
            remedy: "keep it in one of the two", at: node)
    }

    /// What the limits of one account make of each other.
    mutating func noteHolding(_ account: Section, _ limits: RiskLimits, _ holding: HoldingLimits) {
        let place = account["risk"] ?? account.place
        let path = account.path(to: "risk")
        if let most = holding.tenthsMax, limits.sizeMax > most {
            report.note(
                "\(path).max_size is \(limits.sizeMax), but max_minis \(FixedPoint.text(most, digits: 1)) "
                    + "denies more than \(most) micros",
                remedy: "raise max_minis, or lower max_size", at: place)
        }
        if holding.addsMax == 0, limits.positionMax > limits.sizeMax {
            report.note(
                "\(path).max_position is above max_size, but max_adds is 0: a second entry is denied while "
                    + "the first one's position stands",
                remedy: "set max_adds, or lower max_position to max_size", at: place)
        }
    }

    /// Who stands behind the accounts of a login.
    mutating func readScope(_ login: String, _ section: Section, firm: String?, rest: String?) {
        let person = report.optional("person", of: section, Self.name)
        scopes[login] = HedgeScope(
            person: person ?? Self.owner, firm: firm ?? rest.map(Self.host) ?? login)
    }

    /// The account's own labels, else its login's.
    mutating func readHedge(_ account: Section, login: String?) -> HedgeScope? {
        let person = report.optional("person", of: account, Self.name)
        let firm = report.optional("firm", of: account, Self.name)
        let scope = login.flatMap { scopes[$0] }
        return HedgeScope(
            person: person ?? scope?.person ?? Self.owner, firm: firm ?? scope?.firm ?? login ?? "")
    }

    /// `api.topstepx.com` of an address.
    private static func host(_ address: String) -> String {
        let rest = address.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
        return rest.map { String($0).lowercased() } ?? address
    }
}

extension FaultReport {
    /// A section whose faults were reported before.
    fileprivate static func quiet(_ node: YAMLNode, path: String, keys: [String]) -> Section? {
        var report = FaultReport(file: "")
        return report.section(node, path: path, keys: keys)
    }
}

extension Scalars {
    /// An amount of USD above zero, with at most two places.
    static func usd(_ node: YAMLNode) throws(Objection) -> Money { try usd(node, orOff: false) }

    /// The same where `off` takes the limit away.
    static func usdOrOff(_ node: YAMLNode) throws(Objection) -> Money { try usd(node, orOff: true) }

    private static func usd(_ node: YAMLNode, orOff: Bool) throws(Objection) -> Money {
        Money(tenThousandths: try steps(node, digits: 2, in: 1...100_000_000_000, orOff: orOff) * 100)
    }

    /// A plain decimal with at most so many places, counted in the last of them; no sign, no exponent.
    ///
    /// - Parameter orOff: Whether `off` could be written instead.
    static func steps(
        _ node: YAMLNode, digits: Int, in range: ClosedRange<Int64>, orOff: Bool = false
    ) throws(Objection) -> Int64 {
        let allowed =
            "write a decimal from \(FixedPoint.text(range.lowerBound, digits: digits)) to "
            + "\(FixedPoint.text(range.upperBound, digits: digits)) with at most \(digits) "
            + "\(digits == 1 ? "place" : "places")\(orOff ? ", or off" : "")"
        let text = try text(node)
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        guard isPlain, let units = FixedPoint.parse(text, digits: digits) else {
            throw Objection("is no such decimal", remedy: allowed)
        }
        guard node.scalar?.isQuoted != true else {
            throw Objection("is in quotes", remedy: "remove the quotes")
        }
        guard range.contains(units) else {
            throw Objection("is \(Label.bare(text)), out of range", remedy: allowed)
        }
        return units
    }
}
