import Trading

/// A reading that somebody asked for by hand and waits for.
struct Reconciliation: Hashable, Sendable {
    let reply: ReplyID?
    /// Steady time: only snapshots asked from then on count.
    let since: Timestamp
    let until: Timestamp
    var open: Set<AccountName>
    var reports: [AccountName: ReconcileReport]

    /// How long whoever asked waits at most.
    static let patience = Span.seconds(20)
}

extension Desk {
    mutating func reconcile(_ name: AccountName?, for reply: ReplyID?) {
        let names = name.map { accounts[$0] == nil ? [] : [$0] } ?? accounts.keys.sorted()
        guard !names.isEmpty else {
            if let reply {
                let known = accounts.keys.map(\.text).joined(separator: ", ")
                let refusal = Refusal(
                    .accountMissing, reason: "the settings name no account \(name?.text ?? "")",
                    remedy: "use one of \(known)", key: "account")
                out.replies.append(AlertReply(id: reply, outcome: .refused(refusal)))
            }
            return
        }
        reconciliations.append(
            Reconciliation(
                reply: reply, since: now.steady, until: now.steady.advanced(by: Reconciliation.patience),
                open: Set(names),
                reports: Dictionary(uniqueKeysWithValues: names.map { ($0, ReconcileReport(account: $0)) })))
        for name in names { accounts[name]?.wantSnapshot(by: now.steady) }
        issueSnapshots()
    }

    /// Every difference that is written while somebody waits is his to see.
    mutating func tellReconciliations(_ row: DiscrepancyRow) {
        for index in reconciliations.indices where reconciliations[index].open.contains(row.account) {
            reconciliations[index].reports[row.account]?.discrepancies.append(row)
        }
    }

    mutating func noteUnreadable(_ name: AccountName, _ snapshot: GatewaySnapshot) {
        for index in reconciliations.indices where reconciliations[index].since <= snapshot.askedAt {
            reconciliations[index].reports[name]?.faults = snapshot.faults
        }
    }

    /// A complete snapshot was taken up.
    mutating func finishReconciliations(of name: AccountName, _ snapshot: GatewaySnapshot) {
        guard let book = accounts[name] else { return }
        for index in reconciliations.indices {
            guard reconciliations[index].since <= snapshot.askedAt,
                reconciliations[index].open.remove(name) != nil
            else {
                if reconciliations[index].open.contains(name) { accounts[name]?.wantSnapshot(by: now.steady) }
                continue
            }
            var report = reconciliations[index].reports[name] ?? ReconcileReport(account: name)
            report.isComplete = true
            report.faults = []
            report.positions = book.positions.values.filter { !$0.isFlat }.sorted {
                $0.contract < $1.contract
            }
            report.workingOrders = book.venueOrders.values.count
            report.balance = snapshot.state?.balance
            reconciliations[index].reports[name] = report
        }
        answerReconciliations { $0.open.isEmpty }
    }

    mutating func expireReconciliations() {
        let now = self.now.steady
        answerReconciliations { $0.until <= now }
    }

    private mutating func answerReconciliations(where isOver: (Reconciliation) -> Bool) {
        for one in reconciliations where isOver(one) {
            var reports = one.reports
            for name in one.open where reports[name]?.faults.isEmpty == true {
                reports[name]?.faults = ["no complete reading within \(Reconciliation.patience)"]
            }
            let sorted = reports.values.sorted { $0.account < $1.account }
            if let reply = one.reply {
                out.replies.append(AlertReply(id: reply, outcome: .reconciled(sorted)))
            }
        }
        reconciliations.removeAll(where: isOver)
    }
}
