import Journey
import Trading

/// Nothing unknown is taken for known: no position, no absence, no end.
extension Judge {
    // MARK: Positions

    /// The venue's book, after every step.
    func followPositions() {
        for account in world.plan.accounts {
            for contract in world.plan.contracts {
                known.stands(
                    world.venue.position(of: account.id, contract.id), key(account.name, contract.id),
                    at: world.timeline.steady)
            }
        }
    }

    func told(_ position: Position, on account: AccountName) {
        guard !world.isLedgerDown else { return }
        known.told(position.signedSize, key(account, position.contract), at: world.timeline.steady)
    }

    func wasRead(_ snapshot: GatewaySnapshot) {
        for contract in world.plan.contracts {
            known.wasRead(key(snapshot.account, contract.id), askedAt: snapshot.askedAt)
        }
    }

    /// What was decided in an outage is written at its end.
    func judgePosition(_ row: PositionRow) {
        guard !world.isLedgerDown else { return }
        let position = row.position
        guard !known.takes(position.signedSize, key(row.account, position.contract)) else { return }
        world.violate(
            .positionIsKnown,
            "\(row.account) is taken to hold \(position.signedSize) of \(position.contract): neither the hub nor a "
                + "reading since told so")
    }

    private func key(_ account: AccountName, _ contract: ContractID) -> KnownPositions.Key {
        KnownPositions.Key(account: account, contract: contract)
    }

    // MARK: Absence

    /// An entry that was called not placed is not at the venue, and does not come there any more.
    func judgeAbsence(_ row: OrderRow) {
        guard row.orderClass == .entry, row.state == .notPlaced, shadow.orders[row.tag]?.state != .notPlaced,
            let account = world.plan.accounts.first(where: { $0.name == row.account }),
            let order = world.venue.order(tagged: row.tag.text, account: account.id),
            order.status != .rejected
        else { return }
        world.violate(
            .notPlacedIsNot, "\(row.tag) is given up, and is \(order.status) at the venue", tag: row.tag)
    }

    /// The same of a request that was still on its way.
    func judgeArrival(_ tag: OrderTag) {
        guard let row = shadow.orders[tag], row.orderClass == .entry, row.state == .notPlaced else { return }
        world.violate(.notPlacedIsNot, "\(tag) was given up, and arrives", tag: tag)
    }

    // MARK: Ends

    /// A close that was begun ends verified, or in a begun one that closes as much and more, which has to.
    func judgeCloseEnds(_ row: OrderRow, among rows: [LedgerRow]) {
        guard row.orderClass == .flatten, row.state.isTerminal, row.times.reconciledAt == nil,
            let before = shadow.orders[row.tag], !before.state.isTerminal, before.stage == .place
        else { return }
        let written = rows.compactMap { written in if case .order(let other) = written { other } else { nil }
        }
        let isTakenOver = (shadow.orders.values.filter(\.state.isLive) + written).contains { other in
            other.tag != row.tag && other.account == row.account && other.orderClass == .flatten
                && other.stage == .place && other.code != row.code
                && (other.contract == nil || other.contract == row.contract)
        }
        guard !isTakenOver || row.code != "TAKEN_OVER" else { return }
        world.violate(
            .flattenEndsFlat, "\(row.tag) was begun, and ends \(row.state.rawValue) without a flat reading",
            tag: row.tag)
    }
}
