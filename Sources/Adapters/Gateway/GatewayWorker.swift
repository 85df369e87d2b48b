import JSON
import Journey
import Trading

/// The client's inside: it wires sign-in, reads, lanes and hub to each other.
///
/// @unchecked Sendable: touched only on its queue.
final class GatewayWorker: @unchecked Sendable {
    let queue: any WorkQueue
    private let options: GatewayClientOptions
    private let book: AccountBook
    private let rest: Rest
    private let wiring = Wiring()
    private let turnstile: Turnstile
    private let signIn: SignIn
    private let reader: Reader
    private let lookUps: LookUpRounds
    private let lanes: MoneyLanes
    private let directory: Directory
    private let hub: HubLink
    /// Nil without an address for it.
    let market: MarketLink?
    private let marks: MarkLine?
    private var eventReader: HubEventReader
    private var events: (@Sendable (GatewayEvent) -> Void)?
    private var isStarted = false
    private var isStopped = false
    /// The reason last reported: the same one is not told twice in a row.
    private var unreachableReason: String?
    private var clockPace = ClockPace()

    /// Money-moving calls under way, and all calls under way.
    let moneyUnderWay = WorkGroup()
    let callsUnderWay = WorkGroup()
    let loggingOut = WorkGroup()
    private var isLoggedOut = false

    /// Lets the parts call back to the worker that is made after them.
    private final class Wiring: @unchecked Sendable {
        weak var worker: GatewayWorker?
    }

    init(_ options: GatewayClientOptions, in world: GatewayWorld) {
        self.options = options
        book = AccountBook(options.accounts)
        queue = world.queue
        rest = Rest(options, in: world) { [wiring] in wiring.worker?.read(clockAhead: $0) }
        turnstile = Turnstile(options, on: queue)
        signIn = SignIn(
            options, rest: rest, turnstile: turnstile, in: world,
            signedIn: { [wiring] in wiring.worker?.signedIn() },
            unreachable: { [wiring] in wiring.worker?.unreachable($0) })
        reader = Reader(options, rest: rest, signIn: signIn, turnstile: turnstile)
        lookUps = LookUpRounds(reader: reader, on: queue)
        lanes = MoneyLanes(options, rest: rest, signIn: signIn, turnstile: turnstile, on: queue)
        directory = Directory(options, reader: reader, in: world) { [wiring] in wiring.worker?.told($0) }
        hub = HubLink(.user, at: options.userHub, options, signIn: signIn, in: world) { [wiring] in
            wiring.worker?.heard($0)
        }
        market = options.marketHub.map { [signIn, wiring] address in
            MarketLink(at: address, options, signIn: signIn, in: world) {
                wiring.worker?.marketLoggedOut(until: $0)
            }
        }
        marks = market.flatMap { [queue] in options.tellsMarks ? MarkLine($0, options, on: queue) : nil }
        eventReader = HubEventReader(book)
        wiring.worker = self
        queue.whenGone { [wiring] in wiring.worker?.abandon() }
    }

    func start(_ events: @escaping @Sendable (GatewayEvent) -> Void) {
        guard !isStarted, !isStopped else { return }
        isStarted = true
        self.events = events
        marks?.start(events)
        signIn.start()
    }

    func watch(_ contracts: Set<ContractID>) {
        guard !isStopped else { return }
        marks?.watch(contracts)
    }

    func perform(_ call: GatewayCall, _ then: @escaping @Sendable (GatewayAnswer) -> Void) {
        callsUnderWay.enter()
        guard call.movesMoney else {
            return read(call) { [callsUnderWay] answer in
                then(answer)
                callsUnderWay.leave()
            }
        }
        moneyUnderWay.enter()
        lanes.perform(call) { [self] answer in
            noticeRoll(answer)
            then(answer)
            moneyUnderWay.leave()
            callsUnderWay.leave()
        }
    }

    func withdraw(_ tags: Set<OrderTag>) {
        guard !isStopped else { return }
        turnstile.withdraw(tags)
    }

    /// Ends whatever is not a call; the hubs' sockets are gone when the groups are empty.
    func stop() -> [WorkGroup] {
        isStopped = true
        marks?.stop()
        let sockets = [hub.stop(), market?.stop()].compactMap(\.self)
        directory.stop()
        reader.stop()
        turnstile.stop()
        signIn.stop()
        events = nil
        return sockets
    }

    /// Lets go, without a word, of whoever waits: nothing will ever run again.
    private func abandon() {
        isStopped = true
        events = nil
        marks?.stop()
        turnstile.abandon()
        reader.abandon()
        lookUps.abandon()
        signIn.abandon()
        hub.abandon()
        market?.abandon()
    }

    /// Ends the venue's session, once no call that moves money is under way. Tried once, for 5 s at most.
    func logOut() {
        guard options.logsOutOnStop, !isLoggedOut, let token = signIn.token else { return }
        isLoggedOut = true
        loggingOut.enter()
        rest.post(.logout, body: RequestBody.empty, token: token.secret, timeoutMilliseconds: 5_000) {
            [options, loggingOut] reply in
            let fault = LoginEnding.logoutFault(reply)
            options.log("gateway logout gateway=\(options.name) ending=\(fault ?? "done")")
            loggingOut.leave()
        }
    }

    /// Ends the transfers of reads, once no call that moves money is under way.
    func stopRest() { rest.stop() }

