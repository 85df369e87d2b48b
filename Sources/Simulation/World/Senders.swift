import HTTPServer
import Journey
import Trading

/// Those who send alerts: charts through a relay that may deliver twice, and try again where it was told to.
///
/// @unchecked Sendable: one thread runs a world.
final class Senders: @unchecked Sendable {
    /// One alert, however often it is delivered.
    private struct Alert {
        let body: [UInt8]
        /// Whether a repeat is known for ever.
        let hasName: Bool
        /// Whether it says something else under the name of another.
        let isConflict: Bool
        var resends = 0
    }

    /// One request on its way.
    private struct Delivery {
        let alert: Int
        var isOver = false
    }

    private unowned let world: World
    private var alerts: [Alert] = []
    private var deliveries: [Delivery] = []
    /// What was told with a status of 2xx, by alert.
    private(set) var told: [Fingerprint: [Verdict]] = [:]
    private var writer = AlertWriter()
    private var lastVerdicts: [Verdict] = []
    private var acceptedOnce: Set<Fingerprint> = []

    init(in world: World) { self.world = world }

    /// TradingView gives up after 3 s, sends again 5 s after a 5xx, and at most three times.
    private static let patience = Span.seconds(3)
    private static let resendWait = Span.seconds(5)
    private static let resendsMax = 3

    func plan() {
        writer.prefersReversals = world.plan.reversesAtOnce
        writer.prefersExits = world.plan.roll != nil
        for _ in 0..<world.plan.alerts {
            let at = Int64.random(in: 500_000...world.plan.weather.microseconds, using: &world.dice)
            world.timeline.after(Span(microseconds: at)) { [unowned self] in fire() }
        }
    }

    /// An alert of the world's own, for its end.
    func fire(_ members: String) {
        alerts.append(Alert(body: writer.body(members), hasName: true, isConflict: false))
        world.tally.alerts += 1
        deliver(alerts.count - 1)
    }

    private func fire() {
        let rates = world.plan.rates
        let now = world.timeline.now.wall
        let isStale = world.dice.chance(rates[.stale] ?? 0)
        let (members, hasName) = writer.next(at: now, isStale: isStale, using: &world.dice)
        if isStale { world.tally[.stale] += 1 }
        alerts.append(Alert(body: writer.body(members), hasName: hasName, isConflict: false))
        world.tally.alerts += 1
        let alert = alerts.count - 1
        deliver(alert)
        if world.dice.chance(rates[.duplicate] ?? 0) {
            for _ in 0..<Int.random(in: 1...3, using: &world.dice) {
                world.tally[.duplicate] += 1
                let wait = Span.milliseconds(.random(in: 0...20_000, using: &world.dice))
                world.timeline.after(wait) { [unowned self] in deliver(alert) }
            }
        }
        if hasName, world.dice.chance(rates[.conflict] ?? 0) {
            world.tally[.conflict] += 1
            alerts.append(Alert(body: writer.conflict(), hasName: true, isConflict: true))
            let other = alerts.count - 1
            let wait = Span.milliseconds(.random(in: 1...10_000, using: &world.dice))
            world.timeline.after(wait) { [unowned self] in deliver(other) }
        }
    }

    private func deliver(_ alert: Int) {
        let number = deliveries.count
        deliveries.append(Delivery(alert: alert))
        let body = alerts[alert].body
        world.say("sender", "delivery \(number): \(writer.withoutSecret(body))")
        let exchange = HTTPExchange(path: "/hooks/\(Plan.source)", peer: "10.0.0.9", body: body) {
            [unowned self] response in answered(number, response)
        }
        guard let run = world.run, run.take(exchange) else { return failed(number, "nobody listens") }
        guard !deliveries[number].isOver else { return }
        world.timeline.after(Self.patience) { [unowned self] in failed(number, "no answer within 3 s") }
    }

    /// The program was killed: whoever waited sees the connection end.
    func connectionsDie() {
        for number in deliveries.indices where !deliveries[number].isOver {
            world.timeline.after(.milliseconds(1)) { [unowned self] in failed(number, "reset") }
        }
    }

    /// No answer came. A relay between may try again, as after a 5xx.
    private func failed(_ number: Int, _ why: String) {
        guard !deliveries[number].isOver else { return }
        deliveries[number].isOver = true
        world.say("sender", "delivery \(number): \(why)")
        if world.dice.chance(700) { resend(deliveries[number].alert) }
    }

    private func resend(_ alert: Int) {
        guard alerts[alert].resends < Self.resendsMax else { return }
        alerts[alert].resends += 1
        world.timeline.after(Self.resendWait) { [unowned self] in deliver(alert) }
    }

    private func answered(_ number: Int, _ response: HTTPResponse) {
        guard !deliveries[number].isOver else { return }
        if world.dice.chance(world.plan.rates[.lostReply] ?? 0), !world.weather.isHealed {
            world.tally[.lostReply] += 1
            return
        }
        deliveries[number].isOver = true
        let alert = deliveries[number].alert
        world.say("sender", "delivery \(number): answered \(response.status)")
        switch response.status {
        case 200..<300: acknowledged(alert)
        case 500...:
            world.tally.turnedAway += 1
            resend(alert)
        default: break
        }
    }

    private func acknowledged(_ alert: Int) {
        world.tally.acknowledged += 1
        switch world.replying {
        case .accepted(let fingerprint, let verdicts):
            if alerts[alert].hasName, !acceptedOnce.insert(fingerprint).inserted {
                world.violate(.sameVerdicts, "alert \(fingerprint.prefix) was accepted as new twice")
            }
            hold(fingerprint, verdicts)
        case .duplicate(let fingerprint, let verdicts): hold(fingerprint, verdicts)
        default: world.violate(.acknowledgedIsKept, "a 2xx that accepts nothing")
        }
    }

    private func hold(_ fingerprint: Fingerprint, _ verdicts: [Verdict]) {
        lastVerdicts = verdicts
        guard let first = told[fingerprint] else {
            told[fingerprint] = verdicts
            return
        }
        guard first != verdicts else { return }
        let pair = zip(first, verdicts).first { $0 != $1 }
        world.violate(
            .sameVerdicts,
            "alert \(fingerprint.prefix) was told \(pair.map { "\($0.0)" } ?? "\(first.count) verdicts") and then "
                + (pair.map { "\($0.1)" } ?? "\(verdicts.count)"),
            tag: pair?.0.tag)
    }

    /// What the last alert was told about an account.
    func lastVerdict(on account: AccountName) -> String {
        guard let verdict = lastVerdicts.last(where: { $0.account == account }) else { return "not answered" }
        return verdict.isApproved ? "approved" : "\(verdict.code ?? "?"), \(verdict.reason ?? "?")"
    }

    /// What a person asked for by a command, and what he was told; an id is known for ever.
    func toldByHand(_ outcome: AlertOutcome) {
        switch outcome {
        case .accepted(let fingerprint, let verdicts), .duplicate(let fingerprint, let verdicts):
            world.tally.acknowledged += 1
            hold(fingerprint, verdicts)
        default: break
        }
    }
}
