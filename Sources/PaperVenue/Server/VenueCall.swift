/// One REST request as it came in.
struct VenueCall: Sendable {
    var method: String
    /// Without query, as `VenuePath` reads it.
    var path: String
    /// The value of `Authorization`, or nil.
    var authorization: String?
    var contentType: String?
    var body: [UInt8] = []

    /// The bearer token; nil when there is none.
    var token: String? { Self.token(in: authorization) }

    static func token(in authorization: String?) -> String? {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return nil }
        return String(authorization.dropFirst(7).drop { $0 == " " })
    }

    /// Whether the body is declared as JSON.
    var isJSON: Bool {
        guard let type = contentType?.split(separator: ";").first?.lowercased() else { return false }
        let trimmed = type.filter { $0 != " " }
        return trimmed == "application/json" || trimmed == "text/json"
            || (trimmed.hasPrefix("application/") && trimmed.hasSuffix("+json"))
    }
}
