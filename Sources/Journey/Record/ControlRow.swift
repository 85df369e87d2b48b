package import JSON
package import Trading

/// Who may trade at all, as it was last said for one scope: by a command, or by a breaker of ours.
///
/// There is one row for each scope that was ever spoken of, so a start reads few; the audit chain keeps every
/// version.
package struct ControlRow: Hashable, Sendable {
    /// What a word is said of.
    package enum Scope: String, Hashable, Comparable, Sendable, CaseIterable {
        /// Everything that this bridge trades.
        case all
        case account
        case strategy
        /// This machine's clock, which a person may declare right again.
        case clock
        /// An account's profile, whose numbers a person has read.
        case profile

        private var rank: Int {
            switch self {
            case .all: 0
            case .account: 1
            case .profile: 2
            case .strategy: 3
            case .clock: 4
            }
        }

        /// The wider comes first.
        package static func < (left: Scope, right: Scope) -> Bool { left.rank < right.rank }
    }

    package struct Key: Hashable, Comparable, Sendable {
        package let scope: Scope
        /// An account's or a strategy's name; `*` for the scopes of which there is one.
        package let subject: String

        package init(_ scope: Scope, _ subject: String = Key.everything) {
            self.scope = scope
            self.subject = subject
        }

        package static let everything = "*"
        package static let all = Key(.all)
        package static let clock = Key(.clock)

        package static func < (left: Key, right: Key) -> Bool {
            (left.scope, left.subject) < (right.scope, right.subject)
        }

        /// As a sentence names it.
        package var words: String {
            switch scope {
            case .all: "everything"
            case .account: "account \(subject)"
            case .strategy: "strategy \(subject)"
            case .clock: "the clock"
            case .profile: "the profile of account \(subject)"
            }
        }

        /// The account that it is said of; nil for a wider scope.
        package var account: AccountName? {
            scope == .account || scope == .profile ? AccountName(subject) : nil
        }

        /// The command that lets it trade again.
        package var release: String {
            switch scope {
            case .all: "alertbridge resume --all --config FILE"
            case .account: "alertbridge resume --account \(subject) --config FILE"
            case .strategy: "alertbridge resume --strategy \(subject) --config FILE"
            case .clock: "alertbridge resume --clock --config FILE"
            case .profile: "alertbridge account acknowledge \(subject) --config FILE"
            }
        }
    }

    package var key: Key
    package var state: TradingState
    package var isKilled: Bool
    /// Why a breaker of ours stopped it until a person resumes it, as one of the denials' codes; nil without.
    package var trip: String?
    /// Wall time of the last `resume`: what came before it counts no more.
    package var countedFrom: Timestamp?
    /// What the settings said when this was said; where they say something else since, the stricter holds.
    package var startState: TradingState
    package var startKilled: Bool
    /// The profile that was acknowledged, all of it as canonical JSON; nil for other words.
    package var profile: String?
    /// `halt`, `reduce`, `resume`, `kill`, `acknowledge`, or `trip`.
    package var word: String
    package var reason: String
    package var by: String
    package var at: Timestamp
    /// The request that said it; nil for a breaker.
    package var alert: Fingerprint?

    package init(
        key: Key, state: TradingState = .active, isKilled: Bool = false, trip: String? = nil,
        countedFrom: Timestamp? = nil, startState: TradingState = .active, startKilled: Bool = false,
        word: String, reason: String, by: String, at: Timestamp, alert: Fingerprint? = nil,
        profile: String? = nil
    ) {
        self.profile = profile
        self.key = key
        self.state = state
        self.isKilled = isKilled
        self.trip = trip
        self.countedFrom = countedFrom
        self.startState = startState
        self.startKilled = startKilled
        self.word = word
        self.reason = reason
        self.by = by
        self.at = at
        self.alert = alert
    }
}

extension ControlRow: LedgerRecord {
    package static let recordKind = "control"
    package var recordKey: String { "\(key.scope.rawValue)/\(key.subject)" }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("scope", key.scope.rawValue)
        writer.member("subject", key.subject)
        writer.member("state", state.rawValue)
        writer.member("killed", isKilled)
        writer.member("trip", trip)
        writer.member("counted_from", countedFrom)
        writer.member("start_state", startState.rawValue)
        writer.member("start_killed", startKilled)
        writer.member("word", word)
        writer.member("reason", reason)
        writer.member("by", by)
        writer.member("at", at)
        writer.member("alert", alert.map { Hexadecimal.text($0) })
        writer.member("profile", ifPresent: profile)
    }
}
