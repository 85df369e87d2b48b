import Dispatch
import Journey
import Trading

/// Sends the calls that move money: in the order given, one at a time per account, each exactly once.
///
/// @unchecked Sendable: touched only on the client's queue.
final class MoneyLanes: @unchecked Sendable {
    typealias Answered = @Sendable (GatewayAnswer) -> Void

    private struct Job: Sendable {
        let call: GatewayCall
        let then: Answered
    }

    private let options: GatewayClientOptions
    private let book: AccountBook
    private let rest: Rest
    private let signIn: SignIn
    private let turnstile: Turnstile
    private let queue: DispatchQueue
    private var lanes: [AccountName: Lane<Job>] = [:]
    private var isStopped = false

    init(
        _ options: GatewayClientOptions, rest: Rest, signIn: SignIn, turnstile: Turnstile,
        queue: DispatchQueue
    ) {
        self.options = options
        book = AccountBook(options.accounts)
        self.rest = rest
        self.signIn = signIn
        self.turnstile = turnstile
        self.queue = queue
    }

    func perform(_ call: GatewayCall, then: @escaping Answered) {
        dispatchPrecondition(condition: .onQueue(queue))
        let job = Job(call: call, then: then)
        guard !isStopped else { return answer(job, notSent: "the client stops") }
        if lanes[call.account, default: Lane()].enter(job) { send(job) }
    }

    /// Answers whatever has not left; what has left is answered when its reply comes.
    func stop() {
        isStopped = true
        for account in lanes.keys.sorted() {
            for job in lanes[account]?.clear() ?? [] { answer(job, notSent: "the client stops") }
        }
    }

    private func send(_ job: Job) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard let account = book.id(of: job.call.account) else {
            return settle(job, notSent: "the settings name no account \(job.call.account)")
        }
        guard let token = signIn.token else { return settle(job, notSent: Reader.notSignedIn) }
        guard let (rule, body) = request(job.call, account) else {
            return settle(job, notSent: "not a call that moves money")
        }
        let isEntry = if case .place(let request) = job.call { !request.isExit } else { false }
        guard turnstile.takeMoney(isEntry: isEntry) else {
            return settle(job, notSent: "the request budget is used up")
        }
        rest.post(rule.endpoint, body: body, token: token.secret, sendOnce: true) { [self] reply in
            turnstile.answered(reply)
            if reply.isUnauthorized { signIn.refused(serial: token.serial) }
            job.then(
                GatewayAnswer(
                    call: job.call, result: .ended(rule.ending(of: reply)), sentAt: reply.sentAt?.wall,
                    endedAt: reply.endedAt.wall, latency: reply.latency))
            leave(job.call.account)
        }
    }

    private func request(_ call: GatewayCall, _ account: AccountID) -> (EndingRule, [UInt8])? {
        switch call {
        case .place(let request): (.place, RequestBody.place(request, account: account))
        case .cancel(_, let order): (.cancel, RequestBody.order(order, account: account))
        case .close(_, let contract): (.close, RequestBody.closeContract(contract, account: account))
        case .partialClose(_, let contract, let size):
            (.partialClose, RequestBody.partialClose(contract, size: size, account: account))
        case .modify(_, let order, let change):
            (.modify, RequestBody.modify(order, change, account: account))
        case .lookUp, .readOrder, .snapshot: nil
        }
    }

    private func settle(_ job: Job, notSent reason: String) {
        answer(job, notSent: reason)
        leave(job.call.account)
    }

    /// The next of the lane goes by way of the queue, so that a long lane of refusals does not nest.
    private func leave(_ account: AccountName) {
        guard let next = lanes[account]?.leave() else { return }
        queue.async { [self] in send(next) }
    }

    private func answer(_ job: Job, notSent reason: String) {
        let now = options.now().wall
        job.then(
            GatewayAnswer(
                call: job.call, result: .ended(.notSent(reason)), sentAt: nil, endedAt: now, latency: .zero))
    }
}
