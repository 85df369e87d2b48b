import Dispatch
import Journey
import Notify
import Settings
import Synchronization

enum NotifyTestCommand: Command {
    static let words = ["notify", "test"]
    static let summary = "Posts one test notification to each receiver of the settings."
    static let options: [Arguments.Option] = [.init("config", "FILE", "the settings (required)")]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let path = arguments["config"] else { throw UsageError("notify test needs --config FILE") }
        let configuration = try CheckCommand.load(path)
        guard let notifier = try WebNotifier.of(configuration) else {
            Console.out("the settings have no notify: nobody is told anything")
            return .unwell
        }
        defer { notifier.stop() }
        var isWell = true
        for receiver in configuration.receivers {
            let ending = post(to: receiver.target.name, notifier)
            isWell = isWell && ending == .delivered
            Console.out("\(receiver.target.name) at \(receiver.host): \(ending.words)")
        }
        return isWell ? .success : .unwell
    }

    /// Waits for the answer, which comes within the notifier's own bound.
    private static func post(to target: String, _ notifier: WebNotifier) -> NotifyEnding {
        let answer = Mutex<NotifyEnding?>(nil)
        let arrived = DispatchSemaphore(value: 0)
        let row = NotificationRow(
            id: 0, at: SystemClock.now().wall, target: target, level: .info, kind: .test,
            text: "a test of AlertBridge's notifications")
        notifier.deliver(NotifyCall(row)) { ending in
            answer.withLock { $0 = ending }
            arrived.signal()
        }
        arrived.wait()
        return answer.withLock { $0 } ?? .failed("no answer")
    }
}

extension NotifyEnding {
    fileprivate var words: String {
        switch self {
        case .delivered: "delivered"
        case .refused(let why): "refused, \(why)"
        case .failed(let why): "not delivered, \(why)"
        }
    }
}
