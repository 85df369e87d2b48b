import Journey
import Trading

/// What a run of the program can know of the venue, kept apart from its Desk: from what it was told alone.
///
/// An order may be judged before something that waits beside it in one batch, so each fact is held as it stood
/// before the batch, too.
struct BridgeView {
    private var readyAt: Timestamp?
    /// Accounts that a whole snapshot compared since the hub became ready.
    private var compared: Set<AccountName> = []
    private var before: Set<AccountName> = []
    /// Another session took the hub for good.
    private(set) var isEvicted = false

    /// Answers that told the venue's time.
    private(set) var clockReadings = 0

    /// The contracts that take orders, as the venue told last, and the wall time of that.
    private(set) var months: (active: Set<ContractID>, at: Timestamp)?

    mutating func hears(_ event: GatewayEvent, at now: Moment) {
        if case .contracts(_, let contracts) = event {
            months = (Set(contracts.filter(\.isActive).map(\.id)), now.wall)
        }
        if case .clock = event { clockReadings += 1 }
        guard case .stream(_, let state) = event else { return }
        isEvicted = state == .evicted
        readyAt = state == .ready ? now.steady : nil
        compared = []
    }

    mutating func hears(_ answer: GatewayAnswer) {
        guard case .snapshot(let snapshot) = answer.result, snapshot.isComplete, let readyAt,
            snapshot.askedAt >= readyAt
        else { return }
        compared.insert(snapshot.account)
    }

    /// A batch was handled whole.
    mutating func turned() { before = compared }

    func isReconciling(_ account: AccountName) -> Bool {
        !compared.contains(account) && !before.contains(account)
    }
}
