package import Trading

/// Bracket legs that fit no position: what stays working after its position is gone, or is larger than what is
/// left of it, opens a new one when it fills.
///
/// Source: neither a close nor an opposite order cancels or resizes bracket legs at this venue (live captures
/// and reports, read 2026-09).
extension Desk {
    /// Two complete snapshots at least so far apart have to show a leg without a position.
    static let strayPatience = Span.seconds(1)

    /// - Parameter askedAt: When the complete snapshot that was just compared was asked.
    mutating func sweepProtection(_ name: AccountName, askedAt: Timestamp) {
        // What it would send is new: it waits until that can be written.
        guard ledger != .down, let book = accounts[name] else { return }
        var stray: [ContractID: Timestamp] = [:]
        // What moved in between is seen anew, by two readings again.
        accounts[name]?.oversizeLegs = [:]
        accounts[name]?.turnedLegs = [:]
        for (contract, legs) in legsByContract(book) where isSettled(contract, legs, book, askedAt) {
            let position = book.position(in: contract) ?? 0
            guard position == 0 else {
                cancelTurned(legs, contract, position: position, book, askedAt)
                fit(legs, contract, position: position, book, askedAt)
                continue
            }
            accounts[name]?.oversizeTold[contract] = nil
            let first = book.strayLegs[contract] ?? askedAt
            stray[contract] = first
            if askedAt.since(first) >= Self.strayPatience { cancelStray(legs, position: 0, name) }
            accounts[name]?.wantSnapshot(by: now.steady.advanced(by: Self.strayPatience))
        }
        accounts[name]?.strayLegs = stray
    }

    /// Whether nothing of an account is on its way, and its bracket legs fit what it holds or will be left.
    package func isTidy(_ name: AccountName) -> Bool {
        guard let book = accounts[name] else { return true }
        let isMoving = orders.of(name).contains { order in
            (order.check != nil || !order.open.isEmpty || order.row.state == .approved
                || order.row.state == .sent)
        }
        guard !isMoving, book.unshown.isEmpty else { return false }
        return legsByContract(book).allSatisfy { contract, legs in
            let position = book.position(in: contract) ?? 0
            let held = Int64(clamping: position.magnitude)
            let isLeft = !book.profile.resizesProtection || book.resizeRefused.contains(contract)
            guard legs.allSatisfy({ position == 0 || $0.row.side == Self.exitSide(of: position) }) else {
                return false
            }
            return Self.groups(legs).allSatisfy { Self.contracts($0) <= held } || (isLeft && held > 0)
        }
    }

    private static func exitSide(of position: Int64) -> Side { position > 0 ? .sell : .buy }

    /// What may fill in one move, apart: brackets, of whose two legs one fills; and by themselves the limits and
    /// the stops that a person placed. The oldest come first.
    private static func groups(_ legs: [LiveOrder]) -> [[[LiveOrder]]] {
        let brackets = Dictionary(grouping: legs.filter { $0.row.parent != nil }) { $0.row.parent }.values
        let byHand = legs.filter(\.isRestingExit)
        let limits = byHand.filter { !$0.row.type.isStop }.map { [$0] }
        let stops = byHand.filter(\.row.type.isStop).map { [$0] }
        return [Array(brackets), limits, stops].map { $0.sorted { number($0) < number($1) } }
    }

    private static func contracts(_ pairs: [[LiveOrder]]) -> Int64 {
        pairs.reduce(0) { $0 + ($1.map(\.remaining).max() ?? 0) }
    }

    /// Our working bracket legs, with nothing under way about them. What another hand placed stays as it is.
    private func legsByContract(_ book: AccountBook) -> [(key: ContractID, value: [LiveOrder])] {
        let legs = orders.of(book.profile.name).filter { leg in
            guard leg.row.orderClass == .protect, leg.open.isEmpty,
                leg.check == nil, leg.row.alert != nil, let id = leg.row.venueOrder
            else { return false }
            return book.venueOrders[id]?.status == .open
        }.sorted { $0.row.tag < $1.row.tag }
        let known = legs.compactMap { leg in leg.row.contract.map { ($0, leg) } }
        return Dictionary(grouping: known) { $0.0 }.mapValues { $0.map(\.1) }.sorted { $0.key < $1.key }
    }

    /// Whether nothing moves in a contract: no order of ours on its way, no fill that the position lacks, no
    /// close, no leg of an entry that may still fill, and no word newer than the snapshot.
    private func isSettled(
        _ contract: ContractID, _ legs: [LiveOrder], _ book: AccountBook, _ askedAt: Timestamp
    ) -> Bool {
        let isMoving = orders.of(book.profile.name).contains { other in
            other.row.state.isLive
                && other.row.orderClass != .protect && !rests(other, book)
                && (other.row.contract == nil || other.row.contract == contract)
        }
        let isFilling = legs.contains { leg in
            leg.row.parent.flatMap { orders[$0] }?.row.state.isLive == true
        }
        let isFresh = (book.positionsAt[contract] ?? .distantPast) >= askedAt
        return !isMoving && !isFilling && !isFresh && book.unshown[contract] == nil
    }

