import JSON
import Trading

/// Everything about notifications that a Desk remembers. Times are steady ones unless named otherwise.
struct NotificationBook: Sendable {
    /// The same news about the same thing is told once in so long, and counted meanwhile.
    static let stormWindow = Span.seconds(60)
    /// How long a hub or a gateway may be away before it is told.
    static let patience = Span.seconds(30)

    /// What is told, before it is known to whom.
    struct News: Hashable, Sendable {
        var kind: NotificationKind
        /// Wall time.
        var at: Timestamp
        var account: AccountName?
        var tag: OrderTag?
        var alert: Fingerprint?
        var text: String
        var numbers: [Number]
    }

    /// One number beside the text.
    struct Number: Hashable, Sendable {
        let name: String
        let value: Int64
    }

    struct Subject: Hashable, Comparable, Sendable {
        let kind: NotificationKind
        let name: String

        static func < (left: Subject, right: Subject) -> Bool {
            (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
        }
    }

    /// News that came again before its window was over.
    struct Storm: Hashable, Sendable {
        var endsAt: Timestamp
        var count: Int64 = 0
        var last: News?
    }

    /// A hub or a gateway that is away.
    struct Outage: Hashable, Sendable {
        var since: Timestamp
        var reason: String
        var isTold = false
        /// Whether it does not end by itself, and is told without patience.
        var isEviction = false

        /// The same one with the latest reason.
        func because(_ reason: String) -> Outage {
            var outage = self
            outage.reason = reason
            return outage
        }

        var untold: Outage {
            var outage = self
            outage.isTold = false
            return outage
        }
    }

    var queues: [String: NotificationQueue] = [:]
    var storms: [Subject: Storm] = [:]
    var hubs: [GatewayName: Outage] = [:]
    var gateways: [GatewayName: Outage] = [:]
    /// Wall time since which an order is UNRESOLVED.
    var lost: [OrderTag: Timestamp] = [:]
    /// What was told of an order that is not settled yet.
    var told: [OrderTag: Set<NotificationKind>] = [:]
    var refusedClosesTold: Int64 = 0
    var lastID: Int64 = 0
    /// Whether a Desk takes over from another of the same run.
    var isRecovering = false
    var deliveredCount: Int64 = 0
    var failedCount: Int64 = 0
    /// Steady time of the next thing to do.
    var nextDue: Timestamp?
    /// Rows of this input, by id: one that changes twice is written once.
    var changed: [Int64: NotificationRow] = [:]

    /// What outlasts a Desk whose last decisions could not be written. What it told may be among those, so
    /// whatever is still away is told again.
    var carriedOver: NotificationBook {
        var book = NotificationBook()
        (book.hubs, book.gateways) = (hubs.mapValues(\.untold), gateways.mapValues(\.untold))
        (book.deliveredCount, book.failedCount) = (deliveredCount, failedCount)
        book.isRecovering = true
        return book
    }

    var pendingCount: Int { queues.values.reduce(0) { $0 + $1.count } }

    // MARK: News

    /// Tells a receiver.
    mutating func put(_ news: News, level: NotificationLevel, for target: String, at now: Moment) {
        lastID += 1
        let row = NotificationRow(
            id: lastID, at: news.at, target: target, level: level, kind: news.kind, account: news.account,
            tag: news.tag, alert: news.alert, text: Self.short(news.text),
            numbers: Self.json(news.numbers), nextAt: now.wall)
        queues[target, default: NotificationQueue()].put(row, at: now.steady)
        changed[row.id] = row
    }

    /// Drops what there is no room for, and says how much that was.
    mutating func makeRoom(for target: NotifyTarget, at now: Moment) {
        let dropped = queues[target.name]?.overflow() ?? []
        guard !dropped.isEmpty else { return }
        for row in dropped { changed[row.id] = row }
        let count = Int64(dropped.count)
        let notice = queues[target.name]?.count(dropped: count) { count in
            (Self.droppedText(count), Self.json([Number(name: "count", value: count)]))
        }
        if let notice {
            changed[notice.id] = notice
        } else if let level = target.level(of: .dropped) {
            let news = News(
                kind: .dropped, at: now.wall, text: Self.droppedText(count),
                numbers: [Number(name: "count", value: count)])
            put(news, level: level, for: target.name, at: now)
        }
    }

    mutating func ended(_ id: Int64, _ ending: NotifyEnding, at now: Moment) {
        if ending == .delivered { deliveredCount += 1 } else { failedCount += 1 }
        for target in queues.keys {
            guard let row = queues[target]?.ended(id, ending, at: now) else { continue }
            changed[id] = row
        }
    }

    /// Whether news may be told now; else it is counted.
    mutating func mayTell(_ news: News, about subject: Subject, at now: Timestamp) -> Bool {
        if var storm = storms[subject], now < storm.endsAt {
            storm.count += 1
            storm.last = news
            storms[subject] = storm
            return false
        }
        storms[subject] = Storm(endsAt: now.advanced(by: Self.stormWindow))
        return true
    }

    /// Ends the windows that are over, and gives what was counted in them.
    mutating func endStorms(at now: Timestamp) -> [News] {
        var news: [News] = []
        for (subject, storm) in storms.filter({ $0.value.endsAt <= now }).sorted(by: { $0.key < $1.key }) {
            guard var last = storm.last else {
                storms[subject] = nil
                continue
            }
            if storm.count > 1 { last.text += " (\(storm.count) times since the one told before)" }
            last.numbers.append(Number(name: "times", value: storm.count))
            news.append(last)
            storms[subject] = Storm(endsAt: now.advanced(by: Self.stormWindow))
        }
        return news
    }

    /// The tries that begin now.
    mutating func calls(at now: Timestamp) -> [NotifyCall] {
        queues.keys.sorted().compactMap { queues[$0]?.next(at: now).map(NotifyCall.init) }
    }

    /// - Parameter mayTry: Whether tries may begin at all.
    mutating func schedule(mayTry: Bool) {
        var times: [Timestamp?] = storms.values.map(\.endsAt)
        times += hubs.filter { !$0.value.isTold && ($0.value.isEviction || gateways[$0.key] == nil) }
            .map { due($0.value) }
        times += gateways.values.filter { !$0.isTold }.map(due)
        if mayTry { times += queues.values.map(\.nextDue) }
        nextDue = times.compactMap { $0 }.min()
    }

    private func due(_ outage: Outage) -> Timestamp {
        outage.isEviction ? outage.since : outage.since.advanced(by: Self.patience)
    }

    // MARK: Words

    private static func droppedText(_ count: Int64) -> String {
        "\(count) notifications were dropped: more than \(NotificationQueue.pendingMax) were waiting, the "
            + "least important and oldest went first; the ledger has all of them"
    }

    static func json(_ numbers: [Number]) -> [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                for number in numbers { writer.member(number.name, number.value) }
            }
        }
    }

    /// What others say may be of any length.
    private static func short(_ text: String) -> String {
        text.count <= 500 ? text : text.prefix(499) + "…"
    }
}
