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
    static let contractsPeriod = Span.seconds(10)
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

    func roll() {
        venue.roll()
        tally.rolls += 1
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
