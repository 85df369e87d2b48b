import Gateway
import Journey
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
        let mine = setting.configuration.accounts.filter { $0.gateway == setting.login.name }
        let names = Dictionary(mine.map { ($0.id, $0.name) }) { first, _ in first }
        let ids = try accounts(setting, names)
        let client: GatewayClient
        do { client = try GatewayClient(setting.options(accounts: ids)) } catch {
            throw Fatal(status: .systemUnusable, message: "gateway \(setting.login.name): \(error.reason)")
        }
        defer { client.stop() }
        listen(client, setting, StreamAccounts(ids: ids, named: Set(names.values)))
        try setting.run.wait { setting.unreachable($0) }
        return .success
    }

    /// Every account of the login; one that the settings do not name goes by its number.
    private static func accounts(
        _ setting: StreamSetting, _ names: [AccountID: AccountName]
    ) throws(Fatal) -> [AccountName: AccountID] {
        Signals.release()
        defer { Signals.hold() }
        let listings: [AccountListing]
        do {
            let reads = try GatewayReads(setting.options())
            defer { reads.stop() }
            listings = try reads.accounts()
        } catch let failure as GatewayReadFailure {
            throw Fatal(failure, at: setting.login)
        } catch {
            throw Fatal(status: .systemUnusable, message: "gateway \(setting.login.name): \(error)")
        }
        var ids: [AccountName: AccountID] = [:]
        for account in listings {
            let name = names[account.id] ?? AccountName("\(account.id)")
            let left = account.canTrade && account.isVisible ? "" : " left-out=\"may not trade, or hidden\""
            Console.log("account name=\(name) id=\(account.id)\(left)")
            ids[name] = account.id
        }
        if listings.isEmpty { Console.log("the login shows no account") }
        return ids
    }

    private static func listen(
        _ client: GatewayClient, _ setting: StreamSetting, _ accounts: StreamAccounts
    ) {
        client.start { event in
            switch event {
            case .stream(_, let state): setting.heard(state)
            case .unreachable(_, let reason): setting.heard(unreachable: reason)
            default:
                let line = StreamLine.user(event, setting.login.name, accounts, at: SystemClock.now())
                if let line { setting.run.print(line) }
            }
        }
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
}
