/// A firm that runs its accounts on the ProjectX gateway, and where its gateway is.
///
/// Source: ProjectX Gateway API, connection URLs, read 2026-09, for TopstepX; every other row follows the
/// pattern that public clients show, and nobody here has seen it answer.
struct Firm {
    let key: String
    let rest: String
    let userHub: String
    let marketHub: String
    let isVerified: Bool

    static let all: [Firm] =
        [
            Firm(
                key: "topstepx", rest: "https://api.topstepx.com",
                userHub: "wss://rtc.topstepx.com/hubs/user",
                marketHub: "wss://rtc.topstepx.com/hubs/market", isVerified: true)
        ]
        + [
            "alphafutures", "alphaticks", "aquafutures", "blueguardianfutures", "blusky", "bulenox",
            "daytraders", "e8", "fundingfutures", "futureselite", "fxifyfutures", "goatfundedfutures",
            "holaprime", "nexgen", "thefuturesdesk", "tickticktrader", "toponefutures", "tradeday",
            "tx3funding",
        ].map(byPattern)

    static func named(_ key: String) throws(Objection) -> Firm {
        guard let firm = all.first(where: { $0.key == key }) else {
            throw Objection(
                "is \(Label.quoted(key)), which is not in the firm table",
                remedy: Spelling.remedy(for: key, among: all.map(\.key))
                    + ", or give rest and user_hub instead")
        }
        return firm
    }

    private static func byPattern(_ key: String) -> Firm {
        Firm(
            key: key, rest: "https://api.\(key).projectx.com",
            userHub: "wss://rtc.\(key).projectx.com/hubs/user",
            marketHub: "wss://rtc.\(key).projectx.com/hubs/market", isVerified: false)
    }
}
