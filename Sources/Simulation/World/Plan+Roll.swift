import Journey
import Trading

/// A product that goes on to its next month while its positions stand in the one before.
extension Plan {
    private static let rollSeed: UInt64 = 0x2011_2011_2011_2011

    static let next = contract("MNQH7", "CON.F.US.MNQ.H27", "F.US.MNQ", value: 5_000, isActive: false)

    /// In a tenth of the worlds without firms and scenes. By dice of their own, so that the others are as they always
    /// were.
    static func roll(seed: UInt64, weather seconds: Int64, hasMore: Bool) -> Span? {
        var dice = Dice(seed: seed ^ rollSeed)
        guard dice.chance(100), !hasMore else { return nil }
        return .milliseconds(.random(in: 2_000...(seconds * 1_000), using: &dice))
    }

    /// How often the bridge asks for the venue's contracts in a world that rolls.
    static let contractsPeriod = Span.seconds(5)
}

extension SimulatedVenue {
    /// The other month of the product that rolls takes orders from here on; what is held and works stays where it is.
    func roll() {
        for index in contracts.indices where [Plan.micros[0].id, Plan.next.id].contains(contracts[index].id) {
            contracts[index].isActive.toggle()
        }
    }
}

extension World {
    /// The contract in which an account takes entries by alerts now.
    func frontContract(of account: AccountName) -> ContractID {
        venue.contract(Plan.next.id)?.isActive == true ? Plan.next.id : plan.mainContract(of: account)
    }

    /// Positions are taken before it, and parts of them go before the bridge knows of it and after.
    func begin(roll: Span) {
        let before = Span(microseconds: max(0, roll.microseconds - 1_000_000))
        timeline.after(before) { [unowned self] in
            for account in plan.led {
                let size = account.limits.sizeMax
                command(
                    #""action":"place","contract":"MNQ","side":"buy","size":\#(size),"stop_ticks":120"#,
                    on: account.name)
            }
        }
        timeline.after(roll) { [unowned self] in self.roll() }
    }

    private static let parts = [
        #""action":"sell","size":1"#, #""action":"close","size":"50%""#,
        #""action":"sell","size":1,"position":1,"prev_position":2"#,
    ]

    private func takeOff(_ part: Int) {
        if !weather.isHealed, dice.chance(400) {
            network.aim(.lostAnswer, at: "Position/partialCloseContract")
            // Without the hub a reading alone can show what came of it.
            if dice.chance(500) { network.cutHub(isSilent: true) }
        }
        let members = Self.parts.randomElement(using: &dice) ?? ""
        senders.fire(#"\#(members),"ticker":"NQ1!","id":"part-\#(part)""#)
    }

    private func roll() {
        venue.roll()
        tally.rolls += 1
        for part in 1...4 {
            let wait = Int64.random(in: 100_000...12_000_000, using: &dice)
            timeline.after(Span(microseconds: wait)) { [unowned self] in takeOff(part) }
        }
        say("venue", "goes on to \(Plan.next.id)")
    }
}

extension Judge {
    /// No exit closes a part twice, whoever lost which answer.
    func lookAtPart(_ contract: ContractID, on account: AccountID) {
        guard let name = world.plan.accounts.first(where: { $0.id == account })?.name else { return }
        let made = world.venue.orders.count {
            $0.origin == .partialClose && $0.account == account && $0.contract == contract
        }
        let asked = Set(
            shadow.attempts.values.filter { attempt in
                attempt.kind == .partialClose
                    && shadow.orders[attempt.tag].map {
                        $0.account == name && $0.contract == contract
                    } ?? false
            }.map(\.tag))
        guard made > asked.count else { return }
        world.violate(
            .partClosedOnce,
            "\(made) parts of \(contract) were closed on \(name), \(asked.count) exits asked for one")
    }

    /// No entry is decided in a month that the venue was told to have left.
    func judgeMonth(_ row: OrderRow) {
        guard let told = world.run?.view.months, let contract = row.contract, row.createdAt > told.at,
            !told.active.contains(contract)
        else { return }
        world.violate(
            .activeMonth, "\(row.tag) enters \(contract), and the venue trades \(told.active.sorted())",
            tag: row.tag)
    }
}
