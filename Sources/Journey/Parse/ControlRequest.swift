/// What a person says about who may trade at all.
package struct ControlRequest: Hashable, Sendable {
    package enum Word: String, Hashable, Sendable, CaseIterable {
        /// Nothing but cancelling and closing leaves.
        case halt
        /// Exits and protection leave, entries do not.
        case reduce
        /// As if nothing had been said.
        case resume
        /// The kill switch: no entry leaves, exits and protection do.
        case kill
        /// The numbers of an account's profile were read: it may trade by them.
        case acknowledge
    }

    /// Names the request: the same id again is the same request.
    package let id: String
    package let word: Word
    package let key: ControlRow.Key
    /// In the person's words; empty when none was given.
    package let reason: String
    package let by: String
    /// Whether everything that is open in the scope is closed, too.
    package let flattens: Bool
    /// The profile that is acknowledged, as canonical JSON; nil for other words.
    package let profile: String?
    /// The request as canonical JSON.
    package let canonical: [UInt8]

    package init(
        id: String, word: Word, key: ControlRow.Key, reason: String = "", by: String = "",
        flattens: Bool = false, profile: String? = nil, canonical: [UInt8]
    ) {
        self.profile = profile
        self.id = id
        self.word = word
        self.key = key
        self.reason = reason
        self.by = by
        self.flattens = flattens
        self.canonical = canonical
    }
}
