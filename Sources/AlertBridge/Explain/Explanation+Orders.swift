import JSON
import Journey
import Trading

/// Each order of an outcome, as JSON and in words.

// MARK: JSON

extension DryRun.Order {
    func write(to writer: inout JSONWriter) {
        writer.member("rule", rule)
        writer.member("copy", ifPresent: copy)
        writer.member("account", row.account.text)
        writer.member("contract", row.contract?.text)
        writer.member("class", row.orderClass.rawValue)
        writer.member("side", row.side?.rawValue)
        writer.member("size", row.size)
        writer.member("tag", row.tag.text)
        writer.member("change", ifPresent: change)
        writer.member("stop_price", numberIfPresent: stopPrice?.description)
        writer.member("after", ifPresent: after?.text)
        writer.member("verdict", isApproved ? "approved" : "denied")
        if !isApproved {
            let said = checks.lazy.compactMap(\.denial).first
            writer.member("code", deed == .modified ? said?.code.rawValue : row.code)
            writer.member("reason", deed == .modified ? said?.reason : row.reason)
            writer.member("remedy", deed == .modified ? said?.remedy : row.remedy)
        }
        writer.key("checks")
        writer.array { writer in
            for check in checks { writer.object { check.write(to: &$0) } }
        }
        writer.member("no_request", ifPresent: silence)
        writer.key("request")
        if let first = requests.first { writer.raw(first.body) } else { writer.null() }
        writer.key("requests")
        writer.array { writer in
            for request in requests {
                writer.object { writer in
                    writer.member("path", request.path)
                    writer.key("body")
                    writer.raw(request.body)
                }
            }
        }
    }

    /// Nil for an order that the alert makes.
    private var change: String? {
        switch deed {
        case .made, .missed: nil
        case .modified: "modify"
        case .cancelled: "cancel"
        }
    }
}

extension CheckResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("passed", hasPassed)
        writer.member("code", denial?.code.rawValue)
        writer.member("reason", ifPresent: denial?.reason)
        writer.member("remedy", ifPresent: denial?.remedy)
        writer.key("inputs")
        writer.object { writer in
            for pair in inputs {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                writer.member(String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
            }
        }
    }
}

// MARK: Words

extension DryRun {
    /// What `--position` is taken to mean for an alert that closes whatever is held.
    func heldLines(_ accounts: Set<AccountName>) -> [String] {
        guard let position, position != 0 else { return [] }
        let roots = roots(of: accounts)
        return accounts.sorted().map { account in
            let held = desk.accounts[account]?.positions.values.filter { !$0.isFlat } ?? []
            let names = held.map(\.contract).sorted().map(\.text).joined(separator: ", ")
            let guess = roots[account] == nil ? ", since no rule names a product of it" : ""
            return "          \(account) is taken to hold \(position) of \(names)\(guess)"
        }
    }
}

extension DryRun.Order {
    /// - Parameters:
    ///   - alert: The one that is explained.
    ///   - rule: Told where it is not the only one.
    func lines(of alert: Alert, by rule: String?) -> [String] {
        var lines = ["account \(row.account): \(subject(alert)), \(verdict)"]
        switch deed {
        case .made, .missed: break
        case .cancelled: lines.append("  order \(row.tag)")
        case .modified:
            let before = row.stopPrice.map { " from \($0)" } ?? ""
            lines.append("  order \(row.tag), stop\(before) to \(stopPrice?.description ?? "?")")
        }
        if let rule { lines.append("  by rule \(rule)") }
        if let copy { lines.append("  by copy \(copy), once its leader's order has filled") }
        if let after { lines.append("  once \(after) is verified flat") }
        lines += checks.flatMap(\.lines)
        if !isApproved, deed != .modified, row.code != denial {
            lines.append("  left alone: \(row.reason ?? ""); \(row.remedy ?? "")")
        }
        for request in requests {
            lines.append("  POST \(request.path) \(String(decoding: request.body, as: UTF8.self))")
        }
        if let silence { lines.append("  no request: \(silence)") }
        return lines
    }

    /// What it is, and of what: an entry of 2 MNQ, a change of a stop.
    private func subject(_ alert: Alert) -> String {
        let size = [row.side?.rawValue, row.size.map { "\($0)" }, row.contract?.text].compactMap { $0 }
        let order = [row.orderClass.rawValue] + size
        let words =
            switch deed {
            case .made: order
            case .modified: ["modify"] + order
            case .cancelled: ["cancel"] + order
            case .missed: [alert.action.rawValue] + size
            }
        return words.joined(separator: " ")
    }

    private var verdict: String {
        if isApproved { return "approved" }
        return "denied \((deed == .modified ? denial : row.code) ?? "")"
    }
}

extension CheckResult {
    fileprivate var lines: [String] {
        let title = Checks.all.first { $0.id == id }?.title ?? ""
        let width = 24
        let padded = title + String(repeating: " ", count: max(1, width - title.count))
        let line = "  \(id) \(hasPassed ? "passes" : "FAILS ") \(padded)\(inputs.joined(separator: " "))"
        guard let denial else { return [line] }
        return [line, "               \(denial.code.rawValue): \(denial.reason); \(denial.remedy)"]
    }
}
