package import Trading

/// How a paper venue is set up.
package struct PaperVenueOptions: Sendable {
    /// IPv4 or IPv6 literal.
    package var address = "127.0.0.1"
    /// 0 picks a free one.
    package var port: UInt16 = 0
    /// Two venues of one seed and one clock show the same prices and give the same ids.
    package var seed: UInt64 = 1
    /// Accounts 1001, 1002, … of user `paper`; of no effect where `users` is not empty.
    package var accounts = 2
    /// The bracket mode of those accounts.
    package var bracketMode = VenueAccount.BracketMode.autoOCO
    /// Logins; empty for user `paper` with key `paper-api-key`.
    package var users: [VenueUser] = []
    package var tokenLifeSeconds: Int64 = 86_400
    package var latencies = VenueLatencies()
    package var switches = VenueSwitches()
    package var retention = VenueRetention()
    /// From one price to the next; 0 for a market that stands still until `setPrice` moves it.
    package var stepMilliseconds: Int64 = 50
    /// Ticks from bid to ask; a fast market adds up to three. 0 puts both at the last price, always.
    package var spreadTicks: Int64 = 1
    /// A market order pays up to so many ticks more.
    package var slippageTicksMax: Int64 = 0
    /// Whether orders are refused outside 17:00 to 15:10 Chicago and at week-ends, and the market closes from
    /// 16:00 to 17:00 and from Friday 16:00 to Sunday 17:00.
    package var enforcesSession = false
    /// A CSV file that is played instead of the walk; see `ReplayFile`.
    package var replay: String?
    /// The exchange root that the file is about, where it has no column `symbol`.
    package var replayContract: String?
    /// REST calls of one user within a minute (bars apart: a quarter of it in half a minute); nil for no
    /// limit.
    package var callsPerMinuteMax: Int?
    /// Where the venue's memory is kept; nil keeps it only as long as the venue lives.
    package var state: String?
    /// Whether what was answered survives a power cut too, not only the end of the process.
    package var syncsState = true
    /// What differs from firm to firm on REST and on the hubs.
    package var surface = VenueSurfaceSwitches()
    /// Faults that are armed from the start, as `PaperVenueOptions.readFaults` reads them.
    package internal(set) var faults = VenueFaultList()
    package var pingSeconds = 15
    /// Whether connections can be cut by a fault. A relay of our own then stands before the server, which
    /// costs some microseconds per call: off for measurements.
    package var canCutConnections = true
    package var connectionsMax = 512
    /// Where the venue's time begins; nil for the present of `clock`.
    package var start: Timestamp?
    /// Seconds of the venue in one real second. Rate limits and pings go by real time all the same.
    package var speed: Int64 = 1
    /// Where time comes from; with `start` or a `speed` above 1 it is read once, at the start.
    package var clock: @Sendable () -> Timestamp = PaperVenueOptions.wallClock

    package init() {}
}
