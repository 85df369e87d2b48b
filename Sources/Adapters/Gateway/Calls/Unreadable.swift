/// An answer, row or event that cannot be taken for what it should be.
struct Unreadable: Error, Hashable, Sendable {
    let reason: String
    /// The firm has no such endpoint: HTTP 404.
    let isMissing: Bool
    /// The code of a failure that the venue stated in its envelope.
    let code: Int64?
    /// The HTTP status, where it was the trouble.
    let status: Int?
    /// Nothing came back at all.
    let isUnreachable: Bool

    init(
        _ reason: String, isMissing: Bool = false, code: Int64? = nil, status: Int? = nil,
        isUnreachable: Bool = false
    ) {
        self.reason = reason
        self.isMissing = isMissing
        self.code = code
        self.status = status
        self.isUnreachable = isUnreachable
    }
}
