package import Trading

/// What an entry does about what an account holds and has working, as its dialect's senders expect.
package struct EntryPolicy: Hashable, Sendable {
    package enum Working: String, Hashable, Sendable {
        case keep
        /// Resting entries in the product are cancelled before this one leaves.
        case cancel
        /// The same, once one of them stands on the other side.
        case cancelOpposite
    }

    /// Whether a position the other way is closed, and verified flat, before the entry leaves; else the entry
    /// goes out as it is: what it takes off is an exit, and the rest is entered behind that.
    package var closesOpposite: Bool
    package var working: Working

    package init(closesOpposite: Bool = false, working: Working = .keep) {
        self.closesOpposite = closesOpposite
        self.working = working
    }

    /// The order that was said and nothing else.
    package static let asSaid = EntryPolicy()

    /// What goes before an entry leaves.
    package enum Clearing: Hashable, Sendable {
        case nothing
        /// Everything in the product is closed and cancelled.
        case everything
        /// Entries that wait at their price on these sides are taken back; what is held stays.
        case entries(Set<Side>)
    }

    /// - Parameters:
    ///   - held: Contracts, above zero long.
    ///   - resting: The sides of entries that wait at their price.
    package func clearing(before side: Side, held: Int64, resting: Set<Side>) -> Clearing {
        if closesOpposite, held.signum() == -side.sign { return .everything }
        switch working {
        case .keep: return .nothing
        // Beside what is held nobody asked for a close.
        case .cancel: return resting.isEmpty ? .nothing : held == 0 ? .everything : .entries(resting)
        case .cancelOpposite:
            return resting.contains(side.opposite) ? .entries([side.opposite]) : .nothing
        }
    }

    /// The words in which `explain` tells it.
    package var words: String {
        let opposite =
            closesOpposite
            ? "an opposite position is closed first" : "sent as it is, against a position as an exit"
        switch working {
        case .keep: return opposite
        case .cancel: return opposite + ", working entries are cancelled"
        case .cancelOpposite: return opposite + ", working entries of the other side are cancelled"
        }
    }
}

/// How an account stands in a product.
package enum Standing: String, Hashable, Sendable, CaseIterable {
    case flat, long, short

    package static let all = Set(allCases)

    /// - Parameter held: Contracts, above zero long.
    package init(held: Int64) { self = held > 0 ? .long : held < 0 ? .short : .flat }

    /// Where an order of this side leads from flat.
    package init(_ side: Side) { self = side == .buy ? .long : .short }
}
