import JSON
package import Trading

/// What a word about who may trade led to, as it is answered.
package struct ControlReport: Hashable, Sendable {
    /// How one account stands, everything that was said counted.
    package struct Standing: Hashable, Sendable {
        package let account: AccountName
        package let state: TradingState
        package let isKilled: Bool
        /// What keeps it from trading.
        package let stops: [TradingFacts.Stop]
    }

    package let alert: Fingerprint
    package let isRepeat: Bool
    package let word: ControlRequest.Word
    package let key: ControlRow.Key
    /// The row as it stands now.
    package let row: ControlRow?
    /// The accounts that it is about; none for a strategy or the clock.
    package let accounts: [Standing]
    /// Entries at the venue that are taken back.
    package let withdrawn: [OrderTag]
    /// The closes that were asked for with it.
    package let verdicts: [Verdict]
    /// Why it may not do what was meant.
    package let warning: String?

    func write(to writer: inout JSONWriter) {
        writer.member("status", isRepeat ? "duplicate" : "controlled")
        writer.member("alert", alert.prefix)
        writer.member("action", word.rawValue)
        writer.member("scope", key.scope.rawValue)
        writer.member("subject", key.subject)
        writer.key("standing")
        if let row { writer.raw(row.json()) } else { writer.null() }
        writer.key("accounts")
        writer.array { writer in
            for one in accounts {
                writer.object { writer in
                    writer.member("account", one.account.text)
                    writer.member("state", one.state.rawValue)
                    writer.member("killed", one.isKilled)
                    writer.key("stops")
                    writer.array { writer in one.stops.forEach { $0.write(to: &writer) } }
                }
            }
        }
        writer.key("withdrawn")
        writer.array { writer in withdrawn.forEach { writer.value($0.text) } }
        writer.key("orders")
        writer.array { writer in verdicts.forEach { $0.write(to: &writer) } }
        writer.member("warning", warning)
    }
}

extension Verdict {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("account", account.text)
            writer.member("tag", tag.text)
            writer.member("verdict", isApproved ? "approved" : "denied")
            writer.member("code", code)
            writer.member("reason", reason)
            writer.member("remedy", ifPresent: remedy)
            writer.member("size", size)
        }
    }
}
