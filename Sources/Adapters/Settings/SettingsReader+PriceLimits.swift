import Journey
import Trading
import YAML

/// The exchange's price limits, and which accounts keep away from them.
extension SettingsReader {
    /// What an account says of it under `risk`; nil where it does not look at them.
    mutating func readPriceLimit(_ risk: Section?) -> PriceLimitGuard? {
        guard let risk else { return nil }
        let choice = report.optional("price_limit", of: risk) { (node) throws(Objection) in
            try Scalars.word(node, of: Choice.allCases)
        }
        let margin = report.optional("price_limit_percent", of: risk, Self.percent)
        if margin != nil, choice?.mode == nil, let node = risk["price_limit_percent"] {
            report.add(
                "\(risk.path(to: "price_limit_percent")) is there without price_limit",
                remedy: "add price_limit: deny, or remove it", at: node)
        }
        return choice?.mode.map {
            PriceLimitGuard(mode: $0, margin: margin ?? PriceLimitGuard.marginDefault)
        }
    }

    /// What the operator entered, day by day.
    mutating func readPriceLimits(_ top: Section, _ accounts: [AccountProfile]) -> [PriceLimit] {
        let nodes = report.optional("price_limits", of: top, Scalars.list) ?? []
        var limits: [PriceLimit] = []
        for (index, node) in nodes.enumerated() {
            let path = "price_limits[\(index)]"
            guard let entry = report.section(node, path: path, keys: Keys.priceLimit),
                let limit = readPriceLimit(entry)
            else { continue }
            if limits.contains(where: { $0.contract == limit.contract && $0.day == limit.day }) {
                report.add(
                    "\(path) is of \(limit.contract) on \(limit.day), as one before it",
                    remedy: "keep one of the two", at: node)
            }
            refuseNarrow(limit, entry, accounts)
            limits.append(limit)
        }
        for account in accounts where account.priceLimit != nil && nodes.isEmpty {
            report.note(
                "accounts.\(Label.bare(account.name.text)) keeps away from price limits, and price_limits has none: "
                    + "every entry is denied",
                remedy: "enter each day's settlement prices under price_limits, or set risk.price_limit: off",
                at: top["accounts"] ?? top.place)
        }
        return limits
    }

    private mutating func readPriceLimit(_ entry: Section) -> PriceLimit? {
        let contract = report.required(
            "contract", of: entry, remedy: "add contract: and a month such as MNQZ6"
        ) { (node) throws(Objection) in
            let text = try Scalars.text(node)
            guard let symbol = ChartSymbol(text), let expiry = symbol.expiry, let digit = expiry.year.last,
                FuturesProduct.root(symbol.root) != nil
            else {
                throw Objection(
                    "is \(Label.quoted(text)), no month of a product of the table",
                    remedy: "write it as MNQZ6")
            }
            return "\(symbol.root)\(expiry.month)\(digit)"
        }
        let day = report.required(
            "day", of: entry, remedy: "add day: and the trading day that it holds for", Scalars.date)
        let reference = report.required(
            "reference", of: entry, remedy: "add reference: and the settlement price of the day before",
            Self.price)
        let millionths = report.required(
            "percent", of: entry, remedy: "add percent: and how far from it trading stops, such as 7",
            Self.percent)
        guard let contract, let day, let reference, let millionths else { return nil }
        return PriceLimit(contract: contract, day: day, reference: reference, millionths: millionths)
    }

    /// A margin as wide as the limit leaves no price to trade at.
    private mutating func refuseNarrow(
        _ limit: PriceLimit, _ entry: Section, _ accounts: [AccountProfile]
    ) {
        let narrow = accounts.first { account in
            account.priceLimit.map { limit.band(margin: $0.margin) == nil } ?? false
        }
        guard let account = narrow, let margin = account.priceLimit?.margin, let node = entry["percent"]
        else { return }
        report.add(
            "\(entry.path(to: "percent")) leaves \(Label.bare(account.name.text)) no price: it keeps "
                + "\(Checks.percent(margin)) % away from the limit",
            remedy: "write the exchange's limit in percent, or lower risk.price_limit_percent", at: node)
    }

    private static func percent(_ node: YAMLNode) throws(Objection) -> Int64 {
        try Scalars.steps(node, digits: 4, in: 1...1_000_000)
    }

    /// A price above zero.
    private static func price(_ node: YAMLNode) throws(Objection) -> Price {
        let text = try Scalars.text(node)
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        guard isPlain, let price = Price(text), price.nanos > 0 else {
            throw Objection("is no price", remedy: "write a decimal above zero, such as 18556 or 0.00721")
        }
        guard node.scalar?.isQuoted != true else {
            throw Objection("is in quotes", remedy: "remove the quotes")
        }
        return price
    }

    /// What the settings may say of an account.
    private enum Choice: String, CaseIterable {
        case off, deny, flatten

        var mode: PriceLimitGuard.Mode? { PriceLimitGuard.Mode(rawValue: rawValue) }
    }
}
