import Journey
import Trading

/// Makes look-ups that wait for one account share their reads: forty lost orders after a crash would else ask
/// for the same pages forty times, and use up the minute's requests.
///
/// @unchecked Sendable: touched only on the client's queue.
final class LookUpRounds: @unchecked Sendable {
    private struct Wish: Sendable {
        let tag: OrderTag
        let since: Timestamp
        let then: @Sendable (LookUp, Moment?) -> Void
    }

    /// From an account's first wish to its round: those of one decision come one after another, and the first of
    /// them alone would have a round of its own.
    static let gathering = Span.milliseconds(5)

    private let reader: Reader
    private let queue: any WorkQueue
    /// Wishes for an account's next round; an account without a round under way or about to begin has no entry.
    private var waiting: [AccountName: [Wish]] = [:]
    private var alarms: [AccountName: Alarm] = [:]

    init(reader: Reader, on queue: any WorkQueue) {
        self.reader = reader
        self.queue = queue
    }

    /// - Parameter then: takes what was found, and when the round's first request was handed over.
    func lookUp(
        _ tag: OrderTag, since: Timestamp, account: AccountID, name: AccountName,
        then: @escaping @Sendable (LookUp, Moment?) -> Void
    ) {
        let wish = Wish(tag: tag, since: since, then: then)
        // A round under way began before this wish: its silence would prove nothing.
        if waiting[name] != nil { return waiting[name, default: []].append(wish) }
        waiting[name] = [wish]
        let alarm = Alarm(on: queue)
        alarms[name] = alarm
        alarm.set(after: Self.gathering) { [self] in
            alarms[name] = nil
            begin(account, name)
        }
    }

    func abandon() {
        waiting = [:]
        alarms.values.forEach { $0.cancel() }
        alarms = [:]
    }

    /// Begins a round with whoever waits; without anybody, the next wish gathers others anew.
    private func begin(_ account: AccountID, _ name: AccountName) {
        let next = waiting[name] ?? []
        waiting[name] = next.isEmpty ? nil : []
        if !next.isEmpty { run(next, account: account, name: name) }
    }

    private func run(_ wishes: [Wish], account: AccountID, name: AccountName) {
        let since = wishes.map(\.since).min() ?? Timestamp(microseconds: 0)
        let machine = LookUpMachine(
            tags: Set(wishes.map(\.tag)), account: account, name: name, since: since)
        reader.run(machine, as: .lookUp) { [self] results, handedAt in
            for wish in wishes {
                wish.then(results[wish.tag] ?? .unreadable("the look-up ended without a word"), handedAt)
            }
            begin(account, name)
        }
    }
}
