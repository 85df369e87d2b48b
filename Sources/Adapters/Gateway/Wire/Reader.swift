import Trading

/// Sends reads with the token of the moment. On 401 the token is renewed once and the read repeated once.
///
/// @unchecked Sendable: touched only on the client's queue.
final class Reader: @unchecked Sendable {
    static let notSignedIn = "not signed in"

    private let options: GatewayClientOptions
    private let rest: Rest
    private let signIn: SignIn
    private let turnstile: Turnstile
    private var isStopped = false
    private var isReadingAccounts = false
    /// Who waits for a list of accounts that has not been asked for yet, and for the one under way.
    private var accountWishes: [@Sendable (Reply) -> Void] = []
    private var accountSharers: [@Sendable (Reply) -> Void] = []

    init(_ options: GatewayClientOptions, rest: Rest, signIn: SignIn, turnstile: Turnstile) {
        self.options = options
        self.rest = rest
        self.signIn = signIn
        self.turnstile = turnstile
    }

    var isSignedIn: Bool { signIn.token != nil }

    /// From now on reads end before they are sent.
    func stop() { isStopped = true }

    func abandon() {
        isStopped = true
        (accountWishes, accountSharers) = ([], [])
    }

    func read(
        _ endpoint: Endpoint, body: [UInt8], as rank: RequestRank = .read, continues: Bool = false,
        leaves: @escaping @Sendable () -> Void = {}, then: @escaping @Sendable (Reply) -> Void
    ) {
        send(endpoint, body, rank, continues, leaves) { [self] reply, token in
            guard reply.isUnauthorized, let token, !isStopped else { return then(reply) }
            signIn.renewed(after: token.serial) { [self] fresh in
                guard fresh != nil, !isStopped else { return then(reply) }
                send(endpoint, body, rank, continues) { [self] second, token in
                    if second.isUnauthorized, let token { signIn.refused(serial: token.serial) }
                    then(second)
                }
            }
        }
    }

    /// Sends once, when its turn comes; `leaves` is told then. Takes the reply and the token that was sent,
    /// nil when nothing was.
    private func send(
        _ endpoint: Endpoint, _ body: [UInt8], _ rank: RequestRank, _ continues: Bool,
        _ leaves: @escaping @Sendable () -> Void = {},
        _ then: @escaping @Sendable (Reply, Token?) -> Void
    ) {
        guard signIn.token != nil, !isStopped else {
            if rank <= .lookUp { signIn.want() }
            return then(unsent(), nil)
        }
        let isBars = endpoint.name == Endpoint.retrieveBars.name
        turnstile.enter(Turnstile.Wish(rank: rank, isBars: isBars, continues: continues)) { [self] passage in
            guard case .go(let pass) = passage else { return then(unsent(), nil) }
            guard let token = signIn.token, !isStopped else {
                turnstile.abandoned(pass)
                return then(unsent(), nil)
            }
            leaves()
            rest.post(endpoint, body: body, token: token.secret) { [self] reply in
                turnstile.answered(pass, reply)
                then(reply, token)
            }
        }
    }

    /// Performs a read of several requests.
    ///
    /// - Parameter then: takes what came of it, and when its first request was handed over, nil when none
    /// was.
    func run<Machine: ReadMachine>(
        _ machine: Machine, as rank: RequestRank = .read,
        then: @escaping @Sendable (Machine.Output, Moment?) -> Void
    ) {
        var machine = machine
        let first = machine.start()
        step(machine, first, rank, hasBegun: false, handedAt: nil, then)
    }

    /// - Parameter hasBegun: Whether a request of its own has left; the list of accounts is everybody's.
    private func step<Machine: ReadMachine>(
        _ machine: Machine, _ step: ReadStep<Machine.Output>, _ rank: RequestRank, hasBegun: Bool,
        handedAt: Moment?, _ then: @escaping @Sendable (Machine.Output, Moment?) -> Void
    ) {
        switch step {
        case .done(let output): then(output, handedAt)
        case .ask(let endpoint, let body):
            let isShared = endpoint.name == Endpoint.accountSearch.name
            let take: @Sendable (Reply) -> Void = { [self] reply in
                var next = machine
                let following = next.take(reply)
                self.step(
                    next, following, rank, hasBegun: hasBegun || !isShared,
                    handedAt: handedAt ?? reply.sentAt, then)
            }
            isShared
                ? accounts(then: take)
                : read(endpoint, body: body, as: rank, continues: hasBegun, then: take)
        }
    }

    /// Reads the list of accounts, which is one for all of them: whoever asks while it waits for its turn, or
    /// while an earlier one is under way, shares the next answer.
    func accounts(then: @escaping @Sendable (Reply) -> Void) {
        // A request under way began before this wish: it may show what was true before.
        accountWishes.append(then)
        if !isReadingAccounts { readAccounts() }
    }

    private func readAccounts() {
        isReadingAccounts = true
        read(.accountSearch, body: RequestBody.accountSearch(), leaves: { [self] in shareAccounts() }) {
            [self] reply in
            // Nothing left: whoever waits shares the reason.
            if accountSharers.isEmpty { shareAccounts() }
            let sharers = accountSharers
            accountSharers = []
            isReadingAccounts = !accountWishes.isEmpty
            if isReadingAccounts { readAccounts() }
            for sharer in sharers { sharer(reply) }
        }
    }

    /// From here on whoever wishes comes too late for the request.
    private func shareAccounts() {
        accountSharers += accountWishes
        accountWishes = []
    }

    private func unsent() -> Reply {
        let now = options.now()
        return Reply(
            outcome: .notSent(isStopped ? "the client stops" : Self.notSignedIn), handedAt: now, endedAt: now)
    }
}
