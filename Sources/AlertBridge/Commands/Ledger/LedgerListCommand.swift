import Glibc
import JSON
import Journey
import Ledger
import Trading

/// A command that prints one kind of ledger rows.
protocol LedgerListCommand: Command {
    static var list: LedgerList { get }
    /// The members that people see, as the JSON names them.
    static var columns: [String] { get }
}

extension LedgerListCommand {
    static var words: [String] { ["ledger", list.rawValue] }

    static var options: [Arguments.Option] { LedgerOptions.options(of: list) }

    static func run(_ arguments: Arguments) throws -> ExitStatus { try printRows(arguments) }

    static func printRows(_ arguments: Arguments) throws -> ExitStatus {
        let filter = try LedgerOptions.filter(arguments)
        try LedgerOptions.check(filter, for: list)
        guard !(arguments.has("json") && arguments.has("csv")) else {
            throw UsageError("say either --json or --csv")
        }
        let reader = try LedgerOptions.reader(arguments)
        if arguments.has("json") || arguments.has("csv") {
            return try LedgerExportCommand.write(
                [list], filter, arguments.has("csv"), reader, to: RecordWriter(descriptor: STDOUT_FILENO),
                lineEnd: "\n")
        }
        var records: [[UInt8]] = []
        do {
            try reader.export([list], filter) { _, record throws(LedgerFault) in records.append(record) }
        } catch {
            throw Fatal(ledger: error)
        }
        TextTable(columns: columns, records: records).lines.forEach(Console.out)
        return .success
    }
}

/// The options that every ledger command shares.
enum LedgerOptions {
    static let ledger = Arguments.Option("ledger", "FILE", "the ledger's file (required)")

    /// What the commands take that list rows.
    static let list: [Arguments.Option] = [
        ledger,
        .init("account", "NAME", "only this account of the settings"),
        .init("source", "NAME", "only alerts of this source, and what came of them"),
        .init("since", "TIME", "from this moment on, 2026-10-05T14:30:00Z"),
        .init("until", "TIME", "before this moment"),
        .init("limit", "N", "the newest N rows (default 50; 0 for all)"),
        .init("json", nil, "one JSON object per line"),
        .init("csv", nil, "comma-separated values with a head line"),
    ]

    /// The same for one list, with the words that its rows can be told by; what the list has no use for is left out.
    static func options(of list: LedgerList) -> [Arguments.Option] {
        let unheeded = LedgerFilter.everything.unheeded(by: list)
        let state = list.states.map { words in
            Arguments.Option(
                "state", "WORD",
                list == .audit
                    ? "only rows that write this state of an order, a notification or who may trade"
                    : "only rows in this state: \(words.joined(separator: ", "))")
        }
        return (self.list + [state].compactMap(\.self)).filter { !unheeded.contains($0.name) }
    }

    static func reader(_ arguments: Arguments) throws -> LedgerReader {
        guard let path = arguments["ledger"] else { throw UsageError("--ledger FILE is needed") }
        do { return try LedgerReader(path: path) } catch { throw Fatal(ledger: error) }
    }

    static func filter(
        _ arguments: Arguments, limitDefault: Int64 = 50
    ) throws(UsageError) -> LedgerFilter {
        let limit = try arguments.number("limit", in: 0...10_000_000) ?? limitDefault
        return LedgerFilter(
            account: arguments["account"].map(AccountName.init), source: arguments["source"],
            since: try time("since", arguments), until: try time("until", arguments),
            state: arguments["state"],
            limit: limit == 0 ? nil : Int(limit))
    }

    /// A state that no row can have would list nothing, as if there were none.
    static func check(_ filter: LedgerFilter, for list: LedgerList) throws(UsageError) {
        guard let state = filter.state, let known = list.states, !known.contains(state) else { return }
        throw UsageError(
            "--state \(state) is none of the table \(list.rawValue); use one of "
                + known.joined(separator: ", "))
    }

    private static func time(_ name: String, _ arguments: Arguments) throws(UsageError) -> Timestamp? {
        guard let text = arguments[name] else { return nil }
        guard let time = Timestamp(text) else {
            throw UsageError("--\(name) takes a time such as 2026-10-05T14:30:00Z")
        }
        return time
    }
}

