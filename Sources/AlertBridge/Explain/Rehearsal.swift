import Journey
import Trading

/// What the closes of a decision begin with: on a copy of the Desk its rows are on disk, and the venue takes the
/// cancels that go before a close.
struct Rehearsal {
    /// By the close that asks, in the order in which they leave.
    private(set) var calls: [OrderTag: [GatewayCall]] = [:]
    private var run: DryRun

    /// - Parameter span: When it was decided, after the alert came.
    init(_ run: DryRun, of decision: Decision, after span: Span) {
        self.run = run
        for alert in decision.releases {
            let at = run.at.advanced(by: span)
            let begun = self.run.tell(.released(alert, durableAt: at, repliedAt: at), after: span)
            for cancel in take(begun) {
                let answer = GatewayAnswer(
                    call: cancel, result: .ended(.accepted(order: nil)), sentAt: at, endedAt: at,
                    latency: .zero)
                _ = take(self.run.tell(.answer(answer), after: span))
            }
        }
    }

    /// Whether a close has not begun although its rows are on disk.
    func isWaiting(_ tag: OrderTag) -> Bool {
        guard let row = run.desk.orders[tag]?.row else { return false }
        return row.state == .approved && row.stage != .place
    }

    /// Each attempt is written as its call is asked for.
    ///
    /// - Returns: The cancels.
    private mutating func take(_ decision: Decision) -> [GatewayCall] {
        let tags = decision.rows.compactMap { row -> OrderTag? in
            guard case .attempt(let attempt) = row, attempt.ending == nil,
                attempt.kind == .cancel || attempt.kind == .close
            else { return nil }
            return attempt.tag
        }
        let asked = decision.calls.filter { call in
            switch call {
            case .cancel, .close: true
            default: false
            }
        }
        for (tag, call) in zip(tags, asked) { calls[tag, default: []].append(call) }
        return asked.filter { if case .cancel = $0 { true } else { false } }
    }
}
