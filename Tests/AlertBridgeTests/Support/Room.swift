import JSON
import Journey
import Ledger
import PaperVenue
import Settings
import Synchronization
import Trading

@testable import AlertBridge

/// The whole bridge in this process, at a paper venue whose faults and prices the test commands.
///
/// The market stands still at MNQ 25000.25 and MES 6800.25, bid and ask alike. `NQ` is traded on both accounts,
/// the second twice as many; `MES` on the first alone. Brackets are 400 ticks down and 800 up: 100 and 200
/// points.
final class Room: Sendable {
    static let first = AccountID(1_001)
    static let second = AccountID(1_002)
    static let place = "/api/Order/place"
    static let close = "/api/Position/closeContract"
    /// Every read that a look-up by tag makes.
    static let lookUps = ["/api/Order/v2/query", "/api/Order/search", "/api/Order/searchOpen"]

    let venue: PaperVenue
    let bridge: Bridge
    private let scratch: Scratch
    private let web: Web
    private let notes: Notes

    /// Every step that the bridge told.
    private final class Notes: Sendable {
        let all = Mutex<[Note]>([])
        func add(_ notes: [Note]) { all.withLock { $0 += notes } }
    }

    /// Entries are open on every account when it returns.
    init(
        venue change: (inout PaperVenueOptions) -> Void = { _ in },
        settings adapt: (inout SampleSettings) -> Void = { _ in }
    ) async throws {
        var options = PaperVenueOptions()
        options.stepMilliseconds = 0
        options.spreadTicks = 0
        change(&options)
        venue = try PaperVenue(options)
        scratch = try Scratch()
        web = try Web()
        var settings = SampleSettings(venuePort: venue.port, ledger: scratch.file("ledger.db"))
        settings.roots = ["MES"]
        adapt(&settings)
        let configuration = try SettingsFile.parse(
            Array(settings.text.utf8), name: "sample", folder: scratch.path,
            environment: SampleSettings.environment)
        let notes = Notes()
        self.notes = notes
        bridge = try Bridge(configuration) { notes.add($0) }
        for account in configuration.accounts {
            guard let terms = account.terms else { continue }
            let word =
                #"{"id":"read-\#(account.name)","action":"acknowledge","account":"\#(account.name)","#
                + #""profile":\#(terms.content)}"#
            bridge.byHand.take(Array(word.utf8), peer: "127.0.0.1") { _ in }
        }
        guard await eventually({ await readiness().status == 200 }) else {
            stop()
            throw Site.NotReady("bridge", nil)
        }
    }

    func stop() {
        bridge.stop()
        venue.stop()
        web.stop()
    }

    var allNotes: [Note] { notes.all.withLock { $0 } }

    // MARK: Alerts

    /// - Parameter members: Of the JSON object, without the secret.
    func post(_ members: String) async -> Web.Answer {
        await web.post(
            "http://127.0.0.1:\(bridge.webhookPort)/hooks/orb/\(SampleSettings.secret)", "{\(members)}")
    }

    func enter(
        _ id: String, _ action: String = "buy", ticker: String = "MES", size: Int = 1, more: String = ""
    ) async -> Web.Answer {
        await post(#""id":"\#(id)","action":"\#(action)","ticker":"\#(ticker)","size":\#(size)\#(more)"#)
    }

    func exit(_ id: String, _ action: String, ticker: String = "MES") async -> Web.Answer {
        await post(#""id":"\#(id)","action":"\#(action)","ticker":"\#(ticker)""#)
    }

    func readiness() async -> Web.Answer {
        await web.get("http://127.0.0.1:\(bridge.controlPort)/readyz")
    }

    func metrics() async -> String {
        await web.get("http://127.0.0.1:\(bridge.controlPort)/metrics").text
    }

    /// Enters and waits until the fill is agreed on.
    func hold(_ size: Int, _ id: String = "held", action: String = "buy") async throws -> OrderRow {
        let answer = await enter(id, action, size: size)
        guard try await reaches(.filled, answer), try await isReconciled(answer),
            let row = try orders(of: answer).first
        else { throw Site.NotReady("position: \(answer.text)", nil) }
        return row
    }

    // MARK: The ledger

    func reader() throws -> LedgerReader { try LedgerReader(path: scratch.file("ledger.db")) }

    func orders() throws -> [OrderRow] { try reader().orders() }

    func orders(of answer: Web.Answer) throws -> [OrderRow] {
        try orders().filter { answer.tags.contains($0.tag.text) }
    }

    func attempts(of answer: Web.Answer, _ kind: AttemptRow.Kind) throws -> [AttemptRow] {
        let reader = try reader()
        return try answer.tags.flatMap { try reader.attempts(of: OrderTag($0)) }.filter { $0.kind == kind }
    }

    /// Waits until every order of an answer stands so.
    func reaches(_ state: OrderState, _ answer: Web.Answer, seconds: Int = 30) async throws -> Bool {
        try await eventually(seconds: seconds) {
            let orders = try orders(of: answer)
            return !orders.isEmpty && orders.allSatisfy { $0.state == state }
        }
    }

    func isReconciled(_ answer: Web.Answer) async throws -> Bool {
        try await eventually { try orders(of: answer).allSatisfy { $0.stage == .reconcile } }
    }

    func verifies() throws -> Bool {
        try reader().verify(recomputing: { GateReport.recheck($0.body) }).isSound
    }

    // MARK: The venue

    func contract(_ root: String = "MES") throws -> ContractID {
        guard let contract = venue.activeContract(root: root) else {
            throw Site.NotReady("contract \(root)", nil)
        }
        return contract.id
    }

    func setPrice(_ price: String, _ root: String = "MES") throws {
        guard let price = Price(price) else { throw Site.NotReady("price \(price)", nil) }
        venue.setPrice(try contract(root), price)
    }

    /// Signed contracts of a product.
    func held(_ account: AccountID = first, _ root: String = "MES") throws -> Int64 {
        let contract = try contract(root)
        return venue.positions(of: account).first { $0.contract == contract }?.signedSize ?? 0
    }

    func working(_ account: AccountID = first) -> Int {
        venue.orders(of: account).filter { $0.status.isWorking }.count
    }

    func isFlat(_ account: AccountID = first) -> Bool {
        venue.positions(of: account).allSatisfy { $0.signedSize == 0 } && working(account) == 0
    }

    /// Makes every look-up unreadable until the faults are cleared.
    func blindLookUps() {
        for path in Self.lookUps { venue.inject(.badGateway, count: 10_000, on: path) }
    }

    /// Lets look-ups be read again; what else is armed stays.
    func unblindLookUps() {
        for path in Self.lookUps { venue.clearFaults(on: path) }
    }

    /// Holds ledger and venue against each other once all is quiet: positions, fills, and the chain.
    func agrees() async throws -> Bool {
        try await eventually {
            let reader = try reader()
            for (name, id) in [("paper-1", Self.first), ("paper-2", Self.second)] {
                let account = AccountName(name)
                let ours = try reader.positions(LedgerFilter(account: account))
                    .filter { !$0.position.isFlat }
                    .map { "\($0.position.contract) \($0.position.signedSize)" }
                let theirs = venue.positions(of: id).filter { $0.signedSize != 0 }
                    .map { "\($0.contract) \($0.signedSize)" }
                let fills = try reader.fills(LedgerFilter(account: account)).map(\.trade.id.number)
                let trades = venue.trades(of: id).map(\.id.number)
                guard ours.sorted() == theirs.sorted(), fills.sorted() == trades.sorted() else {
                    return false
                }
            }
            return true
        }
    }
}
