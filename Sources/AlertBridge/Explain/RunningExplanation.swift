import Control
import Crypto
import JSON
import Journey
import Ledger
import Settings
import Trading

/// A dry run on the bridge that serves: asked over its control listener, decided on a copy of its Desk.
enum RunningExplanation {
    /// What is asked.
    static func question(_ body: [UInt8], source: String, price: Price?) -> [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                writer.member("source", source)
                writer.member("message", Base64.encode(body))
                writer.member("price", ifPresent: price?.description)
            }
        }
    }

    /// What is answered: the same as text and as JSON, and whether all of it is approved.
    static func answer(
        _ question: [UInt8], _ desk: Desk, _ configuration: Configuration, at now: Moment
    ) -> OperatorIntake.Answer {
        guard let root = (try? JSONDocument(question))?.root,
            let message = root["message"]?.string.flatMap({ Base64.decode($0) }),
            let source = configuration.sources.first(where: { $0.name == root["source"]?.string })
        else { return OperatorIntake.Answer(status: 400, body: []) }
        var run = DryRun(
            configuration, running: desk, at: now, price: root["price"]?.string.flatMap { Price($0) })
        let ledger = try? LedgerReader(path: configuration.ledger)
        let told: (lines: [String], json: String, isWell: Bool)
        do throws(Refusal) {
            let outcome = try run.explain(message, from: source) { key in
                let row = try? ledger?.alert(recognisedBy: key, at: now.wall)
                return row.map { KnownAlert(row: $0, verdicts: []) }
            }
            told = (outcome.lines(run), outcome.json, outcome.isWell)
        } catch {
            told = (error.explanationLines(run), error.explanationJSON(run), false)
        }
        let body = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("well", told.isWell)
                writer.key("lines")
                writer.array { writer in told.lines.forEach { writer.value($0) } }
                writer.member("json", told.json)
            }
        }
        return OperatorIntake.Answer(status: 200, body: body)
    }

    /// Asks the bridge that serves these settings.
    static func ask(
        _ configuration: Configuration, _ body: [UInt8], source: String, price: Price?, isJSON: Bool
    ) throws(Fatal) -> ExitStatus {
        let (token, url) = try OperatorToken.read(for: configuration.ledger)
        let question = question(body, source: source, price: price)
        switch Loopback.post(url + OperatorDoor.explain, question, token: token) {
        case .failure(let failure):
            throw Fatal(status: .unwell, message: "no answer from the bridge at \(url): \(failure)")
        case .success(let response):
            guard response.status == 200, let root = (try? JSONDocument(response.body))?.root else {
                throw Fatal(
                    status: .unwell,
                    message:
                        "the bridge at \(url) answered HTTP \(response.status); restart it if its settings or "
                        + "its version are older than these")
            }
            if isJSON {
                root["json"]?.string.map(Console.out)
            } else {
                root["lines"]?.elements.compactMap(\.string).forEach(Console.tell)
            }
            return root["well"]?.bool == true ? .success : .unwell
        }
    }
}
