package import Journey
package import Trading

/// What a gateway login needs to know.
package struct GatewayClientOptions: Sendable {
    package let name: GatewayName
    /// Base address of REST without a slash at its end, `https://api.topstepx.com`.
    package let rest: String
    /// Address of the user hub without a query; `https` and `http` are taken for `wss` and `ws`.
    package let userHub: String
    /// Address of the market hub, in the same form; nil for none.
    package var marketHub: String?
    /// Whether where the market stands is told among the events, of the contracts that `watch` names.
    package var tellsMarks = false
    /// Whether the user hub is opened: a second connection to it may take events from the first.
    package var opensUserHub = true
    /// When the market is open, and a silent market hub thus frozen.
    package var marketHours = MarketHours.always
    /// A longer message or record of a hub ends its connection.
    package var hubBytesMax = hubBytesMaxDefault
    /// Depth snapshots pass 1.5 MiB.
    package static let hubBytesMaxDefault = 4 << 20
    package let username: GatewaySecret
    package let apiKey: GatewaySecret
    package let accounts: [AccountName: AccountID]
    /// Contract roots that the rules name: each is looked up by search when the list of contracts lacks it.
    package let roots: Set<String>
    /// Roots whose month goes by volume: the daily bars of their active month and of the one after it are read.
    package var volumeRoots: Set<String> = []
    /// Certificates to trust instead of the system's.
    package let caFile: String?
    /// How long one REST call may take, connecting included.
    package let callTimeoutMilliseconds: Int
    /// Whether a stop ends the venue's session too. Nobody knows whether that ends one token or every one of the
    /// user's: only for a login that nothing else uses.
    package var logsOutOnStop = false
    package var timings = GatewayTimings()
    /// Nil sends without counting.
    package var budget: RequestBudget? = RequestBudget()
    package let now: @Sendable () -> Moment
    /// Told of each labelled step of a request that moves money, on the client's queue.
    package var passing: @Sendable (Milestone) -> Void = { _ in }
    /// Takes lines for people. No secret is ever in one.
    package let log: @Sendable (String) -> Void

    package init(
        name: GatewayName, rest: String, userHub: String, username: String, apiKey: String,
        accounts: [AccountName: AccountID], roots: Set<String> = [], caFile: String? = nil,
        callTimeoutMilliseconds: Int = 10_000, now: @escaping @Sendable () -> Moment,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.name = name
        self.rest = Self.withoutSlash(rest)
        self.userHub = Self.withoutSlash(userHub)
        self.username = GatewaySecret(username)
        self.apiKey = GatewaySecret(apiKey)
        self.accounts = accounts
        self.roots = roots
        self.caFile = caFile
        self.callTimeoutMilliseconds = callTimeoutMilliseconds
        self.now = now
        self.log = log
    }

    private static func withoutSlash(_ url: String) -> String {
        url.last == "/" ? String(url.dropLast()) : url
    }
}
