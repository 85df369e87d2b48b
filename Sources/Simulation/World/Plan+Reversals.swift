import Journey
import Trading

/// Positions that one order closes and turns round.
extension Plan {
    private static let reversalSeed: UInt64 = 0x7042_7042_7042_7042

    /// In a fifth of the worlds without firms, copies and scenes. By dice of their own, so that the others are as they
    /// always were.
    static func reversesAtOnce(seed: UInt64, hasMore: Bool) -> Bool {
        var dice = Dice(seed: seed ^ reversalSeed)
        return dice.chance(200) && !hasMore
    }

    /// The rule without brackets and with one order for both halves of a reversal.
    static func reversing(_ rule: Rule) -> Rule {
        Rule(
            name: rule.name, when: rule.condition,
            to: rule.targets.map { target in
                Rule.Target(account: target.account, root: target.root, size: target.size)
            }, resendsEntries: rule.resendsEntries, reversal: .singleOrder)
    }
}

extension AccountProfile {
    /// Room for an order of what is held and what is entered, and no stop asked for.
    var withoutStops: AccountProfile {
        var held = holding
        held.needsStops = false
        return AccountProfile(
            name: name, gateway: gateway, id: id,
            limits: RiskLimits(sizeMax: 5, positionMax: limits.positionMax + 3, requiresStop: false),
            holding: held, hedge: hedge, state: state, resizesProtection: resizesProtection,
            unprotected: unprotected, cutOff: cutOff, hours: hours, orderRate: orderRate)
    }
}
