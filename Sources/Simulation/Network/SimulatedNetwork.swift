import Gateway
import HTTPClient
import Trading

/// The way between the client and the venue, with whatever goes wrong on it.
///
/// @unchecked Sendable: one thread runs a world.
final class SimulatedNetwork: @unchecked Sendable {
    let timeline: Timeline
    let venue: SimulatedVenue
    var dice: Dice
    var faults: NetworkFaults
    /// Takes what went wrong, for counting.
    var befell: ((NetworkFault) -> Void)?
    /// Takes every request as it leaves the client, whatever becomes of it.
    var left: ((HTTPClientRequest) -> Void)?
    /// Takes each connection to the hub that the client tries.
    var dialled: (() -> Void)?
    /// Takes each word of the hub's to the client that the session is over.
    var loggedOut: (() -> Void)?
    /// Takes lines for a trace; no token and no key is in them.
    var say: ((String) -> Void)?
    private(set) var isHealed = false
    /// What befalls the next request to a path, whatever the dice say.
    private var aimed: (path: String, fault: NetworkFault)?
    private var machine: SimulatedMachine?
    private var restDownUntil = Timestamp(microseconds: 0)
    private var hubDownUntil = Timestamp(microseconds: 0)

    init(timeline: Timeline, dice: Dice, venue: SimulatedVenue, faults: NetworkFaults = .calm) {
        self.timeline = timeline
        self.dice = dice
        self.venue = venue
        self.faults = faults
    }

    /// The machine that a new incarnation of the client runs on. There is one at a time.
    func world() -> GatewayWorld {
        kill()
        let machine = SimulatedMachine(on: self)
        self.machine = machine
        return GatewayWorld(
            queue: machine.queue, transport: machine,
            makeSocket: { [unowned machine] options, events in machine.socket(options, events) },
            makeDice: { [unowned self] in dice.fork() })
    }

    /// The client's machine is gone: nothing is delivered to it or runs on it any more. Requests on their way
    /// still arrive, or not.
    func kill() {
        machine?.die()
        machine = nil
    }

    /// From now on nothing new goes wrong; what is on its way goes on as it is.
    func heal() {
        isHealed = true
        aimed = nil
        restDownUntil = timeline.steady
        hubDownUntil = timeline.steady
    }

    /// Cuts the ways for so long. Connections to the hub die without a word.
    func partition(rest: Bool, hub: Bool, for span: Span) {
        guard !isHealed else { return }
        befell?(.partition)
        let until = timeline.steady.advanced(by: span)
        say?("partition rest \(rest) hub \(hub) for \(span)")
        if rest { restDownUntil = max(restDownUntil, until) }
        if hub {
            hubDownUntil = max(hubDownUntil, until)
            machine?.cutHub(isSilent: true)
        }
    }

    /// Ends the connections to the hub, with or without a word.
    func cutHub(isSilent: Bool) {
        guard !isHealed else { return }
        befell?(isSilent ? .hubSilence : .hubCut)
        machine?.cutHub(isSilent: isSilent)
    }

    /// Has a fault befall the next request to a path that reaches for the venue.
    func aim(_ fault: NetworkFault, at path: String) { aimed = (path, fault) }

    // MARK: For the machine

    /// What befalls a request.
    func fault(of path: Substring) -> NetworkFault? {
        guard let aimed, aimed.path == path else { return draw(faults.ofRequests) }
        self.aimed = nil
        befell?(aimed.fault)
        return aimed.fault
    }

    var isRestDown: Bool { timeline.steady < restDownUntil }
    var isHubDown: Bool { timeline.steady < hubDownUntil }

    /// What befalls the next of something; at most one draw.
    func draw(_ chances: [(fault: NetworkFault, perMille: Int)]) -> NetworkFault? {
        guard !isHealed, chances.contains(where: { $0.perMille > 0 }) else { return nil }
        var roll = Int.random(in: 0..<1_000, using: &dice)
        for (fault, perMille) in chances {
            guard roll >= perMille else {
                befell?(fault)
                return fault
            }
            roll -= perMille
        }
        return nil
    }

    func milliseconds(_ range: ClosedRange<Int64>) -> Span {
        Span(microseconds: .random(in: range.lowerBound * 1_000...range.upperBound * 1_000, using: &dice))
    }

    /// One way between client and venue, when all is well.
    func usualWay() -> Span { milliseconds(1...15) }
}