extension LedgerRecord {
    var json: [UInt8] { JSONWriter.write { $0.object { writeMembers(to: &$0) } } }
}

enum LedgerAlertsCommand: LedgerListCommand {
    static let list = LedgerList.alerts
    static let summary = "Lists the alerts that were taken; `ledger deliveries` has what was refused."
    static let columns = [
        "received_at", "source", "strategy", "action", "ticker", "deliveries", "status", "alert",
    ]
}

enum LedgerDeliveriesCommand: LedgerListCommand {
    static let list = LedgerList.deliveries
    static let summary = """
        Lists every message that named a known source, and why it was refused where it was.

        --state takes accepted, duplicate, conflict, refused or unauthorized; --json shows the message itself and what
        its sender was told to do. Of wrong secrets ten a minute of each address are kept, without their message.
        """
    static let columns = ["at", "source", "outcome", "status", "code", "line", "column", "alert", "reason"]
}

enum LedgerOrdersCommand: LedgerListCommand {
    static let list = LedgerList.orders
    static let summary = "Lists every order: denied, on its way, working, or over."
    static let columns = [
        "created_at", "account", "class", "side", "size", "contract", "state", "stage", "average_price",
        "code", "tag",
    ]
}

enum LedgerFillsCommand: LedgerListCommand {
    static let list = LedgerList.fills
    static let summary = "Lists the venue's executions."
    static let columns = [
        "at", "account", "side", "size", "contract", "price", "profit_and_loss", "fees", "commissions",
        "voided", "tag",
    ]
}

enum LedgerPositionsCommand: LedgerListCommand {
    static let list = LedgerList.positions
    static let summary = """
        Lists what the venue last said that each account holds.

        With --source those in whose contract orders of that source's alerts have filled.
        """
    static let columns = ["at", "account", "contract", "signed_size", "average_price"]
    static let options =
        LedgerOptions.options(of: list) + [
            .init(
                "rebuilt", nil,
                "adds each position up from fills and recorded adoptions, and compares; status 1 if any differs; "
                    + "beside it --account and --json alone"
            )
        ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard arguments.has("rebuilt") else { return try printRows(arguments) }
        let refused = ["since", "until", "state", "source"].filter { arguments[$0] != nil }
        guard refused.isEmpty, !arguments.has("csv") else {
            throw UsageError("--rebuilt adds up everything: it takes --ledger, --account and --json alone")
        }
        let reader = try LedgerOptions.reader(arguments)
        let positions: [RebuiltPosition]
        do { positions = try reader.rebuiltPositions() } catch { throw Fatal(ledger: error) }
        let shown = positions.filter {
            arguments["account"] == nil || $0.account.text == arguments["account"]
        }
        if arguments.has("json") {
            for position in shown { Console.out(String(decoding: position.json(), as: UTF8.self)) }
        } else {
            let columns = [
                "account", "contract", "rebuilt", "from_fills", "adopted", "recorded", "agrees", "settling",
            ]
            TextTable(columns: columns, records: shown.map { $0.json() }).lines.forEach(Console.out)
        }
        return shown.allSatisfy { $0.agrees || $0.isSettling } ? .success : .unwell
    }
}

enum LedgerNotificationsCommand: LedgerListCommand {
    static let list = LedgerList.notifications
    static let summary = "Lists what the operator was told, or is still to be told."
    static let columns = ["id", "at", "target", "level", "kind", "state", "attempts", "last_error", "text"]

    static func records(_ reader: LedgerReader, _ filter: LedgerFilter) throws(LedgerFault) -> [[UInt8]] {
        try reader.notifications(filter).map(\.json)
    }
}

enum LedgerAuditCommand: LedgerListCommand {
    static let list = LedgerList.audit
    static let summary = """
        Lists the chained record of everything that was decided or happened.

        --account and --source go by what a row names itself, else by the order or the alert that it is about. What
        the venue told of an account, such as a position, came of no source.
        """
    static let columns = ["seq", "at", "kind", "subject", "hash"]
}
