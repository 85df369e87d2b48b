import HTTPClient
import JSON
import Journey
import Ledger
import Trading

/// Sends the sample alerts one after the other and watches each journey to its end.
struct DemoRun {
    let bridge: Bridge
    let journal: DemoJournal
    let secret: String
    let ledger: String

    /// - Returns: whether every journey ended as it must.
    func run() -> Bool {
        Console.out("The bridge takes alerts on http://127.0.0.1:\(bridge.webhookPort)/hooks/demo\n")
        guard journal.wait(seconds: 20, until: { Self.reconciled($0) }) else {
            Console.out("The accounts were not reconciled within 20 s.")
            return false
        }
        let steps = [entry, duplicate, oversize, flatten, ledgerCheck]
        return steps.allSatisfy { $0() }
    }

    // MARK: The journeys

    private func entry() -> Bool {
        title(
            "1. An entry with bracket: the chart shows NQ1!, both accounts trade MNQ, the second twice as many"
        )
        guard let answer = send(Self.entryAlert, expecting: 200) else { return false }
        return follow(answer, seconds: 20)
    }

    private func duplicate() -> Bool {
        title("2. The same alert again, as a sender repeats it: answered, and no second order")
        guard let answer = send(Self.entryAlert, expecting: 200) else { return false }
        return answer.root["status"]?.string == "duplicate"
    }

    private func oversize() -> Bool {
        title("3. An alert beyond the accounts' limits: denied, with numbers and a remedy")
        guard let answer = send(Self.oversizeAlert, expecting: 200) else { return false }
        return !verdicts(answer).isEmpty && verdicts(answer).allSatisfy { $0["verdict"]?.string == "denied" }
    }

    private func flatten() -> Bool {
        title("4. Flatten: close everything, cancel what is left, and end only when the venue agrees twice")
        guard let answer = send(Self.flattenAlert, expecting: 200), follow(answer, seconds: 30) else {
            return false
        }
        let isFlat = bridge.isFlat()
        Console.out(
            isFlat ? "\n  Both accounts are flat, and no order works." : "\n  Something is still open.")
        return isFlat
    }

    private func ledgerCheck() -> Bool {
        title("5. The proof: every row chained by hash, every verdict decided again")
        do {
            let report = try LedgerReader(path: ledger).verify(recomputing: { GateReport.recheck($0.body) })
            for line in LedgerVerifyCommand.lines(report) { Console.out("  \(line)") }
            return report.isSound
        } catch {
            Console.out("  \(error)")
            return false
        }
    }

    // MARK: Sending and watching

    /// Posts an alert and prints its answer; nil when it is not the one that must come.
    private func send(_ alert: String, expecting status: Int) -> JSONDocument? {
        let url = "http://127.0.0.1:\(bridge.webhookPort)/hooks/demo"
        let body = alert.replacing("SECRET", with: secret)
        Console.out("  POST /hooks/demo  \(alert.replacing("SECRET", with: "***"))")
        switch Loopback.post(url, Array(body.utf8)) {
        case .failure(let failure):
            Console.out("  no answer: \(failure)")
            return nil
        case .success(let response):
            Console.out("  HTTP \(response.status)  \(String(decoding: response.body, as: UTF8.self))")
            guard response.status == status, let answer = try? JSONDocument(response.body) else { return nil }
            return waitForVerdicts(answer) ? answer : nil
        }
    }

    /// Waits until what the answer tells has been printed too, so that the next title comes after it.
    private func waitForVerdicts(_ answer: JSONDocument) -> Bool {
        let tags = verdicts(answer).compactMap { $0["tag"]?.string.map(OrderTag.init) }
        return journal.wait(seconds: 10) { notes in
            tags.allSatisfy { tag in notes.contains { $0.tag == tag && $0.stage == .risk } }
        }
    }

    /// Waits until every order that was let through is reconciled.
    private func follow(_ answer: JSONDocument, seconds: Int) -> Bool {
        let tags = verdicts(answer).filter { $0["verdict"]?.string == "approved" }
            .compactMap { $0["tag"]?.string.map(OrderTag.init) }
        guard !tags.isEmpty else { return false }
        let isOver = journal.wait(seconds: seconds) { notes in
            tags.allSatisfy { tag in notes.contains { $0.tag == tag && $0.stage == .reconcile } }
        }
        if !isOver { Console.out("  not reconciled within \(seconds) s") }
        return isOver
    }

    private func verdicts(_ answer: JSONDocument) -> [JSONValue] { answer.root["orders"]?.elements ?? [] }

    private static func reconciled(_ notes: [Note]) -> Bool {
        let accounts = Set(
            notes.compactMap { $0.stage == .reconcile && $0.text.hasPrefix("agrees") ? $0.account : nil })
        return accounts.count >= 2
    }

    private func title(_ text: String) { Console.out("\n\(text)\n") }

    func sayWhereToLook() {
        let program = CommandLine.arguments[0]
        Console.out(
            """

            The bridge keeps serving until Ctrl-C. Where to look next:
              \(program) ledger orders --ledger \(ledger)
              \(program) ledger why TAG --ledger \(ledger)
              curl -s http://127.0.0.1:\(bridge.controlPort)/readyz
              curl -s http://127.0.0.1:\(bridge.webhookPort)/hooks/demo/\(secret) \\
                -d '{"action":"buy","ticker":"NQ1!","size":1}'
            """)
    }

    // MARK: The alerts

    private static let entryAlert =
        #"{"secret":"SECRET","id":"demo-1","action":"buy","ticker":"NQ1!","size":"2","price":"21450.25","strategy":"demo"}"#
    private static let oversizeAlert =
        #"{"secret":"SECRET","id":"demo-2","action":"buy","ticker":"NQ1!","size":9,"strategy":"demo"}"#
    private static let flattenAlert =
        #"{"secret":"SECRET","id":"demo-3","action":"flatten","ticker":"NQ1!","strategy":"demo"}"#
}
