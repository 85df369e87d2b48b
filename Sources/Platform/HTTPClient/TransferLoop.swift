/// The transfers under way. Made, used and given up on the client's thread.
struct TransferLoop: ~Copyable {
    private let multi: MultiHandle
    private let caFile: String?
    private var open: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idle: [EasyHandle] = []

    /// Handles kept for the next request; more than this many at once is rare.
    private static let idleMax = 16
    private static let waitMillisecondsMax: Int32 = 10_000

    init(_ multi: MultiHandle, caFile: String?) {
        self.multi = multi
        self.caFile = caFile
    }

    mutating func begin(_ submission: Submission) {
        do throws(HTTPClientFailure) {
            let transfer = try Transfer(submission, on: try handle(), caFile: caFile)
            guard multi.add(transfer.handle) else {
                throw transfer.abandoned("libcurl took no more transfers")
            }
            open[transfer.handle.pointer] = transfer
        } catch {
            submission.finish(.failure(error))
        }
    }

    /// How long nothing of ours falls due; libcurl's own timers and `wake` cut the wait short.
    var waitMilliseconds: Int32 {
        let now = monotonicNanoseconds()
        let nearest = open.values.lazy.filter(\.isWaiting).map(\.deadline).min() ?? .max
        let left = nearest <= now ? 0 : nearest - now
        return Int32(min(left / 1_000_000 + 1, UInt64(Self.waitMillisecondsMax)))
    }

    /// Moves every transfer on, and hands out those that have ended.
    ///
    /// - Returns: Whether libcurl's loop is sound.
    mutating func turn() -> Bool {
        let isSound = multi.perform()
        while let ended = multi.nextEnded() {
            guard let transfer = open.removeValue(forKey: ended.handle) else { continue }
            let result = transfer.result(ended.code)
            multi.remove(transfer.handle)
            keep(transfer.handle)
            transfer.finish(result)
        }
        expire()
        return isSound
    }

    /// Ends what is open, each with what is known of its reach.
    consuming func abandon(_ why: String) {
        for transfer in open.values {
            multi.remove(transfer.handle)
            transfer.finish(.failure(transfer.abandoned(why)))
        }
    }

    private mutating func expire() {
        let now = monotonicNanoseconds()
        for transfer in open.values.filter({ $0.isWaiting && now >= $0.deadline }) {
            open[transfer.handle.pointer] = nil
            multi.remove(transfer.handle)
            keep(transfer.handle)
            let why = "the time was up before a connection stood"
            transfer.finish(.failure(transfer.abandoned(why, timedOut: true)))
        }
    }

    private mutating func handle() throws(HTTPClientFailure) -> EasyHandle {
        if let kept = idle.popLast() { return kept }
        do throws(CurlError) {
            return try EasyHandle()
        } catch {
            throw HTTPClientFailure(reach: .notSent, reason: error.text)
        }
    }

    private mutating func keep(_ handle: EasyHandle) {
        guard idle.count < Self.idleMax else { return }
        handle.reset()
        idle.append(handle)
    }
}
