import Gateway
import JSON
import Settings
import Trading

/// A command that reads one kind of thing at a gateway and prints it.
protocol GatewayCommand: Command {
    /// What it takes beside the options that all of these commands share.
    static var own: [Arguments.Option] { get }
    /// The members that people see, as the JSON names them.
    static var columns: [String] { get }
    static func read(_ visit: GatewayVisit, _ arguments: Arguments) throws -> GatewayRecords
    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]]
}

extension GatewayCommand {
    static var own: [Arguments.Option] { [] }
    static var options: [Arguments.Option] { GatewayVisit.options + own + [GatewayVisit.json] }

    static func read(_ visit: GatewayVisit, _ arguments: Arguments) throws -> GatewayRecords {
        GatewayRecords(records: try records(visit, arguments))
    }

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let visit = try GatewayVisit(arguments, for: words)
        defer { visit.end() }
        let found: GatewayRecords
        do {
            found = try read(visit, arguments)
        } catch let failure as GatewayReadFailure {
            throw Fatal(failure, at: visit.login)
        }
        let records = found.records
        if arguments.has("json") {
            for record in records { Console.out(String(decoding: record, as: UTF8.self)) }
        } else if found.gaps.isEmpty || !records.isEmpty {
            TextTable(columns: columns, records: records).lines.forEach(Console.out)
        }
        return try ending(found.gaps, of: visit)
    }

    /// Tells which accounts are missing in what was printed.
    private static func ending(_ gaps: [GatewayVisit.Gap], of visit: GatewayVisit) throws -> ExitStatus {
        guard let last = gaps.last else { return .success }
        let lines = gaps.map { gap in
            let number = gap.account.name.text == "\(gap.account.id)" ? "" : " (\(gap.account.id))"
            return "gateway \(visit.login.name): account \(gap.account.name)\(number) is not listed: "
                + gap.failure.description
        }
        throw Fatal(
            status: Fatal(last.failure, at: visit.login).status,
            message: lines.joined(separator: "\n")
                + "\n`alertbridge account list` shows the accounts that this login has")
    }
}

/// One that reads account by account: where the venue does not know all of them, it shows the others and says so.
protocol AccountwiseCommand: GatewayCommand {
    static func records(
        of account: GatewayVisit.Account, _ visit: GatewayVisit, _ arguments: Arguments
    ) throws -> [[UInt8]]
}

extension AccountwiseCommand {
    static func read(_ visit: GatewayVisit, _ arguments: Arguments) throws -> GatewayRecords {
        try visit.readEach(arguments) { try records(of: $0, visit, arguments) }
    }

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        try read(visit, arguments).records
    }
}

extension Fatal {
    init(_ failure: GatewayReadFailure, at login: Configuration.GatewayLogin) {
        let status: ExitStatus =
            switch failure.kind {
            case .unreachable, .signIn, .throttled: .gatewayUnavailable
            case .refused, .notFound, .unreadable: .unwell
            }
        self.init(status: status, message: "gateway \(login.name): \(failure)")
    }
}
