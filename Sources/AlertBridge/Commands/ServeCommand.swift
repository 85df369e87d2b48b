import Engine
import Journey
import Settings
import Trading

enum ServeCommand: Command {
    static let words = ["serve"]
    static let holdsStopSignals = true
    static let summary = "Runs the bridge."
    static let options: [Arguments.Option] = [
        .init("config", "FILE", "the settings (required); `alertbridge check` explains their faults"),
        .init("verbose", nil, "prints each step of each journey on standard error"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let path = arguments["config"] else { throw UsageError("serve needs --config FILE") }
        let end = try KillPoint(environment: Environment.all)
        Signals.holdReload()
        let configuration = try CheckCommand.load(path)
        for notice in configuration.notices { Console.log("notice=\"\(notice)\"") }
        let chicago = try ZoneFile.chicago()
        for concern in configuration.calendarConcerns(at: SystemClock.now().wall, chicago: chicago) {
            Console.log("notice=\"\(concern)\"")
        }
        if let concern = configuration.tls?.concern(at: SystemClock.now().wall) {
            Console.log("notice=\"\(concern.text)\"")
        }
        let isVerbose = arguments.has("verbose")
        let bridge = try Bridge(configuration, passing: { end?.pass($0) }) { notes in
            for note in notes where isVerbose || note.isNews { Console.log(note.line) }
        }
        Console.log("ledger=\(bridge.ledgerPath)" + (bridge.isLedgerNew ? " new=true" : ""))
        let scheme = configuration.tls == nil ? "http" : "https"
        Console.out("webhook ready \(scheme)://\(configuration.webhook.host):\(bridge.webhookPort)")
        Console.out("control ready http://\(configuration.control.host):\(bridge.controlPort)")
        while true {
            switch Signals.next() {
            case .reload: reload(configuration.tls, bridge)
            case .stop(let signal):
                Console.log("stopping signal=\(signal)")
                bridge.stop()
                Console.log("stopped")
                return .success
            }
        }
    }

    /// Reads the listener's certificate and key anew; the settings themselves are read at a start alone.
    private static func reload(_ tls: ListenerTLS?, _ bridge: Bridge) {
        guard let tls else { return Console.log("reload=nothing: the listener ends no TLS") }
        do {
            let identity = try ListenerTLS.load(tls.files)
            bridge.renew(identity)
            let end = Timestamp(microseconds: identity.endsAt * 1_000_000)
            Console.log("reload=certificate ends_at=\(end)")
        } catch {
            Console.log("reload=failed kept=\"the certificate from before\" fault=\"\(error)\"")
        }
    }
}

extension Configuration.Endpoint {
    /// The address as a URL writes it.
    var host: String { address.contains(":") ? "[\(address)]" : address }

    /// The address at which this machine reaches it.
    var reachableHost: String {
        switch address {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host
        }
    }
}

extension Note {
    /// One line of facts for the log.
    var line: String {
        var facts = ["stage=\(stage.rawValue)"]
        if let alert { facts.append("alert=\(alert.prefix)") }
        if let account { facts.append("account=\(account)") }
        if let tag { facts.append("tag=\(tag)") }
        return facts.joined(separator: " ") + " " + text.withoutControls
    }
}
