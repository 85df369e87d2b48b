import Dispatch
import Gateway
import Journey
import Synchronization
import Trading

enum StreamUserCommand: StreamCommand {
    static let words = ["stream", "user"]
    static let summary =
        "Prints orders, positions, trades and balances of every account of a login as they change."
    static let options =
        StreamSetting.options + [
            Arguments.Option("anyway", nil, "streams beside a running bridge, which may then miss events")
        ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let setting = try setUp(arguments)
        if setting.isBridgeRunning { try warn(setting, goesOn: arguments.has("anyway")) }
        let stage = Stage(setting)
        defer { stage.stop() }
        try stage.start()
        try setting.run.wait { setting.unreachable($0) }
        return .success
    }

    /// Two connections of one user on the user hub are reported to take events from each other.
    private static func warn(_ setting: StreamSetting, goesOn: Bool) throws(Fatal) {
        let what =
            "a bridge is running on \(setting.configuration.ledger), and a second connection of its user may "
            + "take events from it"
        guard goesOn else {
            throw Fatal(status: .ledgerInUse, message: "\(what); stop it first, or give --anyway")
        }
        Console.error("alertbridge: \(what)")
    }

    /// Finds the login's accounts, then listens to them.
    private final class Stage: Sendable {
        private struct Parts {
            var search: VisibleAccounts?
            var client: GatewayClient?
            var isStopped = false
        }

        private let setting: StreamSetting
        private let parts = Mutex(Parts())

        init(_ setting: StreamSetting) { self.setting = setting }

        func start() throws {
            let search = try VisibleAccounts(setting.options())
            parts.withLock { $0.search = search }
            let mine = setting.configuration.accounts.filter { $0.gateway == setting.login.name }
            let names = Dictionary(mine.map { ($0.id, $0.name) }) { first, _ in first }
            search.read(
                naming: { names[$0] ?? AccountName("\($0)") },
                failed: { [setting] in setting.heard(unreachable: $0) }
            ) { [self] states in
                // Not on the search's own queue: it is stopped there.
                DispatchQueue.global().async { [self] in
                    listen(to: states, named: Set(names.values))
                }
            }
        }

        func stop() {
            let (search, client) = parts.withLock { parts in
                parts.isStopped = true
                return (parts.search, parts.client)
            }
            search?.stop()
            client?.stop()
        }

        private func listen(to states: [AccountState], named: Set<AccountName>) {
            parts.withLock { $0.search }?.stop()
            let ids = Dictionary(states.map { ($0.account, $0.id) }) { first, _ in first }
            for state in states {
                let left = state.canTrade && state.isVisible ? "" : " left-out=\"may not trade, or hidden\""
                Console.log("account name=\(state.account) id=\(state.id)\(left)")
            }
            if states.isEmpty { Console.log("the login shows no account") }
            let client: GatewayClient
            do { client = try GatewayClient(setting.options(accounts: ids)) } catch {
                return setting.run.fail(setting.unreachable(error.reason))
            }
            let isStopped = parts.withLock { parts in
                parts.client = client
                return parts.isStopped
            }
            guard !isStopped else { return client.stop() }
            let accounts = StreamAccounts(ids: ids, named: named)
            client.start { [setting] event in
                switch event {
                case .stream(_, let state): setting.heard(state)
                case .unreachable(_, let reason): setting.heard(unreachable: reason)
                default:
                    let line = StreamLine.user(event, setting.login.name, accounts, at: SystemClock.now())
                    if let line { setting.run.print(line) }
                }
            }
        }
    }
}
