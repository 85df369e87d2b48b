import JSON
import Trading

/// When each call came in that counts for a limit, and whose it was: the latest of them, in order.
struct CallLog: Sendable {
    struct Row: Hashable, Sendable {
        /// By the clock that rate limits go by.
        let at: Timestamp
        /// Empty for whoever has no account here.
        let user: String
        let endpoint: VenueEndpoint
        /// Answered 429.
        let isRefused: Bool
    }

    /// So many are kept at least, and twice as many at most.
    static let rowsMin = 50_000
    static let path = "/_venue/calls"

    private(set) var rows: [Row] = []

    mutating func note(_ row: Row) {
        if rows.count >= 2 * Self.rowsMin { rows.removeFirst(Self.rowsMin) }
        rows.append(row)
    }

    static func isMeant(by path: String) -> Bool { path.lowercased() == Self.path }

    /// `{"calls":[{"at":MICROSECONDS,"user":NAME,"endpoint":"Order/place","refused":false}, …]}`
    static func answer(_ call: VenueCall, _ house: VenueHouse) -> VenueReply {
        guard call.method == "GET" else { return .methodNotAllowed(allowed: "GET") }
        return .json { writer in
            writer.key("calls")
            writer.array { writer in
                for row in house.calls {
                    writer.object { writer in
                        writer.member("at", row.at.microseconds)
                        writer.member("user", row.user)
                        writer.member("endpoint", row.endpoint.shortPath)
                        writer.member("refused", row.isRefused)
                    }
                }
            }
        }
    }
}
