import Gateway
import Journey
import Ledger
import Settings
import Trading

/// A command that prints what a hub tells until it is stopped.
protocol StreamCommand: Command {}

extension StreamCommand {
    static var holdsStopSignals: Bool { true }

    static func setUp(_ arguments: Arguments) throws -> StreamSetting {
        guard let path = arguments["config"] else {
            throw UsageError("\(words.joined(separator: " ")) needs --config FILE")
        }
        let configuration = try CheckCommand.load(path)
        let run = StreamRun(
            isJSON: arguments.has("json"), count: try arguments.number("count", in: 1...1_000_000_000),
            seconds: try arguments.number("seconds", in: 1...1_000_000_000))
        return StreamSetting(
            configuration: configuration, login: try GatewayVisit.choose(configuration, arguments["gateway"]),
            run: run)
    }
}

/// What every stream command is told.
struct StreamSetting: Sendable {
    let configuration: Configuration
    let login: Configuration.GatewayLogin
    let run: StreamRun

    static let options: [Arguments.Option] = [
        .init("config", "FILE", "the settings (required)"),
        .init("gateway", "NAME", "which gateway of the settings; needed when there are several"),
        .init("json", nil, "one JSON object per line"),
        .init("count", "N", "ends after so many lines"),
        .init("seconds", "N", "ends so long after the hub is ready"),
    ]

    /// Whether a bridge runs on the settings' ledger.
    var isBridgeRunning: Bool { LedgerProbe.isInUse(path: configuration.ledger) }

    func options(accounts: [AccountName: AccountID] = [:], roots: Set<String> = []) -> GatewayClientOptions {
        var options = GatewayClientOptions(
            name: login.name, rest: login.rest, userHub: login.userHub, username: login.username.reveal(),
            apiKey: login.apiKey.reveal(), accounts: accounts, roots: roots, caFile: login.caFile,
            now: SystemClock.now, log: Console.log)
        options.hubBytesMax = login.hubBytesMax ?? options.hubBytesMax
        return options
    }

    /// A login that is refused stays refused: the settings have to change first.
    func heard(unreachable reason: String) {
        run.notReady(reason)
        if reason.hasPrefix("Auth/loginKey refused") { run.fail(unreachable(reason)) }
    }

    func heard(_ state: StreamState) {
        switch state {
        case .ready: run.ready()
        case .connecting: break
        case .down(let reason): run.notReady(reason)
        case .evicted:
            run.fail(
                failure(
                    "another session of this user took over, and no further try is made",
                    remedy: "end the other session, then start again"))
        }
    }

    /// The gateway did not do what was asked of it.
    func failure(_ what: String, remedy: String) -> Fatal {
        Fatal(status: .unwell, message: "gateway \(login.name): \(what); \(remedy)")
    }

    /// Why it is not ready, as the client told last.
    func unreachable(_ reason: String) -> Fatal {
        Fatal(
            status: .gatewayUnavailable,
            message:
                "gateway \(login.name): not ready: \(reason); check the network, the gateway's addresses, "
                + "username and api_key in the settings")
    }
}
