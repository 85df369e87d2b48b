import JSON
import RawSockets
import Synchronization

/// An operator's address that notifications are posted to, and that can be told to misbehave.
final class Receiver: Sendable {
    enum Mood: Sendable {
        case takes
        /// Answers with this status line.
        case answers(String)
        /// Reads and never answers.
        case hangs
        /// Cuts the connection in the place of an answer, having read the request.
        case cuts
        /// Sends the client elsewhere.
        case redirects(String)
    }

    struct Taken: Sendable {
        let request: RawRequest
        /// Whether the answer said that it was taken.
        let isAcknowledged: Bool

        var key: String { request.header("Idempotency-Key") ?? "" }
        var json: JSONValue? { (try? JSONDocument(request.body))?.root }
        var id: Int64 { json?["id"]?.int64 ?? -1 }
        var kind: String { json?["kind"]?.string ?? "" }
    }

    private struct State: Sendable {
        var mood = Mood.takes
        var taken: [Taken] = []
    }

    private final class Box: Sendable {
        let state = Mutex(State())
    }

    private let box = Box()
    private let server: RawServer

    var port: UInt16 { server.port }
    var url: String { "http://127.0.0.1:\(port)/in/\(Self.token)?key=\(Self.token)" }
    static let token = "hidden-token-0123456789"

    init() throws {
        let box = box
        server = try RawServer { connection in
            while let request = connection.readRequest() {
                let mood = box.state.withLock { state in
                    var isTaken = false
                    if case .takes = state.mood { isTaken = true }
                    state.taken.append(Taken(request: request, isAcknowledged: isTaken))
                    return state.mood
                }
                switch mood {
                case .takes: connection.respond("ok")
                case .answers(let status): connection.respond("no, \(request.line)", status: status)
                case .hangs: connection.readToEnd()
                case .cuts: return connection.reset()
                case .redirects(let place):
                    connection.respond("", status: "307 Moved", fields: "Location: \(place)\r\n")
                }
            }
        }
    }

    func be(_ mood: Mood) { box.state.withLock { $0.mood = mood } }
    var taken: [Taken] { box.state.withLock { $0.taken } }
    /// The ids that it said to have, in the order of the first time.
    var acknowledged: [Int64] {
        var ids: [Int64] = []
        for one in taken where one.isAcknowledged && !ids.contains(one.id) { ids.append(one.id) }
        return ids
    }

    func stop() { server.stop() }
}
