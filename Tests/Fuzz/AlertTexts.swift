import HTTPServer
import Journey
import Synchronization
import Trading
import Webhook

/// A body as a hook gets it. The first byte picks the source: `a` speaks any dialect, `b` and on one of them each.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedAlertTexts(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    guard let first = bytes.first else { return 0 }
    let source = Hook.sources[Int(first &- UInt8(ascii: "a")) % Hook.sources.count]
    let body = Array(bytes.dropFirst())
    let answer = Mutex<HTTPResponse?>(nil)
    let exchange = HTTPExchange(path: "/hooks/\(source.name)/\(Hook.secret)", peer: "127.0.0.1", body: body) {
        response in answer.withLock { $0 = response }
    }
    Hook.intake.respond(to: exchange)
    let arrivals = Hook.arrivals.withLock { arrivals in
        defer { arrivals = [] }
        return arrivals
    }
    promise(arrivals.count == 1, "whoever knows the secret arrives, once")
    promise(answer.withLock { $0 }?.status == 503, "and is answered")
    for arrival in arrivals { judge(arrival, source) }
    return 0
}

/// One listener for all inputs, whose queue is this program.
private enum Hook {
    static let secret = "fuzz-0123456789abcdefghijklm"
    static let sources = choices.enumerated().map { index, choice in
        guard let secret = SharedSecret(secret) else { preconditionFailure("a secret of the right form") }
        return Source(name: "source-\(index)", secret: secret, dialect: choice, delayedFeed: .warn)
    }
    private static let choices = [DialectChoice.auto] + Dialect.allCases.map { DialectChoice.only([$0]) }
    static let arrivals = Mutex<[Arrival]>([])
    static let intake: WebhookIntake = {
        guard let decoy = SharedSecret(String(repeating: "z", count: 32)) else {
            preconditionFailure("a secret of the right form")
        }
        let time = Timestamp(microseconds: 1_790_000_000_000_000)
        return WebhookIntake(
            sources: SourceBook(sources, decoy: decoy), clock: { Moment(wall: time, steady: time) },
            submit: { input in
                if case .arrival(let arrival) = input { arrivals.withLock { $0.append(arrival) } }
                // Nothing is decided here: the sender is told to come again.
                return false
            })
    }()
}

private func judge(_ arrival: Arrival, _ source: Source) {
    promise(!holds(arrival.delivery.body), "no secret is kept")
    switch arrival.content {
    case .alert(let alert, _):
        promise(!holds(alert.canonical), "no secret is part of an alert")
        promise(
            source.dialect.takes(Dialect(rawValue: alert.dialect) ?? .generic), "the dialect is the source's")
        var again = AlertReader.recorded(alert.canonical, dialect: alert.dialect)
        promise(again != nil, "a recorded alert can be read again")
        again?.source = alert.source
        again?.canonical = alert.canonical
        // A signed message's id is its header's, which no body says.
        promise(again == alert, "a recorded alert says all that it orders")
    case .refused(let refusal):
        let json = AlertOutcome.refused(refusal).json
        promise(!holds(json), "no refusal quotes a secret")
        promise(String(validating: json, as: UTF8.self) != nil, "a refusal is a text")
        promise([400, 422].contains(refusal.code.status), "a refusal is the sender's fault")
    default: promise(false, "what is believed is an alert or a refusal")
    }
}

private let secretBytes = Array(Hook.secret.utf8)

private func holds(_ bytes: [UInt8]) -> Bool { place(of: secretBytes, in: bytes[...]) != nil }
