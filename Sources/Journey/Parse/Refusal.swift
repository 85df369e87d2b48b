/// Why a delivery was not taken as an alert, and what its sender can change.
package struct Refusal: Error, Hashable, Sendable {
    /// Stored in the ledger; a test holds the README's table to this list.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case bodyEmpty = "BODY_EMPTY"
        case bodyUnreadable = "BODY_UNREADABLE"
        case bodyTooLarge = "BODY_TOO_LARGE"
        case trailingText = "TRAILING_TEXT"
        case repeatedKey = "REPEATED_KEY"
        case placeholderLeft = "PLACEHOLDER_LEFT"
        case dialectUnknown = "DIALECT_UNKNOWN"
        case dialectAmbiguous = "DIALECT_AMBIGUOUS"
        case notSupported = "NOT_SUPPORTED"
        case feedDelayed = "FEED_DELAYED"
        case keyMissing = "KEY_MISSING"
        case keyUnknown = "KEY_UNKNOWN"
        case valueInvalid = "VALUE_INVALID"
        case symbolUnresolved = "SYMBOL_UNRESOLVED"
        case signalTooOld = "SIGNAL_TOO_OLD"
        case signalFromFuture = "SIGNAL_FROM_FUTURE"
        case ruleMissing = "NO_RULE"
        case accountMissing = "NO_ACCOUNT"
        case orderNotFound = "ORDER_NOT_FOUND"
        case sourceRateExceeded = "SOURCE_RATE_EXCEEDED"

        /// 400 where the text itself is broken, 413 where nobody reads it, 422 where it reads well and cannot be meant,
        /// 503 where the same is taken later.
        package var status: Int {
            switch self {
            case .bodyEmpty, .bodyUnreadable, .trailingText, .repeatedKey, .placeholderLeft: 400
            case .bodyTooLarge: 413
            case .sourceRateExceeded: 503
            default: 422
            }
        }
    }

    package let code: Code
    package let reason: String
    package let remedy: String
    /// From 1; nil where no place in the body is at fault.
    package let line: Int?
    package let column: Int?
    /// The member at fault.
    package let key: String?

    package init(
        _ code: Code, reason: String, remedy: String, line: Int? = nil, column: Int? = nil, key: String? = nil
    ) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
        self.line = line
        self.column = column
        self.key = key
    }

    /// The member of the message itself in which the one at fault stands.
    var topKey: String? { key.map { String($0.prefix { $0 != "." }) } }

    /// The same, with the dialect whose keys were looked for.
    func read(as dialect: Dialect) -> Refusal {
        Refusal(
            code, reason: "\(reason); the message was read as \(dialect.rawValue)", remedy: remedy,
            line: line, column: column, key: key)
    }
}
