import JSON
import Journey
import Trading

/// An alert's position of its strategy, beside what its source makes of it.
struct SyncLook {
    let policy: SyncPolicy
    let step: StrategyStep?
    /// Whether it was held for the alert that goes before it.
    var wasHeld = false
    /// Where accounts stand elsewhere.
    var differences: [DiscrepancyRow] = []

    /// Nil where neither tells anything.
    init?(_ alert: Alert, _ policy: SyncPolicy) {
        guard alert.step != nil || policy.mode != .off else { return nil }
        (self.policy, step) = (policy, alert.step)
    }

    fileprivate var lines: [String] {
        guard let step else {
            return ["strategy  tells no position before and after it: sync has none to compare"]
        }
        let told = "strategy  \(step.after.words), \(step.before.words) before"
        guard policy.mode != .off else { return [told + "; sync is off: not compared"] }
        let held = wasHeld ? ", after \(policy.window) in vain for the alert before it" : ""
        let fits = differences.isEmpty && !wasHeld ? ": compared with the accounts" : ""
        return ["\(told); sync \(policy.mode.rawValue)\(fits)\(held)"]
            + differences.map {
                "  \($0.account) holds \($0.ours) in \($0.subject), the strategy \($0.theirs): \($0.done)"
            }
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("before", step?.before.words)
        writer.member("after", step?.after.words)
        writer.member("sync", policy.mode.rawValue)
        writer.member("held", wasHeld)
        writer.key("differences")
        writer.array { writer in
            for difference in differences {
                writer.object { writer in
                    writer.member("account", difference.account.text)
                    writer.member("product", difference.subject)
                    writer.member("ours", difference.ours)
                    writer.member("theirs", difference.theirs)
                    writer.member("done", difference.done)
                }
            }
        }
    }
}

extension StatedPosition {
    fileprivate var words: String {
        switch self {
        case .signed(let count): count == 0 ? "flat" : "\(count > 0 ? "long" : "short") \(count.magnitude)"
        case .long: "long"
        case .short: "short"
        case .flat: "flat"
        }
    }
}

extension DryRun {
    /// How old an alert may be: its source's limit, and its own.
    func ageMax(of alert: Alert) -> Span? {
        [desk.settings.maxAges[alert.source], alert.maxAge].compactMap(\.self).min()
    }
}

// MARK: What it is recognised by, and how old it is

extension DryRun.Outcome {
    private var recognisedBy: String {
        if alert.id != nil { return "its id" }
        return alert.time == nil ? "its content" : "its content and time"
    }

    func recognition(at now: Timestamp, ageMax: Span?) -> [String] {
        let name = identity.fingerprint.prefix
        var lines = ["name      \(name), recognised by \(recognisedBy) for \(Self.long(identity.window))"]
        switch answer {
        case .accepted: break
        case .duplicate(let first):
            lines.append(
                "seen      a repeat of \(first.prefix): answered with its verdicts, nothing is added")
        case .conflict(let first):
            lines.append("seen      \(first.prefix) has its id and other content: 409, nothing is done")
        case .unavailable(let reason): lines.append("answer    503: \(reason)")
        }
        lines.append("age       \(age(at: now, ageMax))")
        return lines + (sync?.lines ?? [])
    }

    private func age(at now: Timestamp, _ most: Span?) -> String {
        let bar = alert.barEnd.map { end in
            let age = now.since(end)
            return age < .zero ? "its bar is not over" : "its bar ended \(age) ago"
        }
        let ages = [alert.time.map { "\(now.since($0))" }, bar].compactMap(\.self).joined(separator: ", ")
        guard !ages.isEmpty else { return "it tells no time, so it is as old as its delivery" }
        guard alert.intent.ages, let most else { return ages + ", and an exit is never too old" }
        return "\(ages) of \(most) at most"
    }

    private static func long(_ span: Span) -> String {
        let days = span.microseconds / 86_400_000_000
        return days > 0 ? "\(days) days" : "\(span)"
    }

    func writeRecognition(to writer: inout JSONWriter) {
        switch answer {
        case .accepted: writer.member("status", "accepted")
        case .duplicate(let first):
            writer.member("status", "duplicate")
            writer.member("first", first.description)
        case .conflict(let first):
            writer.member("status", "conflict")
            writer.member("first", first.description)
        case .unavailable(let reason):
            writer.member("status", "unavailable")
            writer.member("reason", reason)
        }
        writer.member("fingerprint", identity.fingerprint.description)
        writer.member("recognised_by", recognisedBy)
        writer.member("recognised_for", identity.window.description)
        guard let sync else { return }
        writer.key("strategy_position")
        writer.object { sync.write(to: &$0) }
    }
}
