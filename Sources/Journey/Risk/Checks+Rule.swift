import Trading

/// What the rule that took the alert asks of its orders.
extension Checks {
    static let rule: [Check] = [
        Check(
            id: "RL-01", title: "reversal", classes: entry, codes: [.reversalNotAllowed],
            inputs: { input in
                guard let facts = input.rule else {
                    return [("reversal", input.sizing?.turned == nil ? "two_step" : "single_order")]
                }
                return [("reversal", "deny"), ("turned", facts.turned.map { "\($0)" } ?? "none")]
            }, changes: .none,
            fails: { input in
                guard let held = input.rule?.turned else { return nil }
                let position = held > 0 ? "long \(held)" : "short \(held.magnitude)"
                return Denial(
                    .reversalNotAllowed,
                    "the account is \(position), and its rule turns no position round",
                    remedy:
                        "close it, and enter with an alert that comes after it is verified flat: one that comes "
                        + "while it is being closed is denied LOCKED_OUT; or set the rule's reversal: two_step"
                )
            })
    ]
}
