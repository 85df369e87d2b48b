import Glibc
import HTTPServer
import Trading

/// A ProjectX gateway of our own on loopback: REST, user hub, matching, and every fault that a test wants.
///
/// It listens when the initializer returns. Several can run in one process.
package final class PaperVenue: Sendable {
    let house: VenueHouse
    let faults: VenueFaults
    let pump: HubPump
    let desk: FaultDesk
    private let server: HTTPServer
    private let gate: FaultGate?

    /// - Throws: `PaperVenueError` when the address is taken or the state file cannot be used.
    package init(_ options: PaperVenueOptions = PaperVenueOptions()) throws(PaperVenueError) {
        let users =
            options.users.isEmpty
            ? [.paper(accounts: options.accounts, bracketMode: options.bracketMode)] : options.users
        house = try Self.house(options, users: users)
        faults = VenueFaults(seed: options.seed)
        pump = HubPump(house: house, faults: faults)
        let hand = FaultHand(house: house, pump: pump)
        desk = FaultDesk(house: house, faults: faults, hand: hand, canCut: options.canCutConnections)
        let runner = CallRunner(api: VenueAPI(house: house), faults: faults, hand: hand)
        let door = VenueDoor(runner: runner, pump: pump, desk: desk, switches: options.surface)
        do throws(HTTPServerError) {
            server = try HTTPServer(Self.serverOptions(options), handler: door)
        } catch {
            throw PaperVenueError(error.description)
        }
        gate =
            options.canCutConnections
            ? try FaultGate(address: options.address, port: options.port, behind: server.port, faults: faults)
            : nil
        try pump.start(
            HubRoom(pingSeconds: options.pingSeconds, switches: options.surface, seed: options.seed))
        for order in options.faults.orders { desk.arm(order) }
    }

    deinit { stop() }

    /// The port that clients use.
    package var port: UInt16 { gate?.port ?? server.port }

    /// Ends every connection and every thread; again it does nothing.
    package func stop() {
        gate?.stop()
        pump.stop()
        server.stop()
        house.closeFile()
    }

    private static func house(_ options: PaperVenueOptions, users: [VenueUser]) throws(PaperVenueError)
        -> VenueHouse
    {
        var rules = VenueRules()
        rules.seed = options.seed
        rules.step = options.stepMilliseconds > 0 ? .milliseconds(options.stepMilliseconds) : nil
        rules.spreadTicks = max(0, options.spreadTicks)
        rules.slippageTicksMax = max(0, options.slippageTicksMax)
        rules.latencies = options.latencies
        rules.switches = options.switches
        rules.retention = options.retention
        let clock = VenueClock(options.clock, start: options.start, speed: options.speed)
        let began = clock.now
        if options.enforcesSession {
            let chicago = try chicago()
            rules.session = SessionHours(chicago: chicago)
            rules.calendar = MarketCalendar(chicago: chicago, hasBreaks: true)
        } else if let chicago = try? chicago() {
            rules.calendar = MarketCalendar(chicago: chicago, hasBreaks: false)
        }
        rules.replays = try replays(options, from: began, calendar: rules.calendar)
        var core = VenueCore(rules: rules, accounts: users.flatMap(\.accounts), at: began)
        var sessions = VenueSessions(
            users: users, seed: options.seed, lifeSeconds: options.tokenLifeSeconds,
            logout: options.switches.logout)
        var file: StateFile?
        do throws(StateFileError) {
            file = try options.state.map { path throws(StateFileError) in
                try StateFile(path: path, syncs: options.syncsState) {
                    core.restore($0)
                    sessions.restore($0)
                }
            }
        } catch {
            throw PaperVenueError(
                "\(error.description); name another file with --state, or none to keep nothing", .file)
        }
        core.resume()
        let budget = CallBudget(
            callsPerMinuteMax: options.callsPerMinuteMax, window: options.switches.rateWindow)
        return VenueHouse(
            core: core, sessions: sessions, budget: budget, file: file, clock: clock)
    }

    private static func replays(
        _ options: PaperVenueOptions, from start: Timestamp, calendar: MarketCalendar
    ) throws(PaperVenueError) -> [String: ReplayTape] {
        guard let path = options.replay else { return [:] }
        do throws(ReplayFault) {
            let file = try ReplayFile(path: path, contract: options.replayContract)
            return file.tapes(from: start, calendar: calendar)
        } catch {
            throw PaperVenueError(error.description, .file)
        }
    }

    private static func serverOptions(_ options: PaperVenueOptions) -> HTTPServerOptions {
        var server = HTTPServerOptions()
        server.address = options.canCutConnections ? "127.0.0.1" : options.address
        server.port = options.canCutConnections ? 0 : options.port
        server.connectionsMax = options.connectionsMax
        server.idleSeconds = 60
        server.bodyBytesMax = 1 << 20
        server.keptHeaders = ["authorization", "content-type"]
        return server
    }

    private static func chicago() throws(PaperVenueError) -> ZoneRules {
        let path = "/usr/share/zoneinfo/America/Chicago"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PaperVenueError("cannot open \(path)", .system) }
        defer { Glibc.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0, let rules = ZoneRules(tzif: Array(bytes[..<count])) else {
            throw PaperVenueError("\(path) holds no time zone", .system)
        }
        return rules
    }
}
