import JSON
import Journey

enum TemplateListCommand: Command {
    static let words = ["template", "list"]
    static let summary = """
        Lists the messages to paste into TradingView alerts.

        By dialect, each with the kind of alert that it is for, and what it asks; `template show NAME` prints one.
        """
    static let options: [Arguments.Option] = [
        .init("dialect", "NAME", "only this dialect's: native, traderspost, crosstrade, …"),
        .init("json", nil, "one JSON object per line"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let shown = try templates(arguments["dialect"])
        let records = shown.map(\.record)
        if arguments.has("json") {
            for record in records { Console.out(String(decoding: record, as: UTF8.self)) }
        } else {
            TextTable(columns: ["template", "dialect", "for", "does"], records: records).lines
                .forEach(Console.out)
        }
        return .success
    }

    private static func templates(_ word: String?) throws(UsageError) -> [AlertTemplate] {
        guard let word else {
            return Dialect.allCases.flatMap { dialect in AlertTemplate.all.filter { $0.dialect == dialect } }
        }
        guard let dialect = Dialect(rawValue: word) else {
            let known = Dialect.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("there is no dialect \(word); use one of \(known)")
        }
        return AlertTemplate.all.filter { $0.dialect == dialect }
    }
}

extension AlertTemplate {
    fileprivate var record: [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                writer.member("template", name)
                writer.member("dialect", dialect.rawValue)
                writer.member("for", kind)
                writer.member("does", does)
            }
        }
    }
}