    /// Whether an entry only waits at its price: it may do so for days, and brings legs of its own when it fills.
    private func rests(_ order: LiveOrder, _ book: AccountBook) -> Bool {
        guard order.row.orderClass == .entry, order.row.state == .working, order.row.type != .market,
            order.row.filled == 0, order.open.isEmpty, order.check == nil, let id = order.row.venueOrder
        else { return false }
        return book.venueOrders[id]?.status == .open
    }

    /// Legs of a position that turned round would add to it.
    private mutating func cancelTurned(
        _ legs: [LiveOrder], _ contract: ContractID, position: Int64, _ book: AccountBook,
        _ askedAt: Timestamp
    ) {
        let turned = legs.filter { $0.row.side != Self.exitSide(of: position) }
        guard !turned.isEmpty else { return }
        let name = book.profile.name
        let first = book.turnedLegs[contract] ?? askedAt
        accounts[name]?.turnedLegs[contract] = first
        accounts[name]?.wantSnapshot(by: now.steady.advanced(by: Self.strayPatience))
        guard askedAt.since(first) >= Self.strayPatience else { return }
        cancelStray(turned, position: position, name)
    }

    private mutating func cancelStray(_ legs: [LiveOrder], position: Int64, _ name: AccountName) {
        for leg in legs {
            guard let id = leg.row.venueOrder else { continue }
            record(
                discrepancy: "stray_protection", account: name, subject: leg.row.tag.text,
                ours: position == 0 ? "flat" : "\(position)",
                theirs: "\(leg.row.side?.rawValue ?? "?") \(leg.row.size ?? 0) working", done: "cancelled")
            open(.cancel, of: leg.row.tag, about: "\(id)")
            askCancel(id, of: leg.row.tag, on: name)
        }
    }

    /// A partial exit leaves its legs at their old size: filling whole they would turn the position round.
    private mutating func fit(
        _ legs: [LiveOrder], _ contract: ContractID, position: Int64, _ book: AccountBook,
        _ askedAt: Timestamp
    ) {
        let name = book.profile.name
        let groups = Self.groups(legs.filter { $0.row.side == Self.exitSide(of: position) })
        let protected = groups.map(Self.contracts).max() ?? 0
        guard protected > abs(position) else {
            accounts[name]?.resizeRefused.remove(contract)
            accounts[name]?.oversizeTold[contract] = nil
            return
        }
        guard book.profile.resizesProtection, !book.resizeRefused.contains(contract) else {
            return tellOversize(contract, position: position, protected: protected, name)
        }
        let first = book.oversizeLegs[contract] ?? askedAt
        accounts[name]?.oversizeLegs[contract] = first
        accounts[name]?.wantSnapshot(by: now.steady.advanced(by: Self.strayPatience))
        guard askedAt.since(first) >= Self.strayPatience else { return }
        accounts[name]?.oversizeLegs[contract] = nil
        for pairs in groups { shrink(pairs, position: position) }
    }

    /// The oldest give way first.
    private mutating func shrink(_ pairs: [[LiveOrder]], position: Int64) {
        var excess = Self.contracts(pairs) - abs(position)
        for pair in pairs where excess > 0 {
            let size = pair.map(\.remaining).max() ?? 0
            let kept = max(0, size - excess)
            excess -= size - kept
            shrink(pair, to: kept, position: position)
        }
    }

    /// By which a pair's age goes: the venue counts its orders up.
    private static func number(_ pair: [LiveOrder]) -> Int64 {
        pair.compactMap { $0.row.venueOrder?.number }.min() ?? .max
    }

    /// Makes every leg of one pair that is larger protect so many contracts; with none left it is cancelled.
    private mutating func shrink(_ pair: [LiveOrder], to kept: Int64, position: Int64) {
        for leg in pair where leg.remaining > kept {
            guard kept > 0 else {
                send(ChangeCheck(wanted: nil, purpose: .resize(position: position)), of: leg.row.tag)
                continue
            }
            guard let size = (leg.row.filled.checked(adding: kept)).flatMap(Size.init),
                let change = OrderChange(size: size)
            else { continue }
            send(ChangeCheck(wanted: change, purpose: .resize(position: position)), of: leg.row.tag)
        }
    }

    /// Each new mismatch is told once.
    private mutating func tellOversize(
        _ contract: ContractID, position: Int64, protected: Int64, _ name: AccountName
    ) {
        let text = "\(protected) contracts of protection for a position of \(position)"
        guard accounts[name]?.oversizeTold[contract] != text else { return }
        accounts[name]?.oversizeTold[contract] = text
        record(
            discrepancy: "protection_exceeds_position", account: name, subject: contract.text,
            ours: "\(position)", theirs: "\(protected)",
            done: "left: resize it on the platform, or send close, which cancels it")
    }
}
