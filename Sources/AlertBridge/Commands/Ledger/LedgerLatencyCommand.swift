import Bench
import JSON
import Journey
import Ledger
import Trading

enum LedgerLatencyCommand: Command {
    static let words = ["ledger", "latency"]
    static let summary = """
        Tells how long each part of the way took, by source and account, in milliseconds.

        From the times that the ledger keeps of each order that an alert asked for: its connection accepted, body
        complete, decided, durable, replied, handed to the venue, answered, first told by the user hub, filled,
        reconciled. A denied order has them up to its decision alone. filled_at is the venue's clock; all others are
        this machine's, so "filled" also holds by how much the two differ.
        """
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger,
        .init("account", "NAME", "only this account of the settings"),
        .init("source", "NAME", "only alerts of this source"),
        .init("since", "TIME", "orders from this moment on, 2026-10-05T14:30:00Z"),
        .init("until", "TIME", "orders before this moment"),
        .init("json", nil, "one JSON object per source, account and part of the way"),
    ]

    /// A part of the way, and the two points that it lies between.
    struct Part: Sendable {
        let name: String
        let from: @Sendable (StageTimes) -> Timestamp?
        let to: @Sendable (StageTimes) -> Timestamp?
    }

    static let parts = [
        Part(name: "receive", from: { $0.acceptedAt }, to: { $0.bodyAt }),
        Part(name: "decide", from: { $0.bodyAt }, to: { $0.decidedAt }),
        Part(name: "commit", from: { $0.decidedAt }, to: { $0.durableAt }),
        Part(name: "reply", from: { $0.durableAt }, to: { $0.repliedAt }),
        Part(name: "send", from: { $0.durableAt }, to: { $0.sentAt }),
        Part(name: "answer", from: { $0.sentAt }, to: { $0.answeredAt }),
        Part(name: "hub_ack", from: { $0.sentAt }, to: { $0.hubAckAt }),
        Part(name: "filled", from: { $0.sentAt }, to: { $0.filledAt }),
        Part(name: "reconciled", from: { $0.filledAt }, to: { $0.reconciledAt }),
        Part(name: "accepted_to_reply", from: { $0.acceptedAt }, to: { $0.repliedAt }),
        Part(name: "accepted_to_send", from: { $0.acceptedAt }, to: { $0.sentAt }),
    ]

    private struct Lane: Hashable, Comparable {
        let source: String
        let account: AccountName

        static func < (one: Lane, other: Lane) -> Bool {
            (one.source, one.account) < (other.source, other.account)
        }
    }

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let reader = try LedgerOptions.reader(arguments)
        var filter = try LedgerOptions.filter(arguments)
        filter.limit = nil
        var lanes: [Lane: [Latencies]] = [:]
        do {
            try reader.visitStages(filter) { order in
                let lane = Lane(source: order.source, account: order.account)
                add(order.times, to: &lanes[lane, default: parts.map { _ in Latencies() }])
            }
        } catch {
            throw Fatal(ledger: error)
        }
        let records = lanes.sorted { $0.key < $1.key }.flatMap { lane, latencies in
            zip(parts, latencies).compactMap { record(lane, $0, $1) }
        }
        if arguments.has("json") {
            for record in records { Console.out(String(decoding: record, as: UTF8.self)) }
        } else {
            let columns = ["source", "account", "part", "samples", "p50", "p90", "p99", "p999", "max"]
            TextTable(columns: columns, records: records).lines.forEach(Console.out)
        }
        return .success
    }

    private static func add(_ times: StageTimes, to latencies: inout [Latencies]) {
        for (index, part) in parts.enumerated() {
            guard let from = part.from(times), let to = part.to(times) else { continue }
            latencies[index].add(microseconds: to.since(from).microseconds)
        }
    }

    private static func record(_ lane: Lane, _ part: Part, _ latencies: Latencies) -> [UInt8]? {
        guard let percentiles = latencies.percentiles else { return nil }
        return JSONWriter.write { writer in
            writer.object { writer in
                writer.member("source", lane.source)
                writer.member("account", lane.account.text)
                writer.member("part", part.name)
                writer.member("unit", "ms")
                writer.member("samples", latencies.count)
                for (name, value) in percentiles.all {
                    writer.member(name, number: Figure.text(value / 1_000, places: 3))
                }
            }
        }
    }
}
