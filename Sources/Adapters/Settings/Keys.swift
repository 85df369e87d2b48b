import Journey

/// Every key of the settings; config/README.md is held to these lists by a test.
package enum Keys {
    static let top = [
        "listen", "ledger", "retention", "kill_switch", "breakers", "gateways", "accounts", "sources",
        "groups", "match", "rules", "copies", "notify", "calendar", "roll", "price_limits",
    ]
    static let listen = [
        "webhook", "control", "trusted_proxies", "certificate_headers", "connections",
        "connections_per_address", "tls",
    ]
    static let tls = ["certificate", "key", "client_ca"]
    static let certificateHeaders = ["subject", "fingerprint", "certificate"]
    static let retention = ["deliveries"]
    static let gateway = [
        "firm", "person", "rest", "user_hub", "market_hub", "username", "api_key", "ca_file", "hub_max_bytes",
        "requests_per_minute", "logout_on_stop", "marks",
    ]
    static let account = [
        "gateway", "id", "person", "firm", "profile", "state", "resize_protection", "unprotected",
        "bracket_mode", "flatten_at", "must_be_flat", "entry_cutoff", "sessions", "roll_guard", "blackouts",
        "drawdown", "risk",
    ]
    static let risk = [
        "max_size", "max_position", "require_stop", "order_types", "ttl", "allow", "deny", "max_notional",
        "negative_prices", "collar_ticks", "collar_percent", "far_ticks", "require_reference", "max_minis",
        "one_class", "max_adds", "max_working", "self_match", "max_risk", "slip_ticks", "order_rate",
        "order_burst", "clamp", "daily_loss", "daily_profit", "daily_basis", "max_trades",
        "max_trades_hour", "max_trades_minute", "off_tick", "parallel", "price_limit", "price_limit_percent",
    ]
    static let breakers = ["repeats", "repeats_window", "rejects", "rejects_window", "venue_clock"]
    static let source = [
        "secret", "secret_next", "signing_key", "from", "certificates", "rate", "burst", "dialect", "max_age",
        "delayed_feed",
        "sync", "sync_window",
    ]
    static let rule = [
        "name", "when", "to", "resend_entries", "ttl", "order", "offset_ticks", "bracket", "reversal",
    ]
    static let condition = [
        "source", "ticker", "strategy", "action", "side", "hours", "interval", "tags",
    ]
    static let target = ["account", "group", "contract", "size", "bracket", "roll"]
    static let roll = ["method", "roots", "max_age"]
    static let rollMethod = [RollMethod.daysBeforeExpiryWord]
    static let size = [
        "fixed", "multiply", "position", "balance_per_contract", "risk", "round", "min", "max", "convert",
        "exit_percent",
    ]
    static let copy = ["name", "leader", "contract", "to", "resync", "after", "max_age"]
    static let follower = [
        "account", "group", "contract", "ratio", "round", "max", "inverse", "bracket",
    ]
    static let bracket = ["stop_ticks", "target_ticks", "trailing"]
    static let blackout = ["name", "from", "until"]
    static let priceLimit = ["contract", "day", "reference", "percent"]
    static let calendar = ["source", "as_of", "from", "until", "families", "firm_closes", "last_trades"]
    static let family = ["roots", "sessions", "dates"]
    static let accountDrawdown = ["floor", "as_of", "buffer"]
    static let profile = [
        "firm", "as_of", "source", "verified", "account_class", "api_trading_allowed", "simulated",
        "max_minis", "scaling", "drawdown", "day_roll", "notes",
    ]
    static let scalingStep = ["above", "minis"]
    static let profileDrawdown = ["peak", "amount", "start", "lock"]
    static let receiver = ["name", "url", "authorization", "level", "kinds"]

    /// Each list with the place that it belongs to.
    package static let homes: [(home: String, keys: [String])] = [
        ("the top level", top), ("listen", listen), ("certificate_headers", certificateHeaders), ("tls", tls),
        ("retention", retention), ("breakers", breakers),
        ("a gateway", gateway),
        ("an account", account),
        ("an account's risk", risk), ("a source", source), ("a rule", rule), ("a rule's when", condition),
        ("an entry of a rule's to", target), ("roll", roll), ("a roll's method", rollMethod), ("size", size),
        ("bracket", bracket), ("an entry of copies", copy), ("an entry of a copy's to", follower),
        ("an entry of notify", receiver), ("an entry of blackouts", blackout),
        ("an entry of price_limits", priceLimit),
        ("an account's drawdown", accountDrawdown), ("a profile", profile),
        ("a step of a profile's scaling", scalingStep), ("a profile's drawdown", profileDrawdown),
        ("a calendar file", calendar), ("a family of a calendar", family),
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
