/// What is sent, how often, and over how many connections.
struct LoadPlan {
    enum Pace {
        /// Each connection sends its next request once the one before is answered: how much goes at most.
        case asAnswered
        /// So many a second, at times fixed beforehand, whatever becomes of the earlier ones.
        case fixed(perSecond: Double)
    }

    var port: UInt16
    var path: String
    var connections: Int
    var keepsAlive = true
    var pace: Pace
    /// Requests begin within this time.
    var seconds: Double
    /// No more requests than this.
    var countMax = Int.max
    /// Of the N-th request, counted from 0.
    var body: (Int) -> [UInt8]

    func request(_ number: Int) -> [UInt8] {
        let body = body(number)
        let head =
            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
            + (keepsAlive ? "" : "Connection: close\r\n") + "Content-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }
}

/// What came of a load.
struct LoadResult {
    /// From the moment at which a request was to leave to the last byte of its answer.
    var latencies = Latencies()
    var statuses: [Int: Int] = [:]
    /// Requests without an answer: the connection broke, or it did not come in time.
    var broken = 0
    /// Wall time of each request's leaving, in microseconds, by its number.
    var leftAt: [Int64] = []
    /// Wall time of each last byte of a 2xx, in microseconds, by its request's number.
    var answeredAt: [Int: Int64] = [:]
    /// From the first request to the last answer.
    var seconds = 0.0
    /// An answer that was no 2xx.
    var refusal: String?

    var answered: Int { statuses.filter { 200..<300 ~= $0.key }.values.reduce(0, +) }
    var perSecond: Double { seconds > 0 ? Double(answered) / seconds : 0 }

    /// Requests that were more than the server takes, or came while its disk stood still.
    var turnedAway: Int { statuses[Self.unavailable] ?? 0 }

    private static let unavailable = 503

    /// - Throws: When an answer was not as it must be: a figure of refusals says nothing. Those that were turned away
    ///   for now are counted, and no fault: that would make a pass or a failure of a time.
    func demandAll(of what: String) throws {
        let isUnderstood = statuses.keys.allSatisfy { 200..<300 ~= $0 || $0 == Self.unavailable }
        guard broken == 0, isUnderstood else {
            let told = statuses.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
            throw BenchFailure(
                "\(what): answers \(told.joined(separator: ", ")), \(broken) without answer"
                    + (refusal.map { "; one said: \($0)" } ?? ""))
        }
    }
}
