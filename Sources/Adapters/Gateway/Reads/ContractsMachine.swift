import JSON
import Trading

/// Reads the tradable contracts, and looks up each root that the rules name and the list lacks.
struct ContractsMachine: ReadMachine {
    struct Output: Sendable {
        var contracts: [Contract] = []
        /// Reads that failed: the list may be short. Nothing at all was read when `contracts` is empty.
        var faults: [String] = []
        /// Roots that the venue does not know.
        var unknownRoots: [String] = []
    }

    private let roots: Set<String>
    private var wanted: [String] = []
    private var output = Output()
    private var isSearching = false

    init(roots: Set<String>) { self.roots = roots }

    mutating func start() -> ReadStep<Output> {
        .ask(.contractAvailable, body: RequestBody.contractAvailable())
    }

    mutating func take(_ reply: Reply) -> ReadStep<Output> {
        do {
            try isSearching ? takeSearch(reply) : takeAvailable(reply)
        } catch {
            output.faults.append(error.reason)
            guard isSearching else { return .done(output) }
        }
        if isSearching { wanted.removeLast() }
        isSearching = true
        guard let root = wanted.last else { return .done(output) }
        return .ask(.contractSearch, body: RequestBody.contractSearch(root))
    }

    /// With ordinary credentials the list is never empty: an empty one was asked for wrongly.
    private mutating func takeAvailable(_ reply: Reply) throws(Unreadable) {
        let (contracts, unreadable) = try ReadAnswers.contracts(reply, from: .contractAvailable)
        guard !contracts.isEmpty else {
            throw Unreadable("\(Endpoint.contractAvailable.name): no contract, \(unreadable) unreadable")
        }
        output.contracts = contracts
        let known = Set(contracts.filter(\.isActive).map(\.root))
        wanted = roots.subtracting(known).sorted(by: >)
    }

    /// The search matches loosely (`ES` also gives MES): only the exact root counts.
    private mutating func takeSearch(_ reply: Reply) throws(Unreadable) {
        guard let root = wanted.last else { return }
        let (contracts, _) = try ReadAnswers.contracts(reply, from: .contractSearch)
        if let contract = contracts.first(where: { $0.root == root && $0.isActive }) {
            output.contracts.append(contract)
        } else {
            output.unknownRoots.append(root)
        }
    }
}
