import Journey
import Trading

/// Sends the calls that move money: one at a time per account, each exactly once, when its turn comes.
///
/// @unchecked Sendable: touched only on the client's queue.
final class MoneyLanes: @unchecked Sendable {
    typealias Answered = @Sendable (GatewayAnswer) -> Void

    private struct Job: Sendable {
        let call: GatewayCall
        let rule: EndingRule
        let body: [UInt8]
        /// Steady time after which no byte of it may leave any more.
        let notAfter: Timestamp?
        let then: Answered
    }

    /// How long an entry without an age limit of its own waits for its turn. Exits, closes, cancels and
    /// changes wait as long as it takes: no age makes them wrong.
    static let entryWaitMax = Span.seconds(30)

    private let options: GatewayClientOptions
    private let book: AccountBook
    private let rest: Rest
    private let signIn: SignIn
    private let turnstile: Turnstile
    private let queue: any WorkQueue

    init(
        _ options: GatewayClientOptions, rest: Rest, signIn: SignIn, turnstile: Turnstile,
        on queue: any WorkQueue
    ) {
        self.options = options
        book = AccountBook(options.accounts)
        self.rest = rest
        self.signIn = signIn
        self.turnstile = turnstile
        self.queue = queue
    }

    func perform(_ call: GatewayCall, then: @escaping Answered) {
        queue.assertCurrent()
        guard let account = book.id(of: call.account) else {
            return then(unsent(call, "the settings name no account \(call.account)"))
        }
        guard let (rule, body) = call.request(of: account), let wish = wish(call) else {
            return then(unsent(call, "not a call that moves money"))
        }
        let job = Job(call: call, rule: rule, body: body, notAfter: wish.notAfter, then: then)
        turnstile.enter(wish) { [self] passage in
            switch passage {
            case .notSent(let reason): then(unsent(call, reason))
            case .go(let pass): send(job, pass)
            }
        }
    }

    private func send(_ job: Job, _ pass: Turnstile.Pass) {
        guard let token = signIn.token else {
            if job.call.takesExposureOff { signIn.want() }
            job.then(unsent(job.call, Unsent(Reader.notSignedIn)))
            return turnstile.abandoned(pass)
        }
        let connect = Self.connectMilliseconds(until: job.notAfter, at: options.now().steady)
        rest.post(
            job.rule.endpoint, body: job.body, token: token.secret, sendOnce: true,
            connectMilliseconds: connect
        ) { [self] reply in
            options.passing(.answered)
            if reply.isUnauthorized { signIn.refused(serial: token.serial) }
            job.then(
                GatewayAnswer(
                    call: job.call, result: .ended(job.rule.ending(of: reply)), sentAt: reply.sentAt?.wall,
                    endedAt: reply.endedAt.wall, latency: reply.latency))
            turnstile.answered(pass, reply)
        }
        options.passing(.handedOver)
    }

    /// How long a connection may take to be made: a request that gets one later would leave too old.
    static func connectMilliseconds(until notAfter: Timestamp?, at now: Timestamp) -> Int {
        guard let notAfter else { return Rest.connectMilliseconds }
        let left = Int(clamping: notAfter.since(now).microseconds / 1_000)
        return min(max(left, 1), Rest.connectMilliseconds)
    }

    private func wish(_ call: GatewayCall) -> Turnstile.Wish? {
        switch call {
        case .place(let request):
            if request.isExit {
                return Turnstile.Wish(rank: .exit, account: call.account, notAfter: request.notAfter)
            }
            return Turnstile.Wish(
                rank: .entry, account: call.account, contract: request.contract, tag: request.tag,
                notAfter: request.notAfter ?? options.now().steady.advanced(by: Self.entryWaitMax))
        case .close(_, let contract):
            return Turnstile.Wish(
                rank: .flatten, account: call.account, contract: contract, isClose: true)
        case .cancel, .partialClose: return Turnstile.Wish(rank: .flatten, account: call.account)
        case .modify:
            // A price that waited is another market's: what was not sent is told, and may be asked for again.
            return Turnstile.Wish(
                rank: .exit, account: call.account,
                notAfter: options.now().steady.advanced(by: OperatorRequest.maxAge))
        case .lookUp, .readOrder, .snapshot: return nil
        }
    }

    private func unsent(_ call: GatewayCall, _ reason: Unsent) -> GatewayAnswer {
        GatewayAnswer(
            call: call, result: .ended(.notSent(reason)), sentAt: nil, endedAt: options.now().wall,
            latency: .zero)
    }
}

extension GatewayCall {
    /// Whether the account is worse off the longer it waits.
    fileprivate var takesExposureOff: Bool {
        switch self {
        case .close, .partialClose, .cancel: true
        case .place(let request): request.isExit
        case .modify, .lookUp, .readOrder, .snapshot: false
        }
    }
}
