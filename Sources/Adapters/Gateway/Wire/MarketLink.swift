import JSON
import Journey
import Trading

/// The market hub of a login: its connection, what is wanted of it, and the books that its frames add up to.
///
/// @unchecked Sendable: touched only on the client's queue.
final class MarketLink: @unchecked Sendable {
    private let options: GatewayClientOptions
    private let wiring = Wiring()
    private let hub: HubLink
    private let loggedOut: @Sendable (Timestamp?) -> Void
    private var reader = MarketReader()
    /// In the order of asking.
    private var wanted: [HubSubscription] = []
    private var events: (@Sendable (MarketEvent) -> Void)?
    private var isSignedIn = false

    /// Of one frame: a snapshot of depth may be unreadable in thousands of rows.
    private static let faultsLoggedMax = 5

    /// Lets the hub call back to the link that is made after it.
    private final class Wiring: @unchecked Sendable {
        weak var link: MarketLink?
    }

    /// - Parameter loggedOut: the venue ended the session; until when this hub waits, nil for ever.
    init(
        at address: String, _ options: GatewayClientOptions, signIn: SignIn, in world: GatewayWorld,
        loggedOut: @escaping @Sendable (Timestamp?) -> Void
    ) {
        self.options = options
        self.loggedOut = loggedOut
        hub = HubLink(.market, at: address, options, signIn: signIn, in: world) { [wiring] in
            wiring.link?.heard($0)
        }
        wiring.link = self
    }

    func listen(_ events: @escaping @Sendable (MarketEvent) -> Void) { self.events = events }

    /// The hub is opened with the first subscription, once there is a token.
    func subscribe(_ contracts: [ContractID], to kinds: Set<MarketKind>) {
        let known = Set(wanted)
        let asked = Self.subscriptions(contracts, kinds).filter { !known.contains($0) }
        guard !asked.isEmpty else { return }
        wanted += asked
        forget(asked)
        if isSignedIn { hub.want(wanted) }
    }

    func unsubscribe(_ contracts: [ContractID], from kinds: Set<MarketKind>) {
        let gone = Self.subscriptions(contracts, kinds)
        guard wanted.contains(where: gone.contains) else { return }
        wanted.removeAll(where: gone.contains)
        forget(gone)
        if isSignedIn { hub.want(wanted) }
    }

    func signedIn() {
        isSignedIn = true
        hub.signedIn()
        if !wanted.isEmpty { hub.want(wanted) }
    }

    func venueIsBack() { hub.venueIsBack() }
    func otherLoggedOut(until: Timestamp) { hub.otherLoggedOut(until: until) }
    func otherEvicted() { hub.otherEvicted() }

    /// - Returns: a group that is empty once no socket is left.
    func stop() -> WorkGroup {
        events = nil
        return hub.stop()
    }

    func abandon() {
        events = nil
        hub.abandon()
    }

    private func heard(_ event: HubLink.Event) {
        switch event {
        case .connecting:
            reader.reset()
            stream(.connecting, "connecting")
        case .ready: stream(.ready, "ready")
        case .down(let reason): stream(.down(reason: reason), "down reason=\(reason)")
        case .loggedOut(let until): loggedOut(until)
        case .evicted:
            stream(.evicted, HubKind.evictedWords)
            loggedOut(nil)
        case .refused(let subscription, let reason): refused(subscription, reason)
        case .invoked(let target, let arguments):
            invoked(target, arguments)
        }
    }

    /// Frames of what was just given up may still be on their way.
    private func invoked(_ target: String, _ arguments: [JSONValue]) {
        let isWanted = Set(wanted)
        let ignored = reader.targetsIgnored
        let (told, faults) = reader.events(
            target: target, arguments: arguments, at: options.now().steady
        ) { isWanted.contains(HubSubscription($1.feed, .contract($0))) }
        if reader.targetsIgnored > ignored, LogPace.isDue(reader.targetsIgnored) {
            options.log(
                "gateway market hub event ignored gateway=\(options.name) target=\(Printable.clean(target)) "
                    + "count=\(reader.targetsIgnored)")
        }
        for fault in faults.prefix(Self.faultsLoggedMax) {
            options.log("gateway market hub event unreadable gateway=\(options.name) \(fault)")
        }
        for event in told { events?(event) }
    }

    private func forget(_ subscriptions: [HubSubscription]) {
        for subscription in subscriptions {
            guard case .contract(let contract) = subscription.argument,
                let kind = MarketKind(subscription.feed)
            else { continue }
            reader.forget(contract, kind)
        }
    }

    private func refused(_ subscription: HubSubscription, _ reason: String) {
        options.log(
            "gateway market hub refused gateway=\(options.name) method=\(subscription.target) reason=\(reason)"
        )
        guard case .contract(let contract) = subscription.argument, let kind = MarketKind(subscription.feed)
        else { return }
        events?(.refused(contract, kind, reason: reason))
    }

    private func stream(_ state: StreamState, _ words: String) {
        options.log("gateway \(HubKind.market.words) \(words) gateway=\(options.name)")
        events?(.stream(state))
    }

    private static func subscriptions(
        _ contracts: [ContractID], _ kinds: Set<MarketKind>
    ) -> [HubSubscription] {
        contracts.flatMap { contract in
            MarketKind.allCases.filter(kinds.contains).map { HubSubscription($0.feed, .contract(contract)) }
        }
    }
}
