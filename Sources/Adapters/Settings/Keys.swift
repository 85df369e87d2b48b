/// Every key of the settings; config/README.md is held to these lists by a test.
enum Keys {
    static let top = [
        "listen", "ledger", "kill_switch", "gateways", "accounts", "sources", "rules",
    ]
    static let listen = ["webhook", "control", "trusted_proxies"]
    static let gateway = [
        "firm", "rest", "user_hub", "market_hub", "username", "api_key", "ca_file",
    ]
    static let account = ["gateway", "id", "profile", "state", "risk"]
    static let risk = ["max_size", "max_position", "require_stop", "order_types"]
    static let source = ["secret", "dialect", "max_age"]
    static let rule = ["name", "when", "to"]
    static let condition = ["source", "ticker", "strategy", "action"]
    static let target = ["account", "contract", "size", "bracket"]
    static let size = ["fixed", "multiply", "max"]
    static let bracket = ["stop_ticks", "target_ticks"]

    private static let homes: [(home: String, keys: [String])] = [
        ("the top level", top), ("listen", listen), ("a gateway", gateway), ("an account", account),
        ("an account's risk", risk), ("a source", source), ("a rule", rule), ("a rule's when", condition),
        ("an entry of a rule's to", target), ("size", size), ("bracket", bracket),
    ]

    /// What to do about an unknown key: the nearest known one, its right place, or the list.
    static func remedy(for key: String, among known: [String]) -> String {
        if let colon = key.firstIndex(of: ":"), known.contains(String(key[..<colon])) {
            return "put a space after the colon"
        }
        if let near = Spelling.nearest(to: key, among: known) { return "write \(near)" }
        if let home = homes.first(where: { $0.keys.contains(key) })?.home {
            return "\(key) belongs to \(home); here, use one of \(known.joined(separator: ", "))"
        }
        return "use one of \(known.joined(separator: ", "))"
    }
}
