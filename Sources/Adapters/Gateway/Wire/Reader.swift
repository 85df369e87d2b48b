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

    init(_ options: GatewayClientOptions, rest: Rest, signIn: SignIn, turnstile: Turnstile) {
        self.options = options
        self.rest = rest
        self.signIn = signIn
        self.turnstile = turnstile
    }

    var isSignedIn: Bool { signIn.token != nil }

    /// From now on reads end before they are sent.
    func stop() { isStopped = true }

    func read(_ endpoint: Endpoint, body: [UInt8], then: @escaping @Sendable (Reply) -> Void) {
        send(endpoint, body) { [self] reply, token in
            guard reply.isUnauthorized, let token, !isStopped else { return then(reply) }
            signIn.renewed(after: token.serial) { [self] fresh in
                guard fresh != nil, !isStopped else { return then(reply) }
                send(endpoint, body) { [self] second, token in
                    if second.isUnauthorized, let token { signIn.refused(serial: token.serial) }
                    then(second)
                }
            }
        }
    }

    /// Sends once, when the budget allows. Takes the reply and the token that was sent, nil when nothing was.
    private func send(
        _ endpoint: Endpoint, _ body: [UInt8], _ then: @escaping @Sendable (Reply, Token?) -> Void
    ) {
        guard signIn.token != nil, !isStopped else { return then(unsent(), nil) }
        turnstile.read { [self] in
            guard let token = signIn.token, !isStopped else { return then(unsent(), nil) }
            rest.post(endpoint, body: body, token: token.secret) { [self] reply in
                turnstile.answered(reply)
                then(reply, token)
            }
        }
    }

    /// Performs a read of several requests.
    ///
    /// - Parameter then: takes what came of it, and when its first request was handed over, nil when none
    /// was.
    func run<Machine: ReadMachine>(
        _ machine: Machine, then: @escaping @Sendable (Machine.Output, Moment?) -> Void
    ) {
        var machine = machine
        let first = machine.start()
        step(machine, first, handedAt: nil, then)
    }

    private func step<Machine: ReadMachine>(
        _ machine: Machine, _ step: ReadStep<Machine.Output>, handedAt: Moment?,
        _ then: @escaping @Sendable (Machine.Output, Moment?) -> Void
    ) {
        switch step {
        case .done(let output): then(output, handedAt)
        case .ask(let endpoint, let body):
            read(endpoint, body: body) { [self] reply in
                var next = machine
                let following = next.take(reply)
                self.step(next, following, handedAt: handedAt ?? reply.sentAt, then)
            }
        }
    }

    private func unsent() -> Reply {
        let now = options.now()
        return Reply(
            outcome: .notSent(isStopped ? "the client stops" : Self.notSignedIn), handedAt: now, endedAt: now)
    }
}
