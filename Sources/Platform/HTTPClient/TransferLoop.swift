/// The transfers under way. Made, used and given up on the client's thread.
struct TransferLoop: ~Copyable {
    private let multi: MultiHandle
    private let caFile: String?
    private var open: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idle: [EasyHandle] = []

    /// Handles kept for the next request; more than this many at once is rare.
    private static let idleMax = 16

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
        return isSound
    }

    /// Ends what is open, each with what is known of its reach.
    consuming func abandon(_ why: String) {
        for transfer in open.values {
            multi.remove(transfer.handle)
            transfer.finish(.failure(transfer.abandoned(why)))
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
