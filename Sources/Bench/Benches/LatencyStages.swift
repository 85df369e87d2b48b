import Journey
import Trading

/// Where an alert's time goes, from its sender to its order at the venue and back.
///
/// All clocks are this machine's wall clock: the sender's, the ledger's stage times, the paper venue's.
struct LatencyStages {
    private var (fromPost, fromCommit) = (Latencies(), Latencies())
    private var (toFirstByte, toBody, toDecision) = (Latencies(), Latencies(), Latencies())
    private var (toCommit, toReply, toSender) = (Latencies(), Latencies(), Latencies())
    private var (toSend, toVenue) = (Latencies(), Latencies())

    /// - Parameters:
    ///   - rows: The entries, one of each request of the load.
    ///   - arrivals: When each order came to the venue, in microseconds.
    init(_ load: LoadResult, rows: [OrderRow], arrivals: [Int64]) {
        for (number, row) in rows.enumerated() {
            let (left, arrival, times) = (load.leftAt[number], arrivals[number], row.times)
            fromPost.add(microseconds: arrival - left)
            let back = load.answeredAt[number]
            Self.add(left, Self.of(times.acceptedAt), to: &toFirstByte)
            Self.add(Self.of(times.acceptedAt), Self.of(times.bodyAt), to: &toBody)
            Self.add(Self.of(times.bodyAt), Self.of(times.decidedAt), to: &toDecision)
            Self.add(Self.of(times.decidedAt), Self.of(times.durableAt), to: &toCommit)
            Self.add(Self.of(times.durableAt), Self.of(times.repliedAt), to: &toReply)
            Self.add(Self.of(times.repliedAt), back, to: &toSender)
            Self.add(Self.of(times.durableAt), arrival, to: &fromCommit)
            Self.add(Self.of(times.repliedAt), Self.of(times.sentAt), to: &toSend)
            Self.add(Self.of(times.sentAt), arrival, to: &toVenue)
        }
    }

    /// - Parameters:
    ///   - sync: What the disk takes, beside which whatever commits is held.
    ///   - server: What a request and its answer take, beside which the rest is.
    func figures(_ name: String, sync: Figure.Floor?, server: Figure.Floor?) -> [Figure?] {
        [
            Figure(name, "of it: sender to first byte", toFirstByte, floor: server),
            Figure(name, "of it: reading the request", toBody, floor: server),
            Figure(name, "of it: to the decision", toDecision, floor: server),
            Figure(name, "of it: the commit", toCommit, floor: sync),
            Figure(name, "of it: handing the answer over", toReply, floor: server),
            Figure(name, "of it: answer to the sender", toSender, floor: server),
            Figure(name, "POST to order at the venue", fromPost, floor: sync),
            Figure(name, "commit to order at the venue", fromCommit, floor: sync),
            Figure(name, "of it: SENT's commit, until the request leaves", toSend, floor: sync),
            Figure(name, "of it: on its way to the venue", toVenue, floor: server),
        ]
    }

    private static func of(_ time: Timestamp?) -> Int64? { time?.microseconds }

    /// What either end is not known of adds nothing.
    private static func add(_ from: Int64?, _ to: Int64?, to latencies: inout Latencies) {
        guard let from, let to else { return }
        latencies.add(microseconds: to - from)
    }
}
