import Control
import JSON
import Journey

/// Has the bridge that serves read the venue now, and prints what it found.
enum AccountReconcileCommand: Command {
    static let words = ["account", "reconcile"]
    static let operands = ["[NAME]"]
    static let summary = "Has the running bridge compare itself with the venue now: one account, or all."
    static let options: [Arguments.Option] = [
        .init("config", "FILE", "the settings (required)"),
        .init("json", nil, "one JSON object"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let path = arguments["config"] else { throw UsageError("--config FILE is needed") }
        let configuration = try CheckCommand.load(path)
        let name = arguments.rest.first
        guard name == nil || configuration.accounts.contains(where: { $0.name.text == name }) else {
            let names = configuration.accounts.map(\.name.text).joined(separator: ", ")
            throw Fatal(
                status: .usage, message: "the settings name no account \(name ?? ""); use one of \(names)")
        }
        let (token, url) = try OperatorToken.read(for: configuration.ledger)
        let address = url + OperatorDoor.reconcile + (name.map { "/" + $0 } ?? "")
        switch Loopback.post(address, [], token: token, milliseconds: 30_000) {
        case .failure(let failure):
            throw Fatal(status: .unwell, message: "no answer from the bridge at \(url): \(failure)")
        case .success(let response):
            return try show(response.body, status: response.status, isJSON: arguments.has("json"))
        }
    }

    private static func show(_ body: [UInt8], status: Int, isJSON: Bool) throws(Fatal) -> ExitStatus {
        guard let document = try? JSONDocument(body), document.root["status"]?.string == "reconciled" else {
            let reason = (try? JSONDocument(body))?.root["reason"]?.string ?? "HTTP \(status)"
            throw Fatal(status: .unwell, message: "the bridge did not compare: \(reason)")
        }
        let accounts = document.root["accounts"]?.elements ?? []
        if isJSON {
            Console.out(String(decoding: body, as: UTF8.self))
        } else {
            for account in accounts { lines(of: account).forEach(Console.out) }
        }
        return accounts.allSatisfy { $0["agrees"]?.bool == true } ? .success : .unwell
    }

    /// One account in words.
    static func lines(of account: JSONValue) -> [String] {
        let name = account["account"]?.string ?? "?"
        guard account["complete"]?.bool == true else {
            let why = account["faults"]?.elements.compactMap(\.string).joined(separator: "; ") ?? ""
            return ["\(name): could not be compared: \(why)"]
        }
        let positions = account["positions"]?.elements ?? []
        let held = positions.map { position in
            "\(position["size"]?.numberText ?? "?") \(position["contract"]?.string ?? "?")"
                + " at \(position["average_price"]?.numberText ?? "?")"
        }
        let found = account["discrepancies"]?.elements ?? []
        return [
            "\(name): \(found.isEmpty ? "agrees with the venue" : "\(found.count) differences"); "
                + "\(held.isEmpty ? "flat" : held.joined(separator: ", ")), "
                + "\(account["working_orders"]?.numberText ?? "?") working orders, "
                + "balance \(account["balance"]?.numberText ?? "?")"
        ]
            + found.map { row in
                "  \(row["kind"]?.string ?? "?") \(row["subject"]?.string ?? ""): ours "
                    + "\(row["ours"]?.string ?? ""), the venue's \(row["theirs"]?.string ?? ""); "
                    + (row["done"]?.string ?? "")
            }
    }
}
