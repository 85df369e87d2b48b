/// One REST request as it came in.
struct VenueCall: Sendable {
    var method: String
    /// Without query.
    var path: String
    /// The value of `Authorization`, or nil.
    var authorization: String?
    var contentType: String?
    var body: [UInt8] = []

    /// The bearer token; nil when there is none.
    var token: String? {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return nil }
        return String(authorization.dropFirst(7))
    }
}
