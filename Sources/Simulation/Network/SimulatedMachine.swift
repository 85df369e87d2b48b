import Gateway
import HTTPClient
import Trading
import WebSocket

/// What one incarnation of the client runs on: its queue, and its ways to the venue.
///
/// @unchecked Sendable: one thread runs a world.
final class SimulatedMachine: Transport, @unchecked Sendable {
    typealias Ended = @Sendable (Result<HTTPClientResponse, HTTPClientFailure>) -> Void

    /// One request under way.
    private final class Call: @unchecked Sendable {
        let serial: Int
        let request: HTTPClientRequest
        let then: Ended
        let deadline: Timestamp
        var isArrived = false
        /// Lost with the machine before it reached the venue.
        var isSunk = false

        init(_ serial: Int, _ request: HTTPClientRequest, by deadline: Timestamp, _ then: @escaping Ended) {
            self.serial = serial
            self.request = request
            self.deadline = deadline
            self.then = then
        }
    }

    let queue: SimulatedQueue
    private unowned let network: SimulatedNetwork
    private let timeline: Timeline
    /// Those that have not ended for the client.
    private var calls: [Int: Call] = [:]
    private var serials = 0
    private var sockets: [SimulatedSocket] = []
    private var isStopped = false

    init(on network: SimulatedNetwork) {
        self.network = network
        timeline = network.timeline
        queue = SimulatedQueue(on: network.timeline)
    }

    var isAlive: Bool { queue.isAlive }

    private var open: [Call] { calls.values.sorted { $0.serial < $1.serial } }

    func die() {
        queue.die()
        for call in open where !call.isArrived { call.isSunk = network.dice.chance(500) }
        calls = [:]
        for socket in sockets { socket.die() }
        sockets = []
    }

    // MARK: The hub

    func socket(
        _ options: WebSocketOptions, _ events: @escaping @Sendable (WebSocketEvent) -> Void
    ) -> any HubSocket {
        sockets.removeAll { $0.isOver }
        let socket = SimulatedSocket(options, on: network, events)
        sockets.append(socket)
        return socket
    }

    func cutHub(isSilent: Bool) {
        for socket in sockets where !socket.isOver { socket.cut(isSilent: isSilent) }
    }

    // MARK: Requests

    func send(_ request: HTTPClientRequest, then: @escaping Ended) {
        guard isAlive else { return }
        guard !isStopped else { return then(.failure(Self.failure(.notSent, "the HTTP client has stopped"))) }
        network.left?(request)
        serials += 1
        let timeout = Span.milliseconds(Int64(request.timeoutMilliseconds))
        let call = Call(serials, request, by: timeline.steady.advanced(by: timeout), then)
        calls[call.serial] = call
        guard !network.isRestDown else { return sendIntoPartition(call) }
        let fault = network.fault(of: SimulatedVenue.path(of: request.url))
        if let fault { network.say?("\(fault) \(SimulatedVenue.path(of: request.url))") }
        send(call, fault)
    }

    func stop() {
        isStopped = true
        for call in open {
            end(call, .failure(Self.failure(.maybeSent, "the HTTP client has stopped")))
        }
    }

    private func send(_ call: Call, _ fault: NetworkFault?) {
        switch fault {
        case .refused:
            end(call, after: network.milliseconds(1...40), .failure(Self.failure(.notSent, "refused")))
        case .lostRequest: endWithoutAnswer(call)
        case .lostAnswer: travel(call, network.usualWay()) { [self] _ in endWithoutAnswer(call) }
        case .brokenAnswer: travel(call, network.usualWay()) { [self] _ in reset(call) }
        case .truncatedAnswer: travel(call, network.usualWay()) { [self] in answer(call, truncated($0)) }
        case .serverError: sendIntoError(call)
        case .tooManyRequests: answer(call, HTTPClientResponse(429, []))
        case .unauthorized: answer(call, HTTPClientResponse(401, []))
        case .late, .tooLate:
            let wait = network.milliseconds(fault == .late ? 200...9_000 : 10_001...20_000)
            let isOnTheWay = network.dice.chance(500)
            travel(call, isOnTheWay ? wait : network.usualWay()) { [self] response in
                answer(call, response, after: isOnTheWay ? network.usualWay() : wait)
            }
        default: travel(call, network.usualWay()) { [self] in answer(call, $0) }
        }
    }

    private func sendIntoError(_ call: Call) {
        let status = [500, 502, 503][Int.random(in: 0..<3, using: &network.dice)]
        let response = HTTPClientResponse(status, Array("<html>\(status)</html>".utf8))
        guard network.dice.chance(500) else { return answer(call, response) }
        travel(call, network.usualWay()) { [self] _ in answer(call, response) }
    }

    /// Either no connection can be made, or one that stood carries nothing any more.
    private func sendIntoPartition(_ call: Call) {
        guard network.dice.chance(500) else { return end(call, after: nil, Self.timedOut) }
        let wait = Span.milliseconds(
            Int64(min(call.request.connectMilliseconds, call.request.timeoutMilliseconds)))
        end(call, after: wait, .failure(Self.failure(.notSent, "no connection", timedOut: true)))
    }

    /// Takes the request to the venue, which answers it whatever has become of the client; `then` hears of the
    /// answer while the client lives.
    private func travel(
        _ call: Call, _ wait: Span, _ then: @escaping @Sendable (HTTPClientResponse) -> Void
    ) {
        if timeline.steady.advanced(by: wait) >= call.deadline { end(call, after: nil, Self.timedOut) }
        timeline.after(wait) { [self] in
            guard !call.isSunk else { return }
            call.isArrived = true
            let response = network.venue.dated(network.venue.answer(call.request))
            if isAlive { then(response) }
        }
    }

    private func answer(_ call: Call, _ response: HTTPClientResponse) {
        answer(call, response, after: network.usualWay())
    }

    private func answer(_ call: Call, _ response: HTTPClientResponse, after wait: Span) {
        end(call, after: wait, .success(response))
    }

    private func truncated(_ response: HTTPClientResponse) -> HTTPClientResponse {
        let kept = Int.random(in: 0...max(0, response.body.count - 1), using: &network.dice)
        return HTTPClientResponse(response.status, Array(response.body.prefix(kept)))
    }

    private func endWithoutAnswer(_ call: Call) {
        network.dice.chance(500) ? reset(call) : end(call, after: nil, Self.timedOut)
    }

    private func reset(_ call: Call) {
        end(call, after: network.usualWay(), .failure(Self.failure(.maybeSent, "connection reset")))
    }

    // MARK: Ends

    /// - Parameter wait: nil for as long as the client is willing to.
    private func end(
        _ call: Call, after wait: Span?, _ result: Result<HTTPClientResponse, HTTPClientFailure>
    ) {
        let left = call.deadline.since(timeline.steady)
        let isInTime = wait.map { $0 < left } ?? false
        timeline.after(isInTime ? wait ?? left : left) { [self] in
            end(call, isInTime ? result : Self.timedOut)
        }
    }

    private func end(_ call: Call, _ result: Result<HTTPClientResponse, HTTPClientFailure>) {
        guard isAlive, calls.removeValue(forKey: call.serial) != nil else { return }
        call.then(result)
    }

    private static let timedOut = Result<HTTPClientResponse, HTTPClientFailure>.failure(
        failure(.maybeSent, "timed out", timedOut: true))

    private static func failure(
        _ reach: HTTPClientFailure.Reach, _ reason: String, timedOut: Bool = false
    ) -> HTTPClientFailure {
        HTTPClientFailure(reach: reach, reason: "https://venue: \(reason)", timedOut: timedOut)
    }
}
