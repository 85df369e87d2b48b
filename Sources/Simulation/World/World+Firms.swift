import Journey
import Trading

/// People who read what their firm allows, and whoever holds something before the world begins.
extension World {
    func acknowledgeInTime() {
        for account in plan.accounts {
            guard let firm = plan.firms?.byAccount[account.name] else { continue }
            if firm.hasWrongWord {
                timeline.after(.milliseconds(100)) { [unowned self] in
                    say(acknowledging: account.name, otherwise(firm.terms).content)
                }
            }
            timeline.after(firm.acknowledgedAfter) { [unowned self] in acknowledge(account.name, firm) }
            // Where a day begins meanwhile, nobody could say at which balance.
            guard let slip = firm.slipAfter, plan.evening == nil else { continue }
            timeline.after(slip) { [unowned self] in slipUp(on: account) }
        }
    }

    /// The firm books something that it takes back before the next reading. Touching the floor is a breach all the
    /// same.
    func slipUp(on account: AccountProfile) {
        let today = LedgerShadow.DayKey(account: account.name, day: plan.day(of: venue.wall))
        guard shadow.days[today]?.floor != nil, let floor = judge.floor(account, on: today.day) else {
            return
        }
        let over = venue.balance(of: account.id).tenThousandths - floor
        guard over > 0 else { return }
        say("venue", "books \(over) too much on \(account.name)")
        judge.firmWatch.touch(account.name)
        venue.pay(account.id, -over)
        timeline.after(.milliseconds(200)) { [unowned self] in venue.pay(account.id, over) }
    }

    /// Until it is on disk: a person who gets no answer asks again.
    private func acknowledge(_ account: AccountName, _ firm: FirmPlan) {
        guard shadow.acknowledged[account.text] != firm.terms.content else { return }
        say(acknowledging: account, firm.terms.content)
        timeline.after(.seconds(4)) { [unowned self] in acknowledge(account, firm) }
    }

    private func say(acknowledging account: AccountName, _ content: String) {
        asked += 1
        let body =
            #"{"id":"read-\#(asked)","action":"acknowledge","account":"\#(account)","profile":\#(content)}"#
        say("person", body)
        ask(Array(body.utf8), times: 1)
    }

    /// The same firm's profile as it was before.
    private func otherwise(_ terms: FirmTerms) -> FirmTerms {
        var profile = terms.profile
        profile.tenthsMax = (profile.tenthsMax ?? 0) + 1
        return FirmTerms(profile: profile, entry: terms.entry, buffer: terms.buffer)
    }

    func begin(_ evening: Evening) {
        if evening.kind == .earlyClose { holdSomething() }
        guard evening.killsAtFlatten, let flatten = evening.flatten else { return }
        let last = Span(microseconds: flatten.since(evening.begins).microseconds - 100_000)
        timeline.after(last) { [unowned self] in
            guard run?.isAlive == true else { return }
            tally[.kill] += 1
            kill(restartAfter: evening.outage)
        }
    }

    /// Somebody has traded on the platform before the bridge looks.
    private func holdSomething() {
        for _ in 0..<2 {
            venue.tradeByHand()
            guard let order = venue.orders.last, order.origin == .byHand else { continue }
            hand.touch(order.account, at: timeline.steady, explains: false)
        }
    }
}
