import Gateway
import JSON
import Settings
import Trading

/// One command's stay at one gateway: which login, which accounts, and the reads.
struct GatewayVisit {
    static let options: [Arguments.Option] = [
        .init("config", "FILE", "the settings (required)"),
        .init("gateway", "NAME", "which login of the settings (default: the only one)"),
    ]
    static let account = Arguments.Option(
        "account", "NAME",
        "an account of the settings, or a number of the venue (default: those of the settings)")
    static let json = Arguments.Option("json", nil, "one JSON object per line")

    /// An account to ask about; one that the settings do not name goes by its number.
    struct Account: Hashable, Sendable {
        let name: AccountName
        let id: AccountID
    }

    /// What could not be read of one account while others could.
    struct Gap: Sendable {
        let account: Account
        let failure: GatewayReadFailure
    }

    let configuration: Configuration
    let login: Configuration.GatewayLogin
    let reads: GatewayReads

    init(_ arguments: Arguments, for words: [String]) throws {
        guard let path = arguments["config"] else {
            throw UsageError("\(words.joined(separator: " ")) needs --config FILE")
        }
        configuration = try CheckCommand.load(path)
        login = try Self.choose(configuration, arguments["gateway"])
        let options = GatewayClientOptions(
            name: login.name, rest: login.rest, userHub: login.userHub, username: login.username.reveal(),
            apiKey: login.apiKey.reveal(), accounts: [:], caFile: login.caFile, now: SystemClock.now)
        do {
            reads = try GatewayReads(options)
        } catch {
            throw Fatal(status: .systemUnusable, message: "gateway \(login.name): \(error.reason)")
        }
    }

    func end() { reads.stop() }

    /// The accounts that `--account` means, or all of the settings at this gateway.
    func accounts(_ arguments: Arguments) throws -> [Account] {
        let mine = configuration.accounts.filter { $0.gateway == login.name }
            .map { Account(name: $0.name, id: $0.id) }
        guard let wanted = arguments["account"] else {
            guard !mine.isEmpty else {
                throw UsageError(
                    "the settings have no account at gateway \(login.name): give --account with a number of "
                        + "the venue, as `alertbridge account list` shows it")
            }
            return mine.sorted { $0.name < $1.name }
        }
        if let account = mine.first(where: { $0.name.text == wanted }) { return [account] }
        guard let number = Int64(wanted), (1...Int64(Int32.max)).contains(number) else {
            let names = (mine.map(\.name.text).sorted() + ["a number of the venue"]).joined(separator: ", ")
            throw UsageError("--account \(wanted) is no account at gateway \(login.name): use \(names)")
        }
        return [
            mine.first { $0.id.number == number } ?? Account(name: AccountName(wanted), id: AccountID(number))
        ]
    }

    /// Reads one account after the other. What the venue says no to for one of them keeps nothing of the others back;
    /// once the venue is not there, the rest is not asked.
    func readEach(
        _ arguments: Arguments, _ body: (Account) throws -> [[UInt8]]
    ) throws -> GatewayRecords {
        var found = GatewayRecords()
        for account in try accounts(arguments) {
            do {
                found.records += try body(account)
            } catch let failure as GatewayReadFailure {
                found.gaps.append(Gap(account: account, failure: failure))
                guard Fatal(failure, at: login).status == .unwell else { break }
            }
        }
        return found
    }

    /// The settings' name for a number of the venue.
    func name(of id: AccountID) -> AccountName? {
        configuration.accounts.first { $0.gateway == login.name && $0.id == id }?.name
    }

    /// The contract with an id, a name such as `MNQZ6`, a root such as `MNQ`, or a product such as `F.US.MNQ`.
    func contract(_ text: String) throws -> Contract {
        if text.hasPrefix("CON.") { return try reads.contract(ContractID(text)) }
        let wanted = text.uppercased()
        let known = try reads.contractsAvailable()
        let found =
            known.first { $0.name.uppercased() == wanted } ?? known.first { $0.root.uppercased() == wanted }
            ?? known.first { $0.symbolID.uppercased() == wanted }
        guard let found else {
            throw Fatal(
                status: .unwell,
                message:
                    "gateway \(login.name): none of its \(known.count) active contracts is called \(text); "
                    + "find it with `alertbridge contract search`, or give its id")
        }
        return found
    }

    static func time(_ name: String, _ arguments: Arguments) throws(UsageError) -> Timestamp? {
        guard let text = arguments[name] else { return nil }
        guard let time = Timestamp(text) else {
            throw UsageError("--\(name) takes a time such as 2026-10-05T14:30:00Z")
        }
        return time
    }

    /// The login that is named, or the only one.
    static func choose(
        _ configuration: Configuration, _ name: String?
    ) throws(UsageError) -> Configuration.GatewayLogin {
        let names = configuration.gateways.map(\.name.text).sorted().joined(separator: ", ")
        guard let name else {
            guard configuration.gateways.count == 1, let only = configuration.gateways.first else {
                throw UsageError("the settings have several gateways: choose one with --gateway \(names)")
            }
            return only
        }
        guard let login = configuration.gateways.first(where: { $0.name.text == name }) else {
            throw UsageError("--gateway \(name) is none of the settings': use \(names)")
        }
        return login
    }
}

/// What a command read at a gateway, and what it could not.
struct GatewayRecords {
    var records: [[UInt8]] = []
    var gaps: [GatewayVisit.Gap] = []
}
