package import Trading

/// What a follower has to do to stand where its leader's position leads it. Signed contracts, above zero long.
package enum CopyPlan {
    package enum Move: Hashable, Sendable {
        case nothing
        /// Contracts to add, from flat or on the side that is held.
        case enter(Side, Int64)
        /// Contracts to take off, by an order of this side.
        case reduce(Side, Int64)
        /// Everything in the product.
        case close
        /// The same, and then contracts on this side.
        case turn(Side, Int64)

        /// Whether some of it takes exposure away.
        package var exits: Bool {
            switch self {
            case .nothing, .enter: false
            case .reduce, .close, .turn: true
            }
        }

        package var enters: Bool {
            switch self {
            case .nothing, .reduce, .close: false
            case .enter, .turn: true
            }
        }
    }

    /// What the leader's executions ask for: no more is entered than they added, since the rest was denied before or
    /// is a person's own doing; what they took off is taken off down to the target.
    ///
    /// - Parameters:
    ///   - before: The target before the oldest execution that is not copied yet.
    ///   - fresh: The target before the oldest one that is young enough to be entered; nil where none is.
    ///   - target: What the follower is to hold now.
    ///   - held: What it holds, with nothing under way.
    package static func follow(from before: Int64, fresh: Int64?, to target: Int64, held: Int64) -> Move {
        guard target != held else { return .nothing }
        guard target != 0 else { return before == 0 ? .nothing : .close }
        let start = fresh ?? before
        let known = start.signum() == target.signum() ? size(start) : 0
        let raised = size(target) - known
        guard held.signum() != -target.signum() else {
            let turned = before.signum() == -target.signum()
            guard raised > 0, fresh != nil || turned else { return turned ? .close : .nothing }
            return .turn(side(of: target), min(raised, size(target)))
        }
        let missing = size(target) - size(held)
        guard missing < 0 else {
            let contracts = min(raised, missing)
            return contracts > 0 ? .enter(side(of: target), contracts) : .nothing
        }
        let isLowered = before.signum() == target.signum() && size(before) > size(target)
        return isLowered ? .reduce(side(of: target).opposite, -missing) : .nothing
    }

    /// What brings a follower that stands elsewhere to its target.
    package static func repair(to target: Int64, held: Int64) -> Move {
        guard target != held else { return .nothing }
        guard target != 0 else { return .close }
        guard held.signum() != -target.signum() else { return .turn(side(of: target), size(target)) }
        let missing = size(target) - size(held)
        return missing > 0 ? .enter(side(of: target), missing) : .reduce(side(of: target).opposite, -missing)
    }

    private static func side(of position: Int64) -> Side { position > 0 ? .buy : .sell }

    private static func size(_ position: Int64) -> Int64 { Int64(clamping: position.magnitude) }
}
