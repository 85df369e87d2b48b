import Glibc

/// A paper venue and a bridge, each a process of its own, with a ledger of their own.
final class Site {
    private let household: Household
    private let folder: String
    private let program: String
    private var settings: SiteSettings
    private var venue: Child?
    private(set) var bridge: Child?
    private(set) var webhookPort: UInt16 = 0
    private var controlPort: UInt16 = 0
    /// Nanoseconds from the bridge's start to its first ready line.
    private(set) var startNanoseconds: Int64 = 0

    /// - Parameter name: Of its folder.
    init(_ run: BenchRun, _ name: String, accounts: Int, deniesAdds: Bool = false) throws {
        household = run.household
        program = run.program
        folder = run.household.folder + "/" + name
        try Folder.make(folder)
        settings = SiteSettings(
            venuePort: 1, ledger: folder + "/ledger.db", accounts: accounts, deniesAdds: deniesAdds)
    }

    var ledger: String { settings.ledger }
    var venuePort: UInt16 { settings.venuePort }

    /// Makes it, uses it, and leaves nothing of it, whatever happens.
    static func with<Result>(
        _ run: BenchRun, _ name: String, accounts: Int, deniesAdds: Bool = false,
        _ body: (Site) throws -> Result
    ) throws -> Result {
        let site = try Site(run, name, accounts: accounts, deniesAdds: deniesAdds)
        defer { site.end() }
        return try body(site)
    }

    // MARK: Programs

    func startVenue() throws {
        let words = [
            program, "venue", "--listen", "127.0.0.1:0", "--accounts", "\(settings.accounts)",
            "--no-rate-limit",
        ]
        let child = try start(words, log: "venue.log")
        venue = child
        let address = try child.line(after: "venue ready http://127.0.0.1:", seconds: 30)
        guard let port = UInt16(address) else { throw BenchFailure("the venue names no port: \(address)") }
        settings.venuePort = port
    }

    /// - Parameter seconds: How long it may take: a large ledger's start is what is measured.
    func startBridge(seconds: Double = 60) throws {
        let file = folder + "/settings.yaml"
        try SmallFile.write(settings.text, to: file)
        let began = Stopwatch.now()
        let child = try start([program, "serve", "--config", file], log: "bridge.log")
        bridge = child
        let webhook = try child.line(after: "webhook ready http://127.0.0.1:", seconds: seconds)
        startNanoseconds = Stopwatch.now() - began
        let control = try child.line(after: "control ready http://127.0.0.1:", seconds: 30)
        guard let webhook = UInt16(webhook), let control = UInt16(control) else {
            throw BenchFailure("the bridge names no ports: \(webhook), \(control)")
        }
        (webhookPort, controlPort) = (webhook, control)
    }

    /// The program that says what it is and ends.
    ///
    /// - Returns: Nanoseconds to its line.
    func startAlone() throws -> Int64 {
        let began = Stopwatch.now()
        let child = try start([program, "version"], log: "version.log")
        _ = try child.line(after: "alertbridge ", seconds: 30)
        let taken = Stopwatch.now() - began
        child.end()
        household.release(child.pid)
        return taken
    }

    /// Both, and every account takes entries.
    func startReady() throws {
        try startVenue()
        try startBridge()
        let isReady = Stopwatch.wait(seconds: 120) {
            PlainRequest.get("/readyz", port: controlPort) != nil
        }
        guard isReady else {
            throw BenchFailure("the bridge was not ready within 120 s; see \(bridge?.lastWords ?? "")")
        }
    }

    func endBridge(by signal: Int32) {
        guard let child = bridge else { return }
        bridge = nil
        child.end(by: signal)
        household.release(child.pid)
    }

    private func end() {
        endBridge(by: SIGKILL)
        if let child = venue {
            child.end(by: SIGKILL)
            household.release(child.pid)
        }
        Folder.remove(folder)
    }

    private func start(_ words: [String], log: String) throws -> Child {
        let child = try Child(words, environment: SiteSettings.environment, log: folder + "/" + log)
        household.adopt(child.pid)
        return child
    }

    // MARK: Load

    /// A load of alerts on this bridge.
    func load(
        _ bench: String, connections: Int, keepsAlive: Bool = true, pace: LoadPlan.Pace, seconds: Double,
        countMax: Int = .max
    ) throws -> LoadResult {
        try LoadGenerator.run(
            LoadPlan(
                port: webhookPort, path: SiteSettings.path, connections: connections, keepsAlive: keepsAlive,
                pace: pace, seconds: seconds, countMax: countMax
            ) { SiteSettings.alert($0, of: bench) })
    }

    /// What the bridge wrote to its disk while something ran, in bytes.
    func written(_ body: () throws -> Void) rethrows -> Int64 {
        let before = bridge?.writtenBytes ?? 0
        try body()
        return (bridge?.writtenBytes ?? 0) - before
    }

    /// What the bridge spent while something ran: nanoseconds of processor time.
    func cost(_ body: () throws -> Void) rethrows -> Int64 {
        let before = bridge?.processorNanoseconds ?? 0
        try body()
        return (bridge?.processorNanoseconds ?? 0) - before
    }
}
