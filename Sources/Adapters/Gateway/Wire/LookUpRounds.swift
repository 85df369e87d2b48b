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

    private let reader: Reader
    /// Wishes for the round after the one under way; an account without a round under way has no entry.
    private var waiting: [AccountName: [Wish]] = [:]

    init(reader: Reader) { self.reader = reader }

    /// - Parameter then: takes what was found, and when the round's first request was handed over.
    func lookUp(
        _ tag: OrderTag, since: Timestamp, account: AccountID, name: AccountName,
        then: @escaping @Sendable (LookUp, Moment?) -> Void
    ) {
        let wish = Wish(tag: tag, since: since, then: then)
        // A round under way began before this wish: its silence would prove nothing.
        if waiting[name] != nil { return waiting[name, default: []].append(wish) }
        waiting[name] = []
        run([wish], account: account, name: name)
    }

    func abandon() { waiting = [:] }

    private func run(_ wishes: [Wish], account: AccountID, name: AccountName) {
        let since = wishes.map(\.since).min() ?? Timestamp(microseconds: 0)
        let machine = LookUpMachine(
            tags: Set(wishes.map(\.tag)), account: account, name: name, since: since)
        reader.run(machine, as: .lookUp) { [self] results, handedAt in
            for wish in wishes {
                wish.then(results[wish.tag] ?? .unreadable("the look-up ended without a word"), handedAt)
            }
            let next = waiting[name] ?? []
            waiting[name] = next.isEmpty ? nil : []
            if !next.isEmpty { run(next, account: account, name: name) }
        }
    }
}
