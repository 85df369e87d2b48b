import Glibc
import Journey
import Synchronization

/// For tests alone: where the environment says so, `serve` ends by SIGKILL as it passes a labelled step.
///
/// It can do no more than a kill -9 at that moment does.
final class KillPoint: Sendable {
    /// `LABEL` or `LABEL:N`, for the N-th passing.
    static let variable = "ALERTBRIDGE_KILL_AT"

    private let step: Milestone
    private let passingsLeft: Mutex<Int64>

    /// Nil where the environment says nothing.
    ///
    /// - Throws: `Fatal` for a label that no step has, and for a count that is none.
    convenience init?(environment: [String: String]) throws(Fatal) {
        guard let text = environment[Self.variable] else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let count = parts.count == 2 ? Int64(parts[1]) : 1
        guard let step = Milestone(rawValue: String(parts[0])), let count, count > 0 else {
            let labels = Milestone.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fatal(
                status: .usage, message: "\(Self.variable) takes LABEL or LABEL:N with one of \(labels)")
        }
        self.init(step, count)
    }

    private init(_ step: Milestone, _ count: Int64) {
        self.step = step
        passingsLeft = Mutex(count)
    }

    /// Any thread may pass a step.
    func pass(_ passed: Milestone) {
        guard passed == step else { return }
        let isTime = passingsLeft.withLock { left in
            left -= 1
            return left == 0
        }
        if isTime { kill(getpid(), SIGKILL) }
    }
}
