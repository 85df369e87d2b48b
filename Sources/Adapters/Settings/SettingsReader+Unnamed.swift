import Journey
import Trading
import YAML

/// Rules that trade whatever the alert's chart shows, where something has to be known of a product before.
extension SettingsReader {
    mutating func noteUnnamed(
        _ rules: [PlacedRule], _ accounts: [AccountProfile], _ gateways: [Configuration.GatewayLogin],
        _ contracts: ContractPolicy
    ) {
        let known = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
        for placed in rules {
            for (target, place) in zip(placed.rule.targets, placed.sizes)
            where placed.rule.root(for: target) == nil {
                guard let account = known[target.account] else { continue }
                let what =
                    "rule \(Label.quoted(placed.rule.name)) names no product for \(Label.bare(account.name.text))"
                let remedy = "add a ticker to the rule's when, or contract: to the account in its to"
                // Where none are told at all, something else is said of it.
                let tellsMarks = gateways.contains { $0.name == account.gateway && $0.tellsMarks }
                if tellsMarks, let why = Self.whyQuotes(account) {
                    report.note(
                        "\(what), which \(why.words): the first entry in each product asks for them, and is denied\(why.when)",
                        remedy: remedy, at: place)
                }
                if target.roll ?? contracts.roll == .volume {
                    report.note(
                        "\(what) and goes by volume: entries in a product that no rule names are denied, since "
                            + "nobody reads its volumes",
                        remedy: "\(remedy), or name the product under roll.roots with volume", at: place)
                }
            }
        }
    }

    /// An alert's own price stands in for quotes where the floor does not follow the equity.
    private static func whyQuotes(_ account: AccountProfile) -> (words: String, when: String)? {
        if account.terms?.profile.drawdown?.peak == .intraday {
            return ("has a floor that takes live quotes", "")
        }
        if account.priceLimit != nil {
            return ("keeps away from price limits by live quotes", " where its alert tells no price")
        }
        guard account.holding.needsReference else { return nil }
        return (
            "compares the prices of limits and stops with live quotes",
            " where it is one of these and its alert tells no price"
        )
    }
}
