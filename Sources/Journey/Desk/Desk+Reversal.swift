import Trading

/// A reversal by one order, where the rule asks for that: it closes what is held and enters the other way.
///
/// The venue makes the legs of a bracket as large as their order, so only an entry without a bracket may go so, out of
/// a position that nothing else works on; every other reversal closes, verifies flat, and then enters. The one order is
/// an entry to the gate, with all of its contracts. Where it ends without having taken the position off, the close
/// that it stood for begins: an exit is never lost to what stops an entry.
///
/// Source: risk specification, section 2.3.
extension Desk {
    /// A close and the entry behind it, which one order may stand for.
    struct Reversal {
        let close: Wish
        let entry: Wish
        /// What the account holds, above zero long.
        let held: Int64
    }

    /// How long one waits for its turn among the requests of its login.
    static let reversalPatience = Span.seconds(1)

    /// Those that one order can stand for. Of accounts that must not be hedged against each other none enters before
    /// all are flat, so where the alert reaches two of them each closes first.
    func reversals(among wishes: [Wish]) -> [Reversal] {
        guard ledger == .sound else { return [] }
        let closes = Dictionary(grouping: wishes.filter { $0.intent.orderClass == .flatten }) {
            $0.intent.tag
        }
        return wishes.compactMap { entry in
            guard let close = entry.intent.after.flatMap({ closes[$0]?.first }), entry.leaving == nil,
                let rule = settings.router.rules.first(where: { $0.name == entry.intent.rule }),
                rule.reversal == .singleOrder, entry.isWithoutBracket, entry.isSizedByItself,
                let book = accounts[entry.intent.account],
                !wishes.contains(where: { isFellow($0, of: book, besides: [close, entry]) }),
                let held = heldAlone(against: entry.intent.side, entry.intent.contract, book)
            else { return nil }
            return Reversal(close: close, entry: entry, held: held)
        }
    }

    /// Whether a wish is for the same account, or for one that must not be hedged against it.
    private func isFellow(_ wish: Wish, of book: AccountBook, besides own: [Wish]) -> Bool {
        guard !own.contains(where: { $0.intent.tag == wish.intent.tag }) else { return false }
        if wish.intent.account == book.profile.name { return true }
        guard let scope = book.profile.hedge else { return false }
        return accounts[wish.intent.account]?.profile.hedge == scope
    }

    /// What an account holds against a side in one contract, above zero long; nil unless it is known and is all that
    /// the account has in the product: nothing works or is on its way that could take it off as well.
    private func heldAlone(
        against side: Side?, _ contract: ContractID?, _ book: AccountBook, besides tag: OrderTag? = nil
    ) -> Int64? {
        guard let side, let contract, book.hasPositions, book.unshown[contract]?.isWaiting != true,
            let held = book.positions[contract]?.signedSize, held.signum() == -side.sign,
            let root = self.contract(of: contract, on: book.profile.name)?.root
        else { return nil }
        func isOfRoot(_ other: ContractID) -> Bool {
            self.contract(of: other, on: book.profile.name).map { $0.root == root } ?? true
        }
        let isBeside =
            book.venueOrders.values.contains { isOfRoot($0.contract) }
            || book.positions.values.contains {
                !$0.isFlat && $0.contract != contract && isOfRoot($0.contract)
            }
            || orders.of(book.profile.name).contains { other in
                other.row.tag != tag && other.row.state.isLive
                    && (other.row.orderClass == .flatten || other.row.contract.map(isOfRoot) != false)
            }
        return isBeside ? nil : held
    }

    /// Judges the one order, and where the gate does not take it the two that it would have stood for.
    ///
    /// - Returns: Tags of what was judged.
    mutating func judge(_ reversal: Reversal, _ signal: Signal, _ arrival: Arrival) -> [OrderTag] {
        var single = reversal.entry
        single.intent.after = nil
        single.sizing?.turned = Int64(clamping: reversal.held.magnitude)
        let (order, input) = draft(single.intent, sizing: single.sizing, signal, arrival)
        let wishes = examine(order.row, input).denial == nil ? [single] : [reversal.close, reversal.entry]
        for wish in wishes { judge(wish, signal, arrival) }
        return wishes.map(\.intent.tag)
    }

    /// What the gate says of an order. One that reverses has to pass as if nothing were held, too: its position may be
    /// gone already while the hub is silent, and all of it would be entered.
    func examine(_ row: OrderRow, _ input: GateInput) -> GateReport {
        let report = RiskGate.examine(input)
        guard row.isSingleReversal, report.denial == nil else { return report }
        var flat = input
        flat.position = 0
        let alone = RiskGate.examine(flat)
        return alone.denial == nil ? report : alone
    }

    /// Whether the account still holds what the order is to close, and nothing beside it, and entries may leave at all.
    func stillReverses(_ order: LiveOrder) -> Bool {
        guard ledger == .sound, let turned = order.turned, let book = accounts[order.row.account] else {
            return false
        }
        return heldAlone(against: order.row.side, order.row.contract, book, besides: order.row.tag) == turned
    }

    /// Begins the close that an ended order stood for, where it left the position open.
    mutating func closeAfterReversal(_ row: OrderRow) {
        guard row.isSingleReversal, row.filled < row.size ?? 0, let alert = row.alert,
            let (side, contract) = row.side.flatMap({ side in row.contract.map { (side, $0) } }),
            let book = accounts[row.account], heldOrFilled(side, contract, book).signum() == -side.sign
        else { return }
        let isClosing = orders.of(row.account).contains { other in
            other.row.state.isLive && closes(other, contract)
        }
        guard !isClosing else { return }
        guard now.wall.since(row.createdAt) <= Self.exitAgeMax else {
            return note(
                .record, "the position stays open: its reversal was decided more than \(Self.exitAgeMax) ago",
                alert: alert, account: row.account, tag: row.tag)
        }
        note(
            .place, "did not turn the position round: it is closed", alert: alert, account: row.account,
            tag: row.tag)
        close(contract, leg: row.leg - 1, after: row, alert, book)
    }
}

extension OrderRow {
    /// Whether it closes a position and opens another by itself. Of a reversal's two legs the second is the entry; one
    /// that names no close before it stands for both, in the ledger too.
    package var isSingleReversal: Bool {
        orderClass == .entry && alert != nil && rule != nil && parent == nil && leg % 2 == 1
            && leg < Watch.firstStop
    }
}

extension Desk.Wish {
    fileprivate var isWithoutBracket: Bool {
        intent.type == .market && intent.bracket?.stop == nil && intent.bracket?.target == nil
    }

    /// Whether its contracts follow from the alert and the rule, and not from a position that is to go first.
    fileprivate var isSizedByItself: Bool {
        guard let sizing, !sizing.isTarget else { return false }
        switch sizing.rule.kind {
        case .fixed, .multiply, .balance: return true
        case .position, .risk: return false
        }
    }
}
