import Journey
import Trading
import YAML

/// Reads a firm's profile from its top, and keeps on after a fault so that all of them are found at once.
struct ProfileReader {
    private let name: String
    var report: FaultReport

    init(file: String) {
        name = file
        report = FaultReport(file: file)
    }

    /// - Returns: nil when it is past reading; anything else counts only while nothing is reported.
    mutating func read(_ root: YAMLNode) -> FirmProfile? {
        guard let top = report.section(root, path: "", keys: Keys.profile) else { return nil }
        let firm = report.required("firm", of: top, remedy: "add firm: and its name", Scalars.text)
        let asOf = report.required(
            "as_of", of: top, remedy: "add as_of: and the date on which its numbers were read", Scalars.date)
        let source = report.required(
            "source", of: top, remedy: "say where its numbers come from", Scalars.text)
        let isVerified = report.required(
            "verified", of: top,
            remedy: "add verified: false, or true once you read them at the firm's own pages",
            Scalars.boolean)
        let accountClass = report.required(
            "account_class", of: top, remedy: "add account_class: evaluation, funded or live"
        ) { (node) throws(Objection) in try Scalars.word(node, of: AccountClass.allCases) }
        let allowsAPI = report.optional("api_trading_allowed", of: top, Scalars.boolean)
        let isSimulated = report.optional("simulated", of: top, Scalars.boolean)
        let tenthsMax = report.optional("max_minis", of: top, Self.minis)
        let scaling = readScaling(top)
        let drawdown = readDrawdown(top)
        let dayRoll = report.optional("day_roll", of: top, Self.roll)
        let notes = readNotes(top)
        guard let firm, let asOf, let source, let isVerified, let accountClass else { return nil }
        var profile = FirmProfile(
            name: name, firm: firm, asOf: asOf, source: source, isVerified: isVerified,
            accountClass: accountClass)
        (profile.allowsAPI, profile.isSimulated) = (allowsAPI, isSimulated)
        (profile.tenthsMax, profile.scaling, profile.drawdown) = (tenthsMax, scaling, drawdown)
        (profile.dayRoll, profile.notes) = (dayRoll, notes)
        return profile
    }

    private static func minis(_ node: YAMLNode) throws(Objection) -> Int64 {
        try Scalars.steps(node, digits: 1, in: 1...1_000_000)
    }

    /// An hour of the afternoon, to the minute: the exchange's own day rolls at 17:00.
    private static func roll(_ node: YAMLNode) throws(Objection) -> Int64 {
        let second = try Scalars.timeOfDay(node)
        guard second >= 12 * 3_600, second <= TradingDay.usualRoll, second.isMultiple(of: 60) else {
            throw Objection(
                "is no hour at which a trading day rolls",
                remedy: "write \"12:00\" to \"17:00\", by Chicago's clock")
        }
        return second
    }

    private mutating func readScaling(_ top: Section) -> [ScalingStep] {
        guard let nodes = report.optional("scaling", of: top, Scalars.list) else { return [] }
        if nodes.isEmpty, let node = top["scaling"] {
            report.add("scaling is empty", remedy: "write its steps, or remove the key", at: node)
        }
        var steps: [ScalingStep] = []
        for (index, node) in nodes.enumerated() {
            let path = "scaling[\(index)]"
            guard let section = report.section(node, path: path, keys: Keys.scalingStep) else { continue }
            let above = report.optional("above", of: section, Scalars.signedUSD)
            let tenths = report.required("minis", of: section, remedy: "add minis: and how many", Self.minis)
            if index == 0 ? section["above"] != nil : section.lacks("above") {
                report.add(
                    index == 0 ? "\(path) has above" : "\(path).above is missing",
                    remedy: "leave it out of the first step alone, which holds from any balance", at: node)
            }
            if let above, let last = steps.last?.above, above <= last {
                report.add(
                    "\(path).above is not more than the step's before it", remedy: "order them by balance",
                    at: section["above"] ?? node)
            }
            if let tenths { steps.append(ScalingStep(above: above, tenths: tenths)) }
        }
        return steps
    }

    private mutating func readDrawdown(_ top: Section) -> Drawdown? {
        guard let section = report.section("drawdown", of: top, keys: Keys.profileDrawdown) else {
            return nil
        }
        let peak = report.required(
            "peak", of: section, remedy: "add peak: eod_balance, or intraday_equity"
        ) { (node) throws(Objection) in try Scalars.word(node, of: Drawdown.Peak.allCases) }
        let amount = report.optional("amount", of: section, Scalars.usd)
        let start = report.optional("start", of: section, Scalars.signedUSD)
        let lock = report.optional("lock", of: section, Scalars.signedUSD)
        return peak.map { Drawdown(peak: $0, amount: amount, start: start, lock: lock) }
    }

    private mutating func readNotes(_ top: Section) -> [String] {
        let nodes = report.optional("notes", of: top, Scalars.list) ?? []
        return nodes.enumerated().compactMap { index, node in
            report.value("notes[\(index)]", at: node, Scalars.text)
        }
    }
}

extension Scalars {
    /// An amount of USD with at most two places, below zero too.
    static func signedUSD(_ node: YAMLNode) throws(Objection) -> Money {
        let remedy = "write digits, such as 48000 or -2000, with at most two places"
        let text = try text(node)
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let isPlain = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
        guard isPlain, let cents = FixedPoint.parse(text, digits: 2) else {
            throw Objection("is no such amount", remedy: remedy)
        }
        guard node.scalar?.isQuoted != true else {
            throw Objection("is in quotes", remedy: "remove the quotes")
        }
        guard abs(cents) <= 100_000_000_000 else {
            throw Objection("is \(Label.bare(text)), out of range", remedy: remedy)
        }
        return Money(tenThousandths: cents * 100)
    }
}
