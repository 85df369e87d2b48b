import Control
import JSON
import Journey

typealias OperatorIntakeAnswer = OperatorIntake.Answer

/// Tells what became of a request by hand: in words, or as one JSON object.
struct OperatorReport {
    let answer: JSONValue
    let isJSON: Bool

    /// The request was not taken at all.
    func refused() -> ExitStatus {
        let code = answer["code"]?.string ?? answer["status"]?.string ?? "REFUSED"
        if isJSON {
            print(nil, nil, isDone: false, words: answer["reason"]?.string ?? "")
        } else {
            Console.out("refused \(code): \(answer["reason"]?.string ?? "")")
            if let remedy = answer["remedy"]?.string { Console.out("  what to do: \(remedy)") }
        }
        return .unwell
    }

    func denied(_ verdict: JSONValue) -> ExitStatus {
        if isJSON {
            print(verdict, nil, isDone: false, words: verdict["reason"]?.string ?? "")
        } else {
            Console.out("denied \(verdict["code"]?.string ?? ""): \(verdict["reason"]?.string ?? "")")
            if let remedy = verdict["remedy"]?.string { Console.out("  what to do: \(remedy)") }
            Console.out("  order \(verdict["tag"]?.string ?? "")")
        }
        return .unwell
    }

    func approved(_ verdict: JSONValue) {
        guard !isJSON else { return }
        let again = answer["status"]?.string == "duplicate" ? ", asked before: not done a second time" : ""
        Console.out("approved: order \(verdict["tag"]?.string ?? "")\(again)")
    }

    func ended(
        _ progress: OperatorGoal.Progress, _ verdict: JSONValue, _ standing: JSONDocument?
    ) -> ExitStatus {
        let (isDone, words) =
            switch progress {
            case .done(let words), .fine(let words): (true, words)
            case .open(let words): (false, "\(words); `ledger why` tells how it goes on")
            case .failed(let words): (false, words)
            }
        if isJSON {
            print(verdict, standing?.root["order"], isDone: isDone, words: words)
        } else {
            Console.out(words)
        }
        return isDone ? .success : .unwell
    }

    private func print(_ verdict: JSONValue?, _ order: JSONValue?, isDone: Bool, words: String) {
        let bytes = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("done", isDone)
                writer.member("status", answer["status"]?.string)
                writer.member("alert", answer["alert"]?.string)
                writer.member("tag", verdict?["tag"]?.string)
                writer.member("verdict", verdict?["verdict"]?.string)
                writer.member("code", verdict?["code"]?.string ?? answer["code"]?.string)
                writer.member("reason", words)
                writer.member("remedy", verdict?["remedy"]?.string ?? answer["remedy"]?.string)
                writer.member("state", order?["state"]?.string)
                writer.key("order")
                if let order { writer.raw(order.canonical()) } else { writer.null() }
            }
        }
        Console.out(String(decoding: bytes, as: UTF8.self))
    }
}
