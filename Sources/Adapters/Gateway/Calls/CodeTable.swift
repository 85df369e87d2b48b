/// The error codes of one endpoint. The same number means something else at another.
///
/// Source: ProjectX Gateway Swagger file, read 2026-09; meanings of the place codes from the documentation.
struct CodeTable: Sendable {
    enum Verdict: Hashable, Sendable {
        case success
        /// A definite no.
        case refused
        /// A definite no because there is nothing to act on.
        case notFound
        /// The venue itself does not know yet: may have happened, may happen still.
        case uncertain
    }

    struct Row: Hashable, Sendable {
        let code: Int64
        let name: String
        let verdict: Verdict
    }

    let rows: [Row]

    init(_ rows: (code: Int64, name: String, verdict: Verdict)...) {
        self.rows = rows.map { Row(code: $0.code, name: $0.name, verdict: $0.verdict) }
    }

    /// Nil for a code that no document names.
    func row(_ code: Int64) -> Row? { rows.first { $0.code == code } }

    /// `2 OrderRejected`, `77 (unknown)`.
    func text(_ code: Int64) -> String { "\(code) \(row(code)?.name ?? "(unknown)")" }
}

extension CodeTable {
    static let login = CodeTable(
        (0, "Success", .success), (1, "UserNotFound", .refused),
        (2, "PasswordVerificationFailed", .refused), (3, "InvalidCredentials", .refused),
        (4, "AppNotFound", .refused), (5, "AppVerificationFailed", .refused),
        (6, "InvalidDevice", .refused), (7, "AgreementsNotSigned", .refused),
        (8, "UnknownError", .uncertain), (9, "ApiSubscriptionNotFound", .refused),
        (10, "ApiKeyAuthenticationDisabled", .refused))

    static let validate = CodeTable(
        (0, "Success", .success), (1, "InvalidSession", .refused), (2, "SessionNotFound", .refused),
        (3, "ExpiredToken", .refused), (4, "UnknownError", .uncertain))

    static let logout = CodeTable(
        (0, "Success", .success), (1, "InvalidSession", .refused), (2, "UnknownError", .uncertain))

    static let bars = CodeTable(
        (0, "Success", .success), (1, "ContractNotFound", .notFound), (2, "UnitInvalid", .refused),
        (3, "UnitNumberInvalid", .refused), (4, "LimitInvalid", .refused))

    static let place = CodeTable(
        (0, "Success", .success), (1, "AccountNotFound", .refused), (2, "OrderRejected", .refused),
        (3, "InsufficientFunds", .refused), (4, "AccountViolation", .refused),
        (5, "OutsideTradingHours", .refused), (6, "OrderPending", .uncertain),
        (7, "UnknownError", .uncertain), (8, "ContractNotFound", .refused),
        (9, "ContractNotActive", .refused), (10, "AccountRejected", .refused))

    static let cancel = CodeTable(
        (0, "Success", .success), (1, "AccountNotFound", .refused), (2, "OrderNotFound", .notFound),
        (3, "Rejected", .refused), (4, "Pending", .uncertain), (5, "UnknownError", .uncertain),
        (6, "AccountRejected", .refused))

    static let close = CodeTable(
        (0, "Success", .success), (1, "AccountNotFound", .refused), (2, "PositionNotFound", .notFound),
        (3, "ContractNotFound", .refused), (4, "ContractNotActive", .refused),
        (5, "OrderRejected", .refused), (6, "OrderPending", .uncertain),
        (7, "UnknownError", .uncertain), (8, "AccountRejected", .refused))

    static let modify = CodeTable(
        (0, "Success", .success), (1, "AccountNotFound", .refused), (2, "OrderNotFound", .notFound),
        (3, "Rejected", .refused), (4, "Pending", .uncertain), (5, "UnknownError", .uncertain),
        (6, "AccountRejected", .refused), (7, "ContractNotFound", .refused))

    /// From 5 on the numbers are shifted against those of `close`.
    static let partialClose = CodeTable(
        (0, "Success", .success), (1, "AccountNotFound", .refused), (2, "PositionNotFound", .notFound),
        (3, "ContractNotFound", .refused), (4, "ContractNotActive", .refused),
        (5, "InvalidCloseSize", .refused), (6, "OrderRejected", .refused),
        (7, "OrderPending", .uncertain), (8, "UnknownError", .uncertain), (9, "AccountRejected", .refused))

    /// Searches by account.
    static let search = CodeTable((0, "Success", .success), (1, "AccountNotFound", .refused))
    static let searchById = CodeTable((0, "Success", .success), (1, "OrderNotFound", .notFound))
    static let contractSearchById = CodeTable(
        (0, "Success", .success), (1, "ContractNotFound", .notFound))
    /// Account and contract searches know no failure.
    static let successOnly = CodeTable((0, "Success", .success))
}
