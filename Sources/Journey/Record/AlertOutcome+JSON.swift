import JSON

/// How an answer is written: to the sender of an alert, and to the operator's commands.
extension AlertOutcome {
    /// The HTTP status; a source that is unknown and a secret that is wrong never come this far.
    package var status: Int {
        switch self {
        case .accepted, .duplicate, .reconciled, .controlled: 200
        case .conflict: 409
        case .refused(let refusal): refusal.code.status
        case .unavailable: 503
        }
    }

    /// One JSON object.
    package var json: [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                switch self {
                case .accepted(let alert, let verdicts):
                    write("accepted", alert.prefix, verdicts, to: &writer)
                case .duplicate(let alert, let verdicts):
                    write("duplicate", alert.prefix, verdicts, to: &writer)
                case .conflict(let alert):
                    writer.member("status", "conflict")
                    writer.member("alert", alert.prefix)
                    writer.member("reason", "this id was used before with other content")
                    writer.member("remedy", "give every alert an id of its own; see alert-templates")
                case .refused(let refusal): write(refusal, to: &writer)
                case .reconciled(let reports):
                    writer.member("status", "reconciled")
                    writer.key("accounts")
                    writer.array { writer in reports.forEach { $0.write(to: &writer) } }
                case .controlled(let report): report.write(to: &writer)
                case .unavailable(let reason):
                    writer.member("status", "unavailable")
                    writer.member("reason", reason)
                }
            }
        }
    }

    private func write(_ status: String, _ alert: String, _ verdicts: [Verdict], to writer: inout JSONWriter)
    {
        writer.member("status", status)
        writer.member("alert", alert)
        writer.key("orders")
        writer.array { writer in
            verdicts.forEach { $0.write(to: &writer) }
        }
    }

    private func write(_ refusal: Refusal, to writer: inout JSONWriter) {
        writer.member("status", "refused")
        writer.member("code", refusal.code.rawValue)
        writer.member("reason", refusal.reason)
        writer.member("remedy", refusal.remedy)
        writer.member("key", ifPresent: refusal.key)
        writer.member("line", ifPresent: refusal.line)
        writer.member("column", ifPresent: refusal.column)
    }
}
