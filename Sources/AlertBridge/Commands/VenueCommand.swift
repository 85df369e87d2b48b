import PaperVenue
import Settings
import Trading

enum VenueCommand: Command {
    static let words = ["venue"]
    static let holdsStopSignals = true
    static let summary = "Runs the paper venue alone: any ProjectX client can talk to it."
    static let options: [Arguments.Option] = [
        .init("listen", "ADDRESS:PORT", "where to listen (default 127.0.0.1:8090; port 0 picks a free one)"),
        .init("seed", "N", "the market's seed: the same seed gives the same prices (default 1)"),
        .init("accounts", "N", "how many accounts user `paper` has, from 1001 on (default 2, at most 100)"),
        .init(
            "users", "FILE", "logins, their accounts and the firm's switches, instead of user `paper` (JSON)"),
        .init("faults", "FILE", "what goes wrong from the start, as `POST /_venue/faults` takes it (JSON)"),
        .init("start", "TIME", "begins the venue's clock there, such as 2026-10-05T13:30:00Z (default now)"),
        .init(
            "speed", "N", "the venue's seconds in one of yours, 1 to 3600 (default 1; rate limits stay real)"),
        .init(
            "replay", "FILE", "plays recorded prices from a CSV file; after its end the last price stands"),
        .init("replay-contract", "ROOT", "which contract the file is about, such as MNQ"),
        .init("state", "FILE", "keeps orders, positions and balances over a restart"),
        .init("no-state-sync", nil, "does not wait for the disk: a power cut may take what was answered"),
        .init("no-rate-limit", nil, "takes any number of calls (default: 200 in 60 s, bars 50 in 30 s)"),
        .init(
            "session-hours", nil, "trades only from 17:00 to 15:10 Chicago, like the firm (default: always)"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        var options = PaperVenueOptions()
        let listen = arguments["listen"] ?? "127.0.0.1:8090"
        guard let endpoint = Configuration.Endpoint(listen) else {
            throw UsageError("--listen takes ADDRESS:PORT, such as 127.0.0.1:8090")
        }
        options.address = endpoint.address
        options.port = endpoint.port
        options.seed = UInt64(try arguments.number("seed", in: 0...Int64.max) ?? 1)
        options.accounts = Int(try arguments.number("accounts", in: 1...100) ?? 2)
        do throws(VenueFileError) {
            if let users = arguments["users"] { try options.readUsers(users) }
            if let faults = arguments["faults"] { try options.readFaults(faults) }
        } catch {
            throw Fatal(status: .usage, message: error.description)
        }
        options.state = arguments["state"]
        options.syncsState = !arguments.has("no-state-sync")
        options.callsPerMinuteMax = arguments.has("no-rate-limit") ? nil : 200
        try setMarket(&options, arguments)
        if arguments.has("session-hours") { options.enforcesSession = true }
        let venue: PaperVenue
        do {
            if let state = options.state { try Folder.make(for: state) }
        } catch {
            throw Fatal(status: .usage, message: "--state: \(error.description)")
        }
        do {
            venue = try PaperVenue(options)
        } catch {
            let status: ExitStatus =
                switch error.kind {
                case .file: .usage
                case .address: .cannotListen
                case .system: .systemUnusable
                }
            throw Fatal(status: status, message: error.description)
        }
        Console.out("venue ready http://\(endpoint.host):\(venue.port)")
        _ = Signals.wait()
        venue.stop()
        return .success
    }

    private static func setMarket(_ options: inout PaperVenueOptions, _ arguments: Arguments) throws {
        options.speed = try arguments.number("speed", in: 1...3_600) ?? 1
        options.replay = arguments["replay"]
        options.replayContract = arguments["replay-contract"]
        if options.replayContract != nil, options.replay == nil {
            throw UsageError("--replay-contract goes with --replay FILE")
        }
        guard let text = arguments["start"] else { return }
        guard let start = Timestamp(text) else {
            throw UsageError("--start takes a time such as 2026-10-05T13:30:00Z or 2026-10-05T08:30:00-05:00")
        }
        options.start = start
    }
}
