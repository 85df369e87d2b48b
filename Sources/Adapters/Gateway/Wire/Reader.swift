import Trading

/// Sends reads with the token of the moment. On 401 the token is renewed once and the read repeated once.
///
/// @unchecked Sendable: touched only on the client's queue.
final class Reader: @unchecked Sendable {
    static let notSignedIn = "not signed in"

    private let options: GatewayClientOptions
    private let rest: Rest
    private let signIn: SignIn
    private var isStopped = false

    init(_ options: GatewayClientOptions, rest: Rest, signIn: SignIn) {
        self.options = options
        self.rest = rest
        self.signIn = signIn
    }

    /// From now on reads end before they are sent.
    func stop() { isStopped = true }

    func read(_ endpoint: Endpoint, body: [UInt8], then: @escaping @Sendable (Reply) -> Void) {
        guard let token = signIn.token, !isStopped else { return then(unsent()) }
        rest.post(endpoint, body: body, token: token.secret) { [self] reply in
            guard reply.isUnauthorized, !isStopped else { return then(reply) }
            signIn.renewed(after: token.serial) { [self] fresh in
                guard let fresh, !isStopped else { return then(reply) }
                rest.post(endpoint, body: body, token: fresh.secret) { [self] second in
                    if second.isUnauthorized { signIn.refused(serial: fresh.serial) }
                    then(second)
                }
            }
        }
    }

    /// Performs a read of several requests.
    ///
    /// - Parameter then: takes what came of it, and when its first request was handed over, nil when none was.
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
