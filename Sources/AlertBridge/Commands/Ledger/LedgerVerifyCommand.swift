import Journey
import Ledger

enum LedgerVerifyCommand: Command {
    static let words = ["ledger", "verify"]
    static let summary = """
        Checks the chain, every row against it, and decides every verdict again; names the first bad row.

        The file itself, each link of the chain, each row of each table against its audit row, deliveries that went
        for their age against what the chain announced, every verdict against its recorded input, foreign keys, day
        totals against their fills, and positions against fills and recorded adoptions. A position that changed
        within two minutes of the ledger's end may still wait for its fill: it is counted, not faulted.
        """
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger, .init("all", nil, "names every bad row, up to 1,000"),
        .init("json", nil, "one JSON object"),
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
            lines(report, all: arguments.has("all")).forEach(Console.out)
        }
        return report.isSound ? .success : .unwell
    }

    static func lines(_ report: VerifyReport, all: Bool = false) -> [String] {
        let named = all ? report.findings[...] : report.findings.prefix(1)
        var lines = named.map { "\($0.kind.rawValue): \($0)" }
        let more = report.findingsCount - Int64(named.count)
        if more > 0 { lines.append("and \(more) more\(all ? "" : "; --all names them")") }
        lines.append(
            "\(report.auditRows) audit rows chained, \(report.rowsCompared) rows compared, "
                + "\(report.verdictsRecomputed) verdicts decided again: \(report.isSound ? "sound" : "NOT SOUND")"
        )
        if report.deliveriesDropped > 0 {
            lines.append("\(report.deliveriesDropped) deliveries went for their age, as the chain announces")
        }
        if report.positionsSettling > 0 {
            lines.append(
                "\(report.positionsSettling) positions changed too lately to be held against their fills")
        }
        lines.append("last row \(report.lastSeq), hash \(report.lastHash)")
        if !report.isSound {
            lines.append(
                "what to do: stop the bridge, \(LedgerFault.damageRemedy); the venue's orders and positions are read "
                    + "at its start")
        }
        return lines
    }
}
