import Dispatch
import JSON
import Synchronization
import WebSocket

/// A client of the user hub that keeps everything it is told.
final class HubListener: Sendable {
    private struct State: Sendable {
        var records: [String] = []
        var rest: [UInt8] = []
        var ending: WebSocketEvent?
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
    }

    private struct Waiter: Sendable {
        let holds: @Sendable ([String], WebSocketEvent?) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private let state: Mutex<State>
    private let client: Mutex<WebSocketClient?> = Mutex(nil)

    init(port: UInt16, path: String, headers: [(name: String, value: String)] = []) {
        state = Mutex(State())
        let options = WebSocketOptions(url: "ws://127.0.0.1:\(port)\(path)", headers: headers)
        let made = WebSocketClient(options) { [weak self] in self?.take($0) }
        client.withLock { $0 = made }
        made.start()
    }

    func send(_ text: String) { client.withLock { $0 }?.send(text: Array(text.utf8) + [0x1E]) }
    func send(raw text: String) { client.withLock { $0 }?.send(text: Array(text.utf8)) }

    func stop() {
        client.withLock { client in
            defer { client = nil }
            return client
        }?.stop()
    }

    var records: [String] { state.withLock { $0.records } }
    var ending: WebSocketEvent? { state.withLock { $0.ending } }

    /// Shakes hands and subscribes to everything of account 1001, waiting for each completion.
    func subscribe() async -> Bool {
        send(#"{"protocol":"json","version":1}"#)
        guard await told({ $0 == "{}" }) else { return false }
        let calls = [
            ("SubscribeAccounts", "[]"), ("SubscribeOrders", "[1001]"), ("SubscribePositions", "[1001]"),
            ("SubscribeTrades", "[1001]"),
        ]
        for (number, call) in calls.enumerated() {
            send(#"{"type":1,"invocationId":"\#(number)","target":"\#(call.0)","arguments":\#(call.1)}"#)
            guard await told({ $0 == #"{"type":3,"invocationId":"\#(number)","result":null}"# }) else {
                return false
            }
        }
        return true
    }

    /// Waits until a record fits; false after a minute.
    func told(_ fits: @escaping @Sendable (String) -> Bool) async -> Bool {
        await wait { records, _ in records.contains(where: fits) }
    }

    /// Waits until the connection has ended; false after a minute.
    func ended() async -> Bool { await wait { _, ending in ending != nil } }

    func wait(_ holds: @escaping @Sendable ([String], WebSocketEvent?) -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            let number = state.withLock { state -> UInt64? in
                guard !holds(state.records, state.ending) else { return nil }
                state.lastWaiter += 1
                state.waiters[state.lastWaiter] = Waiter(holds: holds, continuation: continuation)
                return state.lastWaiter
            }
            guard let number else { return continuation.resume(returning: true) }
            DispatchQueue.global().asyncAfter(deadline: .now() + 60) { [weak self] in
                let late = self?.state.withLock { $0.waiters.removeValue(forKey: number) }
                late?.continuation.resume(returning: false)
            }
        }
    }

    /// Events as `order k 6`, `trade -`, `position 1 2`, `account 49998.78`, in the order of their coming.
    var events: [String] { records.compactMap(Self.summary) }

    private static func summary(_ record: String) -> String? {
        guard let message = try? JSONDocument(Array(record.utf8)).root, message["type"]?.int64 == 1
        else { return nil }
        let argument = message["arguments"]?.elements.first
        let data = argument?["data"] ?? argument ?? message
        switch message["target"]?.string {
        case "GatewayUserOrder":
            return "order \(data["customTag"]?.string ?? "-") \(data["status"]?.int64 ?? -1)"
        case "GatewayUserTrade": return "trade \(data["profitAndLoss"]?.numberText ?? "-")"
        case "GatewayUserPosition":
            return "position \(data["type"]?.int64 ?? -1) \(data["size"]?.int64 ?? -1)"
        case "GatewayUserAccount": return "account \(data["balance"]?.numberText ?? "-")"
        default: return message["target"]?.string
        }
    }

    private func take(_ event: WebSocketEvent) {
        let ready = state.withLock { state -> [Waiter] in
            switch event {
            case .text(let bytes):
                state.rest += bytes
                while let end = state.rest.firstIndex(of: 0x1E) {
                    state.records.append(String(decoding: state.rest[..<end], as: UTF8.self))
                    state.rest.removeSubrange(...end)
                }
            case .closed, .failed: state.ending = event
            case .opened, .binary, .ponged: break
            }
            let done = state.waiters.filter { $0.value.holds(state.records, state.ending) }
            for number in done.keys { state.waiters[number] = nil }
            return Array(done.values)
        }
        for waiter in ready { waiter.continuation.resume(returning: true) }
    }
}