    func ping(_ then: @escaping @Sendable (String?) -> Void) {
        callsUnderWay.enter()
        let answer: @Sendable (String?) -> Void = { [callsUnderWay] fault in
            then(fault)
            callsUnderWay.leave()
        }
        turnstile.enter(Turnstile.Wish(rank: .read)) { [self] passage in
            switch passage {
            case .notSent(let unsent): answer(unsent.why)
            case .go(let pass):
                rest.get(.ping, token: signIn.token?.secret) { [self] reply in
                    turnstile.answered(pass, reply)
                    answer(PingAnswer.fault(reply))
                }
            }
        }
    }

    private func signedIn() {
        directory.signedIn()
        hub.signedIn()
        market?.signedIn()
    }

    private func unreachable(_ reason: String) {
        guard reason != unreachableReason else { return }
        unreachableReason = reason
        events?(.unreachable(options.name, reason: reason))
    }

    private func read(clockAhead ahead: Span) {
        guard let events, clockPace.take(ahead, at: options.now().steady) else { return }
        events(.clock(options.name, ahead: ahead))
    }

    private func told(_ event: Directory.Event) {
        switch event {
        case .accounts(let states):
            let wasUnreachable = unreachableReason != nil
            unreachableReason = nil
            events?(.accounts(options.name, states))
            // Nobody knows whether the hub takes one that may not trade, and one refusal would stop them all.
            let followed = states.filter { $0.canTrade && $0.isVisible }.map(\.id).sorted()
            if options.opensUserHub { hub.want(HubSubscription.user(followed)) }
            if wasUnreachable {
                hub.venueIsBack()
                market?.venueIsBack()
            }
        case .contracts(let contracts): events?(.contracts(options.name, contracts))
        case .unreachable(let reason): unreachable(reason)
        }
    }

    private func heard(_ event: HubLink.Event) {
        switch event {
        case .connecting: stream(.connecting, "connecting")
        case .ready: stream(.ready, "ready")
        case .down(let reason): stream(.down(reason: reason), "down reason=\(reason)")
        case .loggedOut(let until): market?.otherLoggedOut(until: until)
        case .evicted:
            stream(.evicted, HubKind.evictedWords)
            market?.otherEvicted()
        case .refused(let subscription, let reason):
            options.log("gateway hub refused gateway=\(options.name) \(subscription.target) reason=\(reason)")
        case .invoked(let target, let arguments):
            let ignored = eventReader.targetsIgnored
            let (told, faults) = eventReader.events(target: target, arguments: arguments)
            if eventReader.targetsIgnored > ignored, LogPace.isDue(eventReader.targetsIgnored) {
                options.log(
                    "gateway hub event ignored gateway=\(options.name) target=\(Printable.clean(target)) "
                        + "count=\(eventReader.targetsIgnored)")
            }
            for fault in faults {
                options.log("gateway hub event unreadable gateway=\(options.name) \(fault)")
            }
            for event in told { events?(event) }
        }
    }

    /// Orders ride on the user hub, so it goes on when the market hub has given up, and keeps the peace.
    private func marketLoggedOut(until: Timestamp?) {
        let longest = options.timings.logoutWaits.max() ?? .zero
        hub.otherLoggedOut(until: until ?? options.now().steady.advanced(by: longest))
    }

    private func stream(_ state: StreamState, _ words: String) {
        options.log("gateway hub \(words) gateway=\(options.name)")
        events?(.stream(options.name, state))
    }

    private func noticeRoll(_ answer: GatewayAnswer) {
        guard case .place = answer.call, case .ended(.rejected(let rejection)) = answer.result,
            rejection.name == "ContractNotActive"
        else { return }
        directory.contractsAreStale()
    }

    // MARK: Reads

    private func read(_ call: GatewayCall, _ then: @escaping @Sendable (GatewayAnswer) -> Void) {
        let asked = options.now()
        guard let account = book.id(of: call.account) else {
            return then(answer(call, unknownAccount(call, asked), asked, nil))
        }
        let name = call.account
        switch call {
        case .lookUp(_, let tag, let since):
            lookUps.lookUp(tag, since: since, account: account, name: name) { [self] in
                then(answer(call, .lookedUp($0), asked, $1))
            }
        case .readOrder(_, let order):
            reader.run(
                ReadOrderMachine(order: order, account: account, name: name, now: asked.wall), as: .lookUp
            ) { [self] in
                then(answer(call, .lookedUp($0), asked, $1))
            }
        case .snapshot(_, let since, let urgency):
            let machine = SnapshotMachine(
                account: account, name: name, since: since, askedAt: asked.steady, isProof: urgency == .proof)
            reader.run(machine, as: RequestRank(urgency)) { [self] snapshot, handed in
                directory.hold((snapshot.positions ?? []).map(\.contract))
                then(answer(call, .snapshot(snapshot), asked, handed))
            }
        case .place, .cancel, .close, .partialClose, .modify: break
        }
    }

    private func unknownAccount(_ call: GatewayCall, _ asked: Moment) -> GatewayResult {
        let reason = "the settings name no account \(call.account)"
        guard case .snapshot = call else { return .lookedUp(.unreadable(reason)) }
        return .snapshot(
            GatewaySnapshot(
                account: call.account, askedAt: asked.steady, state: nil, positions: nil, orders: nil,
                trades: nil, faults: [reason]))
    }

    private func answer(
        _ call: GatewayCall, _ result: GatewayResult, _ asked: Moment, _ handed: Moment?
    ) -> GatewayAnswer {
        let now = options.now()
        return GatewayAnswer(
            call: call, result: result, sentAt: handed?.wall, endedAt: now.wall,
            latency: now.steady.since((handed ?? asked).steady))
    }
}
