import Dispatch

/// Threads of our own for tests that wait inside a system call.
///
/// Swift's own pool has as many threads as the machine has cores: two tests that wait on a socket would
/// hold up all others, and what those measure with a clock of their own would come too late.
final class ThreadPool: TaskExecutor {
    static let shared = ThreadPool()

    private let queue = DispatchQueue(label: "tests.own-threads", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
