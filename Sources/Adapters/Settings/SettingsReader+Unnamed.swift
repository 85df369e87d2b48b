import Journey
import Trading
import YAML

/// Rules and copies that trade whatever the chart shows or the leader trades, where something has to be known of a
/// product before.
extension SettingsReader {
    mutating func noteUnnamed(
        _ rules: [PlacedRule], _ accounts: [AccountProfile], _ gateways: [Configuration.GatewayLogin],
        _ contracts: ContractPolicy, _ copies: [PlacedCopy]
    ) {
        let known = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
        for placed in rules where placed.rule.condition.action?.mayEnter != false {
            for (target, place) in zip(placed.rule.targets, placed.sizes)
            where placed.rule.root(for: target) == nil {
                guard let account = known[target.account] else { continue }
                let subject =
                    "rule \(Label.quoted(placed.rule.name)) names no product for \(Label.bare(account.name.text))"
                let remedy = "add a ticker to the rule's when, or contract: to the account in its to"
                noteQuotes(subject, account, gateways, remedy: remedy, at: place)
                if target.roll ?? contracts.roll == .volume {
                    let read = contracts.volumeRoots.sorted()
                    report.note(
                        "\(subject) and goes by volume: entries in a product that no rule names "
                            + (read.isEmpty ? "" : "and that is not one of \(read.joined(separator: ", ")) ")
                            + "are denied, since nobody reads its volumes",
                        remedy: "\(remedy), or name the product under roll.roots with volume", at: place)
                }
            }
        }
        for placed in copies where placed.copy.root == nil {
            for (follower, place) in zip(placed.copy.followers, placed.followers) where follower.root == nil {
                guard let account = known[follower.account] else { continue }
                let subject =
                    "copy \(Label.quoted(placed.copy.name)) names no product for \(Label.bare(account.name.text))"
                noteQuotes(
                    subject, account, gateways,
                    remedy: "add contract: to the copy, or to the account in its to",
                    at: place)
            }
        }
    }

    private mutating func noteQuotes(
        _ subject: String, _ account: AccountProfile, _ gateways: [Configuration.GatewayLogin],
        remedy: String,
        at place: YAMLNode
    ) {
        // Where none are told at all, something else is said of it.
        guard gateways.contains(where: { $0.name == account.gateway && $0.tellsMarks }),
            let why = Self.whyQuotes(account)
        else { return }
        report.note(
            "\(subject), which \(why.words): the first entry in each product asks for them, and is denied\(why.when)",
            remedy: remedy, at: place)
    }

    /// Whether some limit of the price of limits and stops is on.
    private static func comparesPrices(_ account: AccountProfile) -> Bool {
        let (types, holding) = (account.limits.orderTypes, account.holding)
        if types.contains(.stop) { return true }
        guard types.contains(.limit) else { return false }
        return holding.collarTicks != nil || holding.collarMillionths != nil || holding.farTicks != nil
    }

    /// An alert's own price stands in for quotes where the floor does not follow the equity.
    private static func whyQuotes(_ account: AccountProfile) -> (words: String, when: String)? {
        if account.terms?.profile.drawdown?.peak == .intraday {
            return ("has a floor that takes live quotes", "")
        }
        if account.priceLimit != nil {
            return ("keeps away from price limits by live quotes", " where its alert tells no price")
        }
        let holding = account.holding
        if holding.needsReference, Self.comparesPrices(account) {
            return (
                "compares the prices of limits and stops with live quotes",
                " where it is one of these and its alert tells no price"
            )
        }
        guard holding.notionalMax != nil, account.limits.orderTypes.contains(.market) else { return nil }
        return (
            "weighs orders by max_notional and live quotes",
            " where it is a market order and its alert tells no price"
        )
    }
}
