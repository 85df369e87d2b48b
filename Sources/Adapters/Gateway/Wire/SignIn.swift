import Trading

/// Performs what the token machine decides: logs in, renews, waits.
///
/// @unchecked Sendable: touched only on the client's queue.
final class SignIn: @unchecked Sendable {
    private let options: GatewayClientOptions
    private let rest: Rest
    private let turnstile: Turnstile
    private let queue: any WorkQueue
    private let alarm: Alarm
    private var machine: TokenMachine
    private var dice: any RandomNumberGenerator
    /// Who waits for the renewal under way.
    private var waiters: [@Sendable (Token?) -> Void] = []
    private var isBusy = false
    private var isStopped = false

    private let signedIn: @Sendable () -> Void
    private let unreachable: @Sendable (String) -> Void

    /// - Parameters:
    ///   - signedIn: a new token stands.
    ///   - unreachable: there is no usable token, and why.
    init(
        _ options: GatewayClientOptions, rest: Rest, turnstile: Turnstile, in world: GatewayWorld,
        signedIn: @escaping @Sendable () -> Void, unreachable: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.rest = rest
        self.turnstile = turnstile
        queue = world.queue
        alarm = Alarm(on: world.queue)
        dice = world.makeDice()
        machine = TokenMachine(options.timings)
        self.signedIn = signedIn
        self.unreachable = unreachable
    }

    var token: Token? { machine.token }

    func start() { handle(.start) }

    func stop() {
        isStopped = true
        alarm.cancel()
        answerWaiters(nil)
    }

    func abandon() {
        isStopped = true
        waiters = []
    }

    /// The venue answered 401 to a token.
    func refused(serial: Int) { handle(.refused(serial: serial)) }

    /// Something that takes exposure off waits for a token.
    func want() { handle(.wanted) }

    /// Gives a token newer than the refused one, or nil when the first try to get one fails.
    func renewed(after serial: Int, then: @escaping @Sendable (Token?) -> Void) {
        refused(serial: serial)
        if let token, token.serial > serial {
            then(token)
        } else if isBusy {
            waiters.append(then)
        } else {
            then(nil)
        }
    }

    private func handle(_ event: TokenMachine.Event) {
        queue.assertCurrent()
        guard !isStopped else { return }
        for action in machine.handle(event, at: options.now(), using: &dice) { perform(action) }
    }

    private func perform(_ action: TokenMachine.Action) {
        switch action {
        case .login: logIn()
        case .validate: validate()
        case .wake(let at):
            alarm.set(after: at.since(options.now().steady)) { [weak self] in self?.handle(.alarm) }
        case .signedIn:
            options.log("gateway signed in gateway=\(options.name) token=\(machine.token?.serial ?? 0)")
            signedIn()
            answerWaiters(machine.token)
        case .renewalFailed(let reason):
            options.log("gateway sign-in failed gateway=\(options.name) reason=\(reason)")
            answerWaiters(nil)
        case .unreachable(let reason):
            unreachable(reason)
        }
    }

    private func logIn() {
        isBusy = true
        let body = RequestBody.loginKey(username: options.username, apiKey: options.apiKey)
        send(.loginKey, body, token: nil) { [self] in handle(.loginEnded(LoginEnding(login: $0))) }
    }

    private func validate() {
        isBusy = true
        send(.validate, RequestBody.empty, token: machine.token?.secret) { [self] in
            handle(.validateEnded(LoginEnding(validate: $0)))
        }
    }

    private func send(
        _ endpoint: Endpoint, _ body: [UInt8], token: GatewaySecret?,
        _ then: @escaping @Sendable (Reply) -> Void
    ) {
        turnstile.enter(Turnstile.Wish(rank: .session)) { [self] passage in
            guard case .go(let pass) = passage else { return isBusy = false }
            rest.post(endpoint, body: body, token: token) { [self] reply in
                isBusy = false
                turnstile.answered(pass, reply)
                then(reply)
            }
        }
    }

    private func answerWaiters(_ token: Token?) {
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter(token) }
    }
}
