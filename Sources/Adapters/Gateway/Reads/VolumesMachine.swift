import Journey
import Trading

/// Finds the month after each active one, and reads what both traded on the last day that is over.
struct VolumesMachine: ReadMachine {
    struct Output: Sendable {
        /// The months that could be measured.
        var contracts: [Contract] = []
        var faults: [String] = []
    }

    /// Days that are asked for: the longest week-end with a holiday on either side is over within them.
    private static let days: Int64 = 8

    private enum Step {
        case find(ContractID, after: Contract)
        case measure(Contract)
    }

    private var steps: [Step]
    private let now: Timestamp
    private var output = Output()

    init(_ active: [Contract], at now: Timestamp) {
        self.now = now
        steps = active.flatMap { contract -> [Step] in
            let next = ContractBook.idAfter(contract).map { Step.find($0, after: contract) }
            return [.measure(contract), next].compactMap { $0 }
        }
    }

    mutating func start() -> ReadStep<Output> { ask() }

    mutating func take(_ reply: Reply) -> ReadStep<Output> {
        guard !steps.isEmpty else { return .done(output) }
        let step = steps.removeFirst()
        do {
            switch step {
            case .find(let id, let active): try find(id, after: active, reply)
            case .measure(let contract): try measure(contract, reply)
            }
        } catch {
            output.faults.append(error.reason)
        }
        return ask()
    }

    private mutating func find(_ id: ContractID, after active: Contract, _ reply: Reply) throws(Unreadable) {
        let contract = try ReadAnswers.contract(reply)
        guard contract.id == id, contract.root == active.root, contract.symbolID == active.symbolID else {
            throw Unreadable("\(Endpoint.contractSearchById.name): \(contract.id) instead of \(id)")
        }
        steps.insert(.measure(contract), at: 0)
    }

    private mutating func measure(_ contract: Contract, _ reply: Reply) throws(Unreadable) {
        guard let bar = try ReadAnswers.bars(reply, query(contract), at: now).bars.last else {
            throw Unreadable("\(Endpoint.retrieveBars.name): no day of \(contract.id)")
        }
        var measured = contract
        measured.volume = ContractVolume(start: bar.start, contracts: bar.volume)
        output.contracts.append(measured)
    }

    private func ask() -> ReadStep<Output> {
        switch steps.first {
        case nil: .done(output)
        case .find(let id, _): .ask(.contractSearchById, body: RequestBody.contract(id))
        case .measure(let contract): .ask(.retrieveBars, body: RequestBody.bars(query(contract)))
        }
    }

    private func query(_ contract: Contract) -> BarQuery {
        BarQuery(
            contract: contract.id, unit: .day, number: 1,
            since: now.advanced(by: .seconds(-86_400 * Self.days)), until: now, limit: Self.days,
            hasPartial: false)
    }
}
