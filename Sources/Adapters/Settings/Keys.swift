/// Every key of the settings; config/README.md is held to these lists by a test.
package enum Keys {
    static let top = [
        "listen", "ledger", "retention", "kill_switch", "gateways", "accounts", "sources", "rules", "notify",
    ]
    static let listen = ["webhook", "control", "trusted_proxies", "connections", "connections_per_address"]
    static let retention = ["deliveries"]
    static let gateway = [
        "firm", "rest", "user_hub", "market_hub", "username", "api_key", "ca_file", "hub_max_bytes",
        "logout_on_stop",
    ]
    static let account = [
        "gateway", "id", "profile", "state", "resize_protection", "unprotected",
        "flatten_at", "must_be_flat", "entry_cutoff", "risk",
    ]
    static let risk = ["max_size", "max_position", "require_stop", "order_types"]
    static let source = [
        "secret", "secret_next", "signing_key", "from", "rate", "burst", "dialect", "max_age", "delayed_feed",
    ]
    static let rule = ["name", "when", "to", "resend_entries"]
    static let condition = ["source", "ticker", "strategy", "action"]
    static let target = ["account", "contract", "size", "bracket"]
    static let size = ["fixed", "multiply", "max"]
    static let bracket = ["stop_ticks", "target_ticks", "trailing"]
    static let receiver = ["name", "url", "authorization", "level", "kinds"]

    /// Each list with the place that it belongs to.
    package static let homes: [(home: String, keys: [String])] = [
        ("the top level", top), ("listen", listen), ("retention", retention), ("a gateway", gateway),
        ("an account", account),
        ("an account's risk", risk), ("a source", source), ("a rule", rule), ("a rule's when", condition),
        ("an entry of a rule's to", target), ("size", size), ("bracket", bracket),
        ("an entry of notify", receiver),
    ]

    /// The known key that an unknown one was surely meant to be, its value run on to it or not.
    static func meant(by key: String, among known: [String]) -> String? {
        let word = String(Label.firstWord(of: key))
        return known.contains(word) ? word : Spelling.nearest(to: word, among: known)
    }

    /// What to do about an unknown key: the nearest known one, its right place, or the list.
    static func remedy(for key: String, among known: [String]) -> String {
        if let meant = meant(by: key, among: known) {
            return Label.firstWord(of: key) == key
                ? "write \(meant)" : "write \(meant): and after a space the value"
        }
        if let home = homes.first(where: { $0.keys.contains(key) })?.home {
            return "\(key) belongs to \(home); here, use one of \(known.joined(separator: ", "))"
        }
        return "use one of \(known.joined(separator: ", "))"
    }
}
