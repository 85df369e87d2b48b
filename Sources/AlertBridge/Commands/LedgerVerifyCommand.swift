import Journey
import Ledger

enum LedgerVerifyCommand: Command {
    static let words = ["ledger", "verify"]
    static let summary = "Checks the chain, every row against it, and decides every verdict again."
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger, .init("json", nil, "one JSON object"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let reader = try LedgerOptions.reader(arguments)
        let report: VerifyReport
        do { report = try reader.verify(recomputing: { GateReport.recheck($0.body) }) } catch {
            throw Fatal(ledger: error)
        }
        if arguments.has("json") {
            Console.out(String(decoding: report.json(), as: UTF8.self))
        } else {
            lines(report).forEach(Console.out)
        }
        return report.isSound ? .success : .unwell
    }

    static func lines(_ report: VerifyReport) -> [String] {
        var lines = report.findings.map { "\($0.kind.rawValue): \($0)" }
        if report.findingsLeftOut > 0 { lines.append("and \(report.findingsLeftOut) more findings") }
        lines.append(
            "\(report.auditRows) audit rows chained, \(report.rowsCompared) rows compared, "
                + "\(report.verdictsRecomputed) verdicts decided again: \(report.isSound ? "sound" : "NOT SOUND")"
        )
        lines.append("last row \(report.lastSeq), hash \(report.lastHash)")
        return lines
    }
}
