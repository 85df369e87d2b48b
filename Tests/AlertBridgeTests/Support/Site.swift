import JSON
import Journey
import Ledger
import Trading

/// A paper venue and a bridge, each a program of its own, with a ledger in a folder of its own.
final class Site {
    static let accounts = [1_001, 1_002]

    let scratch: Scratch
    let web: Web
    var settings: SampleSettings
    private(set) var venue: Program?
    private(set) var bridge: Program?
    private(set) var venuePort: UInt16 = 0
    private(set) var webhookPort: UInt16 = 0
    private(set) var controlPort: UInt16 = 0
    /// Whatever ran, for what it said.
    private(set) var programs: [Program] = []

    init() throws {
        scratch = try Scratch()
        web = try Web()
        settings = SampleSettings(venuePort: 0, ledger: scratch.file("ledger.db"))
    }

    var ledger: String { settings.ledger }

    // MARK: Programs

    /// - Parameter keepsState: Whether it remembers over a restart.
    func startVenue(keepsState: Bool = false) async throws {
        let state = keepsState ? ["--state", scratch.file("venue.state")] : []
        let program = try start(["venue", "--listen", "127.0.0.1:\(venuePort)"] + state)
        venue = program
        let port = await program.word(after: "venue ready http://127.0.0.1:")
        guard let port = port.flatMap({ UInt16($0) }) else { throw NotReady("venue", program) }
        venuePort = port
        settings.venuePort = port
    }

    func startBridge(isVerbose: Bool = true) async throws {
        let file = try scratch.write("settings.yaml", settings.text)
        let program = try start(["serve", "--config", file] + (isVerbose ? ["--verbose"] : []))
        bridge = program
        let scheme = settings.tls == nil ? "http" : "https"
        let webhook = await program.word(after: "webhook ready \(scheme)://127.0.0.1:")
        let control = await program.word(after: "control ready http://127.0.0.1:")
        guard let webhook = webhook.flatMap({ UInt16($0) }), let control = control.flatMap({ UInt16($0) })
        else { throw NotReady("bridge", program) }
        (webhookPort, controlPort) = (webhook, control)
    }

    /// Both, and entries are open on every account.
    func startReady() async throws {
        try await startVenue()
        try await startBridge()
        guard await isReady() else { throw NotReady("account", bridge) }
    }

    /// - Parameter more: Variables beside those of the sample settings.
    func start(_ words: [String], more: [String: String] = [:]) throws -> Program {
        let environment = SampleSettings.environment.merging(more) { _, second in second }
        let program = try Program(words, environment: environment)
        programs.append(program)
        return program
    }

    /// Keeps nothing running; every test ends with it.
    func end() {
        programs.forEach { $0.kill9() }
        web.stop()
    }

    struct NotReady: Error, CustomStringConvertible {
        let description: String
        init(_ what: String, _ program: Program?) {
            description = "\(what) not ready: \(program?.errors.suffix(2_000) ?? "")"
        }
    }

    // MARK: Asking

    /// - Parameter members: Of the JSON object, without the secret.
    func post(_ members: String) async -> Web.Answer {
        await web.post(
            "http://127.0.0.1:\(webhookPort)/hooks/orb/\(SampleSettings.secret)", "{\(members)}")
    }

    func enter(
        _ id: String, ticker: String = "NQ1!", size: Int = 1, more: String = ""
    ) async -> Web.Answer {
        await post(#""id":"\#(id)","action":"buy","ticker":"\#(ticker)","size":\#(size)\#(more)"#)
    }

    func flatten(_ id: String) async -> Web.Answer {
        await post(#""id":"\#(id)","action":"flatten","ticker":"NQ1!""#)
    }

    func control(_ path: String) async -> Web.Answer {
        await web.get("http://127.0.0.1:\(controlPort)\(path)")
    }

    /// Waits until the control listener says ready.
    func isReady() async -> Bool { await eventually { await control("/readyz").status == 200 } }

    /// Waits until every account takes entries, whatever orders are being looked up.
    func isOpen() async -> Bool {
        await eventually {
            let parts = await control("/readyz")["parts"]?.elements ?? []
            let accounts = parts.filter { $0["name"]?.string?.hasPrefix("account ") == true }
            return accounts.count == Self.accounts.count && accounts.allSatisfy { $0["ready"]?.bool == true }
        }
    }

    func venueREST() async throws -> VenueREST { try await VenueREST(web, port: venuePort) }

    /// The records that a ledger command prints as JSON Lines.
    func records(_ words: String...) async throws -> [JSONValue] {
        let program = try await Program.run(["ledger"] + words + ["--json", "--ledger", ledger])
        guard program.ending == .exited(0) else { throw NotReady(words.joined(separator: " "), program) }
        return try program.lines.map { try JSONDocument(Array($0.utf8)).root }
    }

    /// Every order of the ledger, read beside the bridge.
    func orders() throws -> [OrderRow] { try LedgerReader(path: ledger).orders() }

    /// The orders of an answer as the ledger has them now.
    func orders(of answer: Web.Answer) throws -> [OrderRow] {
        try orders().filter { answer.tags.contains($0.tag.text) }
    }

    /// What the ledger says is held, by account and contract.
    func positions() throws -> [String: Int64] {
        let rows = try LedgerReader(path: ledger).positions().filter { !$0.position.isFlat }
        return Dictionary(
            rows.map { ("\($0.account) \($0.position.contract)", $0.position.signedSize) },
            uniquingKeysWith: +)
    }

    /// The same by the venue's word.
    func positions(at venue: VenueREST) async throws -> [String: Int64] {
        var held: [String: Int64] = [:]
        for (number, account) in Self.accounts.enumerated() {
            for (contract, size) in try await venue.positions(of: account) {
                held["paper-\(number + 1) \(contract)"] = size
            }
        }
        return held
    }

    func verifies() async throws -> Bool {
        try await Program.run(["ledger", "verify", "--ledger", ledger]).ending == .exited(0)
    }
}

extension Web.Answer {
    /// The verdicts in an answer to an alert.
    var verdicts: [JSONValue] { self["orders"]?.elements ?? [] }

    var tags: [String] { verdicts.compactMap { $0["tag"]?.string } }

    func allVerdicts(are word: String) -> Bool {
        !verdicts.isEmpty && verdicts.allSatisfy { $0["verdict"]?.string == word }
    }
}
