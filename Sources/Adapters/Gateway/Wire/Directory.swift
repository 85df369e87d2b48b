import Journey
import Trading

/// Reads accounts and contracts after each sign-in, and again from time to time.
///
/// @unchecked Sendable: touched only on the client's queue.
final class Directory: @unchecked Sendable {
    enum Event: Sendable {
        case accounts([AccountState])
        case contracts([Contract])
        case unreachable(String)
    }

    private let options: GatewayClientOptions
    private let book: AccountBook
    private let reader: Reader
    private let events: @Sendable (Event) -> Void
    private let accountsAlarm: Alarm
    private let contractsAlarm: Alarm
    private var accountsBackoff: Backoff
    private var contractsBackoff: Backoff
    private var dice: any RandomNumberGenerator
    private var isReadingAccounts = false
    private var isReadingContracts = false
    private var hasContracts = false
    /// The tradable list as it was last read.
    private var listed: [Contract] = []
    /// The months that go by volume, those after the tradable ones included, with what they traded last.
    private var measured: [ContractID: Contract] = [:]
    /// Contracts that are held and not tradable any more, by search; nil while one is being asked.
    private var held: [ContractID: Contract?] = [:]
    private var isStopped = false

    init(
        _ options: GatewayClientOptions, reader: Reader, in world: GatewayWorld,
        events: @escaping @Sendable (Event) -> Void
    ) {
        self.options = options
        book = AccountBook(options.accounts)
        self.reader = reader
        self.events = events
        dice = world.makeDice()
        accountsAlarm = Alarm(on: world.queue)
        contractsAlarm = Alarm(on: world.queue)
        accountsBackoff = Backoff(options.timings.loginWaits)
        contractsBackoff = Backoff(options.timings.loginWaits)
    }

    /// A token stands: accounts are read at once, contracts unless they are known.
    func signedIn() {
        readAccounts()
        if !hasContracts { readContracts() }
    }

    func stop() {
        isStopped = true
        accountsAlarm.cancel()
        contractsAlarm.cancel()
    }

    /// The active month of a contract changed, as far as a refusal tells.
    func contractsAreStale() {
        options.log("gateway contracts are read again gateway=\(options.name) reason=ContractNotActive")
        readContracts()
    }

    /// Finds what accounts hold: after a roll a held month is not among the tradable ones any more, and an exit
    /// has to know its root all the same.
    func hold(_ ids: some Sequence<ContractID>) {
        let known = Set(listed.map(\.id))
        for id in ids where hasContracts && !known.contains(id) && held[id] == nil {
            held[id] = .some(nil)
            reader.read(.contractSearchById, body: RequestBody.contract(id)) { [self] reply in
                found(id, reply)
            }
        }
    }

    private func found(_ id: ContractID, _ reply: Reply) {
        do {
            held[id] = try ReadAnswers.contract(reply)
            tellContracts()
        } catch {
            // Asked again at the next snapshot that shows it.
            held[id] = nil
            options.log("gateway contract unreadable gateway=\(options.name) id=\(id) reason=\(error.reason)")
        }
    }

    private func tellContracts() {
        guard !isStopped else { return }
        let known = Set(listed.map(\.id))
        let listed = listed.map { contract in
            var contract = contract
            contract.volume = measured[contract.id]?.volume
            return contract
        }
        // Measured while it was the tradable one, perhaps, and rolled since.
        var others = measured.filter { !known.contains($0.key) }
        for id in others.keys { others[id]?.isActive = false }
        for case let contract? in held.values where !known.contains(contract.id) {
            if others[contract.id] == nil { others[contract.id] = contract }
        }
        events(.contracts(listed + others.values.sorted { $0.id < $1.id }))
    }

    /// Reads what the months traded that go by volume, once for each day that is over.
    private func measure() {
        let now = options.now().wall
        let newest = measured.values.compactMap { $0.volume?.start }.max()
        // The next day's bar is whole two days after the newest one's begin.
        if let newest, now.since(newest) < .seconds(2 * 86_400) { return }
        let active = listed.filter { $0.isActive && options.volumeRoots.contains($0.root) }
        guard !active.isEmpty, !isStopped else { return }
        reader.run(VolumesMachine(active, at: now)) { [self] output, _ in
            for fault in output.faults {
                options.log("gateway volumes unreadable gateway=\(options.name) reason=\(fault)")
            }
            for contract in output.contracts { measured[contract.id] = contract }
            if !output.contracts.isEmpty { tellContracts() }
        }
    }

    private func readAccounts() {
        guard !isStopped, !isReadingAccounts, reader.isSignedIn else { return }
        isReadingAccounts = true
        reader.accounts { [self] reply in
            isReadingAccounts = false
            accountsRead(reply)
        }
    }

    private func accountsRead(_ reply: Reply) {
        let states: [AccountState]
        do {
            states = try ReadAnswers.accounts(reply, book)
        } catch {
            failed(error.reason)
            return again(accountsAlarm, after: accountsBackoff.next(using: &dice)) { $0.readAccounts() }
        }
        accountsBackoff.reset()
        let found = Set(states.map(\.account))
        for (name, id) in book.all where !found.contains(name) {
            options.log("gateway account is not listed gateway=\(options.name) account=\(name) id=\(id)")
        }
        if !isStopped { events(.accounts(states.sorted { $0.account < $1.account })) }
        again(accountsAlarm, after: options.timings.accountsPeriod) { $0.readAccounts() }
    }

    private func readContracts() {
        guard !isStopped, !isReadingContracts else { return }
        guard reader.isSignedIn else { return hasContracts = false }
        isReadingContracts = true
        reader.run(ContractsMachine(roots: options.roots)) { [self] output, _ in
            isReadingContracts = false
            contractsRead(output)
        }
    }

    private func contractsRead(_ output: ContractsMachine.Output) {
        for root in output.unknownRoots {
            options.log("gateway knows no contract gateway=\(options.name) root=\(root)")
        }
        if !output.contracts.isEmpty, !isStopped {
            hasContracts = true
            listed = output.contracts
            tellContracts()
            measure()
        }
        guard output.faults.isEmpty else {
            failed(output.faults.joined(separator: "; "))
            return again(contractsAlarm, after: contractsBackoff.next(using: &dice)) { $0.readContracts() }
        }
        contractsBackoff.reset()
        again(contractsAlarm, after: options.timings.contractsPeriod) { $0.readContracts() }
    }

    /// Without a token the sign-in tells why, and starts the reads again.
    private func failed(_ reason: String) {
        options.log("gateway start-up read failed gateway=\(options.name) reason=\(reason)")
        if !isStopped, reader.isSignedIn { events(.unreachable(reason)) }
    }

    private func again(_ alarm: Alarm, after wait: Span, _ read: @escaping @Sendable (Directory) -> Void) {
        guard !isStopped else { return }
        alarm.set(after: wait) { [weak self] in if let self { read(self) } }
    }
}
