import JSON
import Trading

/// Reads who may log in, what they hold, and how this firm's gateway behaves. Every key is checked.
enum UsersFile {
    static func read(_ document: JSONDocument, named name: String, into options: inout PaperVenueOptions)
        throws(VenueFileError)
    {
        var root = StrictObject(document.root, at: "")
        var users: [VenueUser] = []
        var names: Set<String> = []
        var accounts: Set<AccountID> = []
        for (value, place) in root.elements("users") {
            var object = StrictObject(value, at: place)
            if let user = user(&object, &accounts) {
                if !names.insert(user.name.lowercased()).inserted {
                    object.fault(of: "name", "taken by another user", "names differ in more than case")
                }
                users.append(user)
            }
            root.take(object.faults)
        }
        if users.isEmpty, root.faults.isEmpty {
            root.fault(of: "users", "nobody could log in", "list one user at least")
        }
        var changed = options
        if let switches = root.member("switches") {
            var object = StrictObject(switches, at: "switches")
            Self.switches(&object, &changed)
            root.take(object.faults)
        }
        root.finish()
        guard root.faults.isEmpty else { throw VenueFileError(file: name, faults: root.faults) }
        changed.users = users
        options = changed
    }

    private static func user(_ object: inout StrictObject, _ taken: inout Set<AccountID>) -> VenueUser? {
        let name = object.neededText("name")
        let key = object.neededText("key")
        var accounts: [VenueAccount] = []
        for (value, place) in object.elements("accounts") {
            var row = StrictObject(value, at: place)
            if let account = account(&row) {
                if !taken.insert(account.id).inserted {
                    row.fault(of: "id", "taken by another account", "give each account its own id")
                }
                accounts.append(account)
            }
            object.take(row.faults)
        }
        object.finish()
        return name.isEmpty ? nil : VenueUser(name: name, key: key, accounts: accounts)
    }

    private static func account(_ object: inout StrictObject) -> VenueAccount? {
        let id = object.whole("id", in: 1...Int64(Int32.max))
        if id == nil, object.faults.isEmpty {
            object.fault(of: "id", "missing", "give it a number, such as 1001")
        }
        let mode = object.choice(
            "bracket_mode",
            of: [
                ("auto_oco", VenueAccount.BracketMode.autoOCO), ("position_brackets", .positionBrackets),
            ])
        var account = VenueAccount(
            id: AccountID(id ?? 0), name: object.text("name"), bracketMode: mode ?? .positionBrackets)
        if let balance = object.money("balance") { account.balance = balance }
        if let canTrade = object.truth("can_trade") { account.canTrade = canTrade }
        if let isVisible = object.truth("is_visible") { account.isVisible = isVisible }
        if let isSimulated = object.truth("simulated") { account.isSimulated = isSimulated }
        if let isFollower = object.truth("follower") { account.isFollower = isFollower }
        if let isLive = object.truth("live") { account.isLive = isLive }
        account.marginPerContract = object.money("margin_per_contract")
        account.positionMax = object.whole("position_max", in: 1...1_000_000)
        object.finish()
        return id == nil ? nil : account
    }

    private static func switches(_ object: inout StrictObject, _ options: inout PaperVenueOptions) {
        if let value = object.truth("wraps_events") { options.surface.wrapsEvents = value }
        if let value = object.truth("completes_with_null") { options.surface.completesWithNull = value }
        if let value = object.truth("shuffles_events") { options.surface.shufflesEvents = value }
        if let value = object.truth("sends_full_quotes") { options.surface.sendsFullQuotes = value }
        if let value = object.truth("names_scheme") { options.surface.namesScheme = value }
        if let value = object.truth("evicts_earlier") { options.surface.evictsEarlier = value }
        behaviour(&object, &options.switches)
        if let value = object.whole("token_life_seconds", in: 1...31_536_000) {
            options.tokenLifeSeconds = value
        }
        if let value = object.whole("calls_per_minute_max", in: 1...1_000_000) {
            options.callsPerMinuteMax = Int(value)
        }
        if let value = object.whole("ping_seconds", in: 1...3_600) { options.pingSeconds = Int(value) }
        if let value = object.whole("spread_ticks", in: 0...1_000) { options.spreadTicks = value }
        if let value = object.whole("slippage_ticks_max", in: 0...1_000) {
            options.slippageTicksMax = value
        }
        if let value = object.truth("session_hours") { options.enforcesSession = value }
        object.finish()
    }

    /// How orders are treated where nobody outside the firm knows for certain.
    private static func behaviour(_ object: inout StrictObject, _ switches: inout VenueSwitches) {
        object.choose("limit_fill", &switches.limitFill)
        object.choose("stop_trigger", &switches.stopTrigger)
        object.choose("children_on_flat", &switches.childrenOnFlat)
        object.choose("child_cancelled", &switches.childCancelled)
        object.choose("partial_exit", &switches.partialExit)
        object.choose("children_on_partial_fill", &switches.childrenOnPartialFill)
        object.choose("closed_market", &switches.closedMarket)
        object.choose("finished_order", &switches.finishedOrder)
        object.choose("rate_window", &switches.rateWindow)
        object.choose("logout", &switches.logout)
        if let value = object.truth("sends_retry_after") { switches.sendsRetryAfter = value }
        if let value = object.truth("filters_by_contract") { switches.filtersByContract = value }
        if let value = object.truth("flattens_at_day_end") { switches.flattensAtDayEnd = value }
        if let value = object.whole("level_size_max", in: 1...1_000_000) { switches.levelSizeMax = value }
        if let value = object.whole("search_lag_milliseconds", in: 0...600_000) {
            switches.searchLagMilliseconds = value
        }
    }
}
