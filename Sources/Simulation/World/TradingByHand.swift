import Journey
import Trading

/// Where somebody traded past the bridge, or the venue filled what it must not: what follows is not the bridge's
/// doing.
struct TradingByHand {
    /// Steady time of the last such act on an account.
    private var touchedAt: [AccountID: Timestamp] = [:]
    /// Accounts whose position the bridge's orders do not explain.
    private var unexplained: Set<AccountID> = []

    mutating func touch(_ account: AccountID, at now: Timestamp, explains: Bool) {
        touchedAt[account] = now
        if !explains { unexplained.insert(account) }
    }

    func isUnexplained(_ account: AccountID) -> Bool { unexplained.contains(account) }

    func touched(_ account: AccountID, within span: Span, at now: Timestamp) -> Bool {
        touchedAt[account].map { now.since($0) < span } ?? false
    }

    func touched(_ account: AccountID, since moment: Timestamp) -> Bool {
        touchedAt[account].map { $0 >= moment } ?? false
    }

    /// An account that is flat with nothing working, a minute after the last such act, is as good as new; a leader once
    /// its followers are flat too, since what they copied before stays.
    mutating func forgive(in world: World) {
        guard !unexplained.isEmpty else { return }
        // What waits for its chance is still to come.
        guard !world.venue.tricks.contains(.bothLegs) else { return }
        for account in unexplained.sorted() {
            guard !touched(account, within: .seconds(60), at: world.timeline.steady),
                world.venue.liveOrders(of: account).isEmpty,
                ([account] + world.plan.followers(of: account)).allSatisfy({ one in
                    world.plan.contracts.allSatisfy { world.venue.position(of: one, $0.id) == 0 }
                })
            else { continue }
            unexplained.remove(account)
        }
    }
}

extension World {
    /// What a person asks the bridge for by a command.
    func askByHand() {
        guard !weather.isHealed else { return }
        timeline.after(.milliseconds(.random(in: 1_000...40_000, using: &dice))) { [unowned self] in
            askByHand()
        }
        guard let account = plan.led.randomElement(using: &dice), let members = request(on: account) else {
            return
        }
        command(members, on: account.name, times: dice.chance(200) ? 2 : 1)
    }

    /// A person's command about one account.
    func command(_ members: String, on account: AccountName, times: Int = 1) {
        asked += 1
        let body = Array(#"{"id":"hand-\#(asked)","account":"\#(account)",\#(members)}"#.utf8)
        say("person", String(decoding: body, as: UTF8.self))
        ask(body, times: times)
    }

    func ask(_ body: [UInt8], times: Int) {
        _ = run?.take(body) { [unowned self] outcome in
            say("person", "answered \(outcome.status)")
            senders.toldByHand(outcome)
        }
        guard times > 1 else { return }
        timeline.after(.milliseconds(.random(in: 1...20_000, using: &dice))) { [unowned self] in
            ask(body, times: times - 1)
        }
    }

    private func request(on account: AccountProfile) -> String? {
        let position = venue.position(of: account.id, plan.contracts[0].id)
        switch Int.random(in: 0..<10, using: &dice) {
        case 0..<3:
            let side = dice.chance(500) ? "buy" : "sell"
            let size = Int.random(in: 1...2, using: &dice)
            return #""action":"place","contract":"MNQ","side":"\#(side)","size":\#(size),"stop_ticks":40"#
        case 3..<5 where position != 0:
            let side = position > 0 ? "sell" : "buy"
            return #""action":"place","contract":"MNQ","side":"\#(side)","size":1,"type":"market""#
        case 5, 6:
            guard let order = venue.liveOrders(of: account.id).randomElement(using: &dice) else { return nil }
            return #""action":"cancel","order":"\#(order.id)""#
        case 7:
            guard let order = venue.liveOrders(of: account.id).randomElement(using: &dice) else { return nil }
            return #""action":"modify","order":"\#(order.id)","size":\#(Int.random(in: 1...3, using: &dice))"#
        case 8: return #""action":"close","contract":"MNQ""#
        case 9: return dice.chance(300) ? #""action":"close_all""# : nil
        default: return nil
        }
    }
}
