import JSON

/// What a REST request is answered with.
struct VenueReply: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    static func json(_ status: Int = 200, _ body: (inout JSONWriter) -> Void) -> VenueReply {
        VenueReply(
            status: status, headers: [("Content-Type", "application/json; charset=utf-8")],
            body: JSONWriter.write { $0.object(body) })
    }

    /// Success: an optional payload field, then the envelope.
    static func success(_ payload: (inout JSONWriter) -> Void = { _ in }) -> VenueReply {
        .json {
            payload(&$0)
            envelope(&$0, code: 0, message: nil)
        }
    }

    /// A business failure: status 200, the endpoint's own code, and its payload field as null.
    static func failure(_ refusal: Refusal, null payload: String? = nil) -> VenueReply {
        .json {
            if let payload {
                $0.key(payload)
                $0.null()
            }
            envelope(&$0, code: refusal.code, message: refusal.message)
        }
    }

    static func envelope(_ writer: inout JSONWriter, code: Int, message: String?) {
        writer.member("success", code == 0)
        writer.member("errorCode", code)
        writer.member("errorMessage", message)
    }

    /// The body of a 401 is empty, as logged live.
    static let unauthorized = VenueReply(status: 401, headers: [("WWW-Authenticate", "Bearer")])
    /// As the framework says it of a token whose time is over.
    static let expired = VenueReply(
        status: 401,
        headers: [
            (
                "WWW-Authenticate",
                #"Bearer error="invalid_token", error_description="The token is expired""#
            )
        ])
    static let notFound = VenueReply(status: 404)
    static let tooManyRequests = VenueReply(status: 429)
    static let badGateway = VenueReply(
        status: 502, headers: [("Content-Type", "text/html")],
        body: Array("<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>".utf8))

    static func methodNotAllowed(allowed: String) -> VenueReply {
        VenueReply(status: 405, headers: [("Allow", allowed)])
    }

    static let unsupportedMediaType = VenueReply.problem(
        status: 415, section: "15.5.16", title: "Unsupported Media Type", errors: [])

    /// The framework's problem document.
    static func problem(status: Int, section: String, title: String, errors: [(key: String, text: String)])
        -> VenueReply
    {
        VenueReply(
            status: status, headers: [("Content-Type", "application/problem+json; charset=utf-8")],
            body: JSONWriter.write { writer in
                writer.object { writer in
                    writer.member("type", "https://tools.ietf.org/html/rfc9110#section-\(section)")
                    writer.member("title", title)
                    writer.member("status", status)
                    if !errors.isEmpty {
                        writer.key("errors")
                        writer.object { writer in
                            for error in errors {
                                writer.key(error.key)
                                writer.array { $0.value(error.text) }
                            }
                        }
                    }
                    writer.member("traceId", TraceID.next())
                }
            })
    }
}
