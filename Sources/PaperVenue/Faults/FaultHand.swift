import Dispatch
import Trading

/// Carries out the faults that strike by themselves: on the book, the market and the hubs.
struct FaultHand: Sendable {
    let house: VenueHouse
    let pump: HubPump

    func perform(_ fault: VenueFault) {
        switch fault {
        case .leftoverStopFills(let milliseconds):
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                fillLeftoverStops()
            }
        case .foreignOrder(let account, let root, let side, let size):
            place(account, root: root, side: side, size: size)
        case .platformFlatten(let account):
            for id in accounts(account) { house.turn { core, now in core.flatten(id, at: now) } }
        case .canTrade(let account, let canTrade):
            for id in accounts(account) {
                house.turn { core, now in core.change(id, at: now) { $0.canTrade = canTrade } }
            }
        case .contractRoll(let product): house.turn { core, _ in core.catalogue.roll(product) }
        default: pump.suffer(fault)
        }
        house.wakeUp()
    }

    /// After a bracket child filled: moves the price to its sibling.
    func race(_ order: VenueOrder) {
        house.turn { core, now in
            for id in core.siblings(of: order) {
                guard let sibling = core.book.orders[id], sibling.status == .open,
                    let price = sibling.limitPrice ?? sibling.stopPrice
                else { continue }
                core.setPrice(sibling.contract, to: price, at: now)
            }
        }
    }

    private func accounts(_ number: Int64?) -> [AccountID] {
        if let number { return [AccountID(number)] }
        return house.turn { core, _ in core.book.accounts.keys.sorted() }
    }

    private func place(_ account: Int64?, root: String, side: Int64, size: Int64) {
        guard let id = accounts(account).first else { return }
        house.turn { core, now in
            let found = core.catalogue.available(on: core.day).first { $0.product.root == root }
            guard let found else { return }
            _ = core.place(
                VenuePlaceRequest(
                    account: id, contract: found.id, type: OrderType.market.rawValue, side: side,
                    size: size), at: now)
        }
    }

    /// Moves the price to every working stop of a contract that its account does not hold any more.
    private func fillLeftoverStops() {
        house.turn { core, now in
            let stops = core.book.orders.values.filter {
                $0.status == .open && $0.type == OrderType.stop.rawValue
                    && core.book.position($0.account, $0.contract) == nil
            }
            for stop in stops.sorted(by: { $0.id < $1.id }) {
                guard let price = stop.stopPrice else { continue }
                core.setPrice(stop.contract, to: price, at: now)
            }
        }
        house.wakeUp()
    }
}
