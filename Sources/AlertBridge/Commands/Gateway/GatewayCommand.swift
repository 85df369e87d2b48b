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
    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]]
}

extension GatewayCommand {
    static var own: [Arguments.Option] { [] }
    static var options: [Arguments.Option] { GatewayVisit.options + own + [GatewayVisit.json] }

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let visit = try GatewayVisit(arguments, for: words)
        defer { visit.end() }
        let records: [[UInt8]]
        do {
            records = try self.records(visit, arguments)
        } catch let failure as GatewayReadFailure {
            throw Fatal(failure, at: visit.login)
        }
        if arguments.has("json") {
            for record in records { Console.out(String(decoding: record, as: UTF8.self)) }
        } else {
            TextTable(columns: columns, records: records).lines.forEach(Console.out)
        }
        return .success
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
