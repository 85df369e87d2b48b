import Trading

/// Readings that only prove a close: orders and positions, and nothing else.
extension Desk {
    /// Has an account read for a close that waits to be verified.
    ///
    /// Where nothing was done since the last view showed it flat, two of the four reads prove it. Where somebody else
    /// waits for a reading, or the hub cannot tell of executions, it is a whole one.
    mutating func wantProof(for tag: OrderTag, on account: AccountName) {
        guard let book = accounts[account], orders[tag]?.flatten?.needsExposureAlone == true,
            gateways[book.profile.gateway]?.isStreamReady == true, book.reconciledAt != nil,
            !book.isReadingAwaited, book.snapshotDue.map({ $0 > now.steady }) ?? true,
            // What has ended or was filled since the last whole reading is still to be agreed with.
            book.unshown.isEmpty, !orders.of(account).contains(where: { $0.row.state.isTerminal })
        else {
            accounts[account]?.wantSnapshot(by: now.steady)
            return issueSnapshots()
        }
        guard !book.isProofAsked else { return }
        change(account) { $0.isProofAsked = true }
        out.calls.append(.snapshot(account: account, since: now.wall, urgency: .proof))
    }

    /// Takes up orders and positions. One that shows less is no proof, and the close asks for a whole one after it.
    mutating func takeProof(_ snapshot: GatewaySnapshot) {
        let name = snapshot.account
        guard accounts[name] != nil else { return }
        change(name) { $0.isProofAsked = false }
        if let newer = accounts[name]?.overtakenBefore, snapshot.askedAt < newer {
            accounts[name]?.wantSnapshot(by: now.steady)
            return
        }
        if snapshot.showsExposure {
            reconcile(name, snapshot)
        } else {
            note(.reconcile, "not readable: \(snapshot.faults.joined(separator: "; "))", account: name)
        }
        verify(name, snapshot)
    }
}
