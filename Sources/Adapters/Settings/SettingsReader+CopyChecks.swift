import Journey
import Trading
import YAML

/// What shows of copies only when everything is read.
extension SettingsReader {
    /// A copy must never feed a copy: an account either leads or follows.
    mutating func refuseCircles(_ copies: [PlacedCopy]) {
        var led: [AccountName: [AccountName]] = [:]
        for placed in copies { led[placed.copy.leader, default: []] += placed.copy.followers.map(\.account) }
        for placed in copies {
            let leader = placed.copy.leader
            let name = Label.quoted(placed.copy.name)
            if let circle = Self.path(from: leader, to: leader, led) {
                report.add(
                    "copy \(name) leads in a circle: \(circle.map { Label.bare($0.text) }.joined(separator: " -> "))",
                    remedy: "take one of these accounts out: a copy is never copied", at: placed.leader)
            } else if let other = copies.first(where: {
                $0.copy.followers.contains { $0.account == leader }
            }) {
                report.add(
                    "copy \(name) is led by \(Label.bare(leader.text)), which follows in copy "
                        + Label.quoted(other.copy.name),
                    remedy:
                        "name \(Label.bare(other.copy.leader.text)) as its leader: a copy is never copied",
                    at: placed.leader)
            }
        }
    }

    /// The accounts on the shortest way, both ends included; nil without one.
    private static func path(
        from start: AccountName, to end: AccountName, _ led: [AccountName: [AccountName]]
    ) -> [AccountName]? {
        var ways = [[start]]
        var seen: Set<AccountName> = []
        while !ways.isEmpty {
            let way = ways.removeFirst()
            for next in led[way[way.count - 1]] ?? [] {
                if next == end { return way + [next] }
                if seen.insert(next).inserted { ways.append(way + [next]) }
            }
        }
        return nil
    }

    /// Two copies that lead one account to two targets in one product would fight for ever.
    mutating func refuseTwoLeaders(_ copies: [PlacedCopy]) {
        for (index, later) in copies.enumerated() {
            for (follower, place) in zip(later.copy.followers, later.followers) {
                let earlier = copies[..<index].first { earlier in
                    earlier.copy.followers.contains {
                        $0.account == follower.account && Self.meet(later.copy, follower, earlier.copy, $0)
                    }
                }
                guard let earlier else { continue }
                report.add(
                    "\(Label.bare(follower.account.text)) follows in copy \(Label.quoted(later.copy.name)) and in "
                        + "copy \(Label.quoted(earlier.copy.name)), in the same product",
                    remedy: "let it follow in one of them, or name a contract in both", at: place)
            }
        }
    }

    private static func meet(
        _ one: Copy, _ first: Copy.Follower, _ two: Copy, _ second: Copy.Follower
    ) -> Bool {
        guard let own = first.root ?? one.root, let other = second.root ?? two.root else { return true }
        return own == other
    }

    /// Long here and short there is what no firm allows one person.
    mutating func refuseHedges(_ copies: [PlacedCopy], _ accounts: [AccountProfile]) {
        let scopes = Dictionary(accounts.map { ($0.name, $0.hedge) }) { first, _ in first }
        for placed in copies {
            for (follower, place) in zip(placed.copy.followers, placed.followers) where follower.isInverse {
                guard let own = scopes[follower.account] ?? nil, own == scopes[placed.copy.leader] ?? nil
                else { continue }
                report.add(
                    "\(Label.bare(follower.account.text)) is to be short where \(Label.bare(placed.copy.leader.text)) "
                        + "is long, and both belong to \(Label.bare(own.person)) at \(Label.bare(own.firm))",
                    remedy: "remove inverse: a firm counts that as hedging", at: place)
            }
        }
    }

    mutating func noteCopies(_ copies: [PlacedCopy], _ accounts: [AccountProfile], _ rules: [Rule]) {
        let profiles = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
        for placed in copies {
            for (follower, place) in zip(placed.copy.followers, placed.followers) {
                let name = Label.bare(follower.account.text)
                if follower.bracket == nil, profiles[follower.account]?.limits.requiresStop == true {
                    report.note(
                        "copy \(Label.quoted(placed.copy.name)) gives \(name) no bracket: what a person trades "
                            + "on \(Label.bare(placed.copy.leader.text)) is denied there, BRACKET_REQUIRED",
                        remedy: "add bracket: { stop_ticks: … } to the follower", at: place)
                }
                let rule = rules.first { $0.targets.contains { $0.account == follower.account } }
                guard let rule else { continue }
                report.note(
                    "\(name) follows in copy \(Label.quoted(placed.copy.name)) and is traded by rule "
                        + Label.quoted(rule.name),
                    remedy: "its position in a copied product belongs to the copy; keep one of the two",
                    at: place)
            }
        }
    }
}
