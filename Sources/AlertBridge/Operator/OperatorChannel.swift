import Control
import Dispatch
import Glibc
import HTTPClient
import JSON
import Journey
import Settings
import Synchronization
import Trading

/// The way of a request to the one process that writes the ledger.
protocol OperatorChannel {
    /// - Returns: The HTTP status and the answer's body.
    func submit(_ body: [UInt8]) throws(Fatal) -> OperatorIntake.Answer
    /// The order as the ledger has it now; nil when it has none of that tag.
    func standing(of tag: String) throws(Fatal) -> JSONDocument?
    func close()
}

enum OperatorLine {
    /// To the bridge that serves these settings, or else to a short-lived one of our own.
    ///
    /// - Parameters:
    ///   - accounts: Waited for, at most 30 s, where no bridge runs.
    ///   - makesLedger: Whether a ledger that is not there is made. A word for the next bridge would be lost in it.
    static func open(
        _ configuration: Configuration, waitingFor accounts: [AccountName], makesLedger: Bool
    ) throws(Fatal) -> any OperatorChannel {
        // Before anything signs in: a second session would evict that of the bridge which serves.
        guard !isServed(configuration.control) else { return try serving(configuration) }
        guard makesLedger || access(configuration.ledger, F_OK) == 0 else {
            throw missing(configuration.ledger)
        }
        do {
            return try OwnBridge(configuration, waitingFor: accounts)
        } catch {
            guard error.status == .ledgerInUse else { throw error }
        }
        return try serving(configuration)
    }

    private static func missing(_ ledger: String) -> Fatal {
        let place =
            ledger.hasPrefix("/")
            ? "" : "; the settings' relative path `\(ledger)` starts at the current folder"
        return Fatal(
            status: .ledgerUnavailable,
            message:
                "ledger \(File.absolute(ledger)): there is none, and no bridge serves: nothing was written"
                + "\(place); run the command where the bridge runs, or start that first, which makes its ledger"
        )
    }

    private static func serving(_ configuration: Configuration) throws(Fatal) -> ServingBridge {
        let (token, url) = try OperatorToken.read(for: configuration.ledger)
        return ServingBridge(token: token, url: url)
    }

    /// Whether something answers where these settings listen, whatever its ledger.
    private static func isServed(_ control: Configuration.Endpoint) -> Bool {
        guard control.port != 0,
            case .success = Loopback.get("http://\(control.reachableHost):\(control.port)/healthz")
        else { return false }
        return true
    }
}

/// A bridge that serves, asked over its control listener.
private struct ServingBridge: OperatorChannel {
    let token: String
    let url: String

    func submit(_ body: [UInt8]) throws(Fatal) -> OperatorIntake.Answer {
        switch Loopback.post(url + OperatorDoor.orders, body, token: token) {
        case .failure(let failure):
            throw Fatal(
                status: .unwell,
                message: "no answer from the bridge at \(url): \(failure); it may have been taken: "
                    + "the same --id asks again without doing it twice")
        case .success(let response): return try checked(response)
        }
    }

    func standing(of tag: String) throws(Fatal) -> JSONDocument? {
        switch Loopback.get("\(url)\(OperatorDoor.orders)/\(tag)", token: token) {
        case .failure: return nil
        case .success(let response):
            return response.status == 200 ? try? JSONDocument(response.body) : nil
        }
    }

    func close() {}

    private func checked(_ response: HTTPClientResponse) throws(Fatal) -> OperatorIntake.Answer {
        switch response.status {
        case 401, 403, 404, 405:
            throw Fatal(
                status: .unwell,
                message:
                    "the bridge at \(url) does not take the token beside its ledger (HTTP \(response.status)); "
                    + "restart the bridge, which writes a new one")
        default: return OperatorIntake.Answer(status: response.status, body: response.body)
        }
    }
}

/// A bridge without listeners, for one request.
private struct OwnBridge: OperatorChannel {
    private static let readySeconds = 30
    private let bridge: Bridge
    private let ledger: String
    private let accounts: [AccountName]
    /// How long it stays behind, so that legs which a partial exit left too large are resized by it.
    private static let tidySeconds = 10

    init(_ configuration: Configuration, waitingFor accounts: [AccountName]) throws(Fatal) {
        bridge = try Bridge(configuration, listens: false) { notes in
            for note in notes where note.isNews { Console.log(note.line) }
        }
        ledger = configuration.ledger
        self.accounts = accounts
        Console.error("no bridge serves this ledger: starting one for this command")
        if bridge.isLedgerNew { Console.error("the ledger is new: \(bridge.ledgerPath)") }
        var obstacle = obstacle()
        let deadline = Pause.deadline(seconds: Self.readySeconds)
        while obstacle != nil, !deadline.hasPassed {
            Pause.brief()
            obstacle = self.obstacle()
        }
        guard let obstacle else { return }
        bridge.stop()
        throw Fatal(
            status: .unwell,
            message: "not ready after \(Self.readySeconds) s: \(obstacle); nothing was sent")
    }

    /// Why nothing can be judged about one of the accounts yet.
    private func obstacle() -> String? {
        for name in accounts {
            if let obstacle = bridge.obstacle(of: name) { return "account \(name): \(obstacle)" }
        }
        return nil
    }

    func submit(_ body: [UInt8]) throws(Fatal) -> OperatorIntake.Answer {
        let answer = Mutex<OperatorIntake.Answer?>(nil)
        let arrived = DispatchSemaphore(value: 0)
        bridge.byHand.take(body, peer: "this command") { given in
            answer.withLock { $0 = given }
            arrived.signal()
        }
        arrived.wait()
        guard let given = answer.withLock({ $0 }) else { preconditionFailure("a request is answered once") }
        return given
    }

    func standing(of tag: String) throws(Fatal) -> JSONDocument? {
        OrderStanding.json(of: OrderTag(tag), in: ledger).flatMap { try? JSONDocument($0) }
    }

    func close() {
        let deadline = Pause.deadline(seconds: Self.tidySeconds)
        while !accounts.allSatisfy(bridge.isTidy), !deadline.hasPassed { Pause.brief() }
        bridge.stop()
    }
}

/// Waiting between two looks, by the steady clock.
enum Pause {
    struct Deadline {
        fileprivate let at: ContinuousClock.Instant
        var hasPassed: Bool { ContinuousClock.now >= at }
    }

    static func deadline(seconds: Int) -> Deadline {
        Deadline(at: ContinuousClock.now + .seconds(seconds))
    }

    static func brief() {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(50))
    }
}
