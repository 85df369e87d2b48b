import Dispatch
import Synchronization

/// The token's file while a bridge runs.
///
/// A disk without room for it stops no trading: the file is written once there is, and only the commands that ask
/// a running bridge wait for it.
final class OperatorTokenFile: Sendable {
    private let token: OperatorToken
    private let url: String
    private let isEnded = Mutex(false)

    private static let retryDelay = DispatchTimeInterval.seconds(1)

    init(_ token: OperatorToken, url: String) {
        self.token = token
        self.url = url
    }

    /// Writes it now, or as soon as that succeeds.
    func write() { write(isFirst: true) }

    /// Removes it for good.
    func remove() {
        isEnded.withLock { isEnded in
            isEnded = true
            token.remove()
        }
    }

    private func write(isFirst: Bool) {
        let fault = isEnded.withLock { isEnded -> Fatal? in
            guard !isEnded else { return nil }
            do throws(Fatal) {
                try token.write(url: url)
                return nil
            } catch {
                return error
            }
        }
        guard let fault else { return }
        if isFirst {
            Console.log(
                "token=unwritten reason=\"\(fault.message); commands cannot ask this bridge until it is\"")
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.retryDelay) { [weak self] in
            self?.write(isFirst: false)
        }
    }
}
