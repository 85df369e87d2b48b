import CLinux
import Glibc

/// Sends a load over sockets of its own, on the calling thread.
///
/// With a fixed pace a request that finds no free connection leaves late, and its latency counts from when it was
/// to leave: a server that stalls is not spared the requests that it kept from being sent.
struct LoadGenerator {
    /// After the last request so long for its answer.
    private static let patience = 10.0
    /// The timer wakes this long before a request is due; the rest is spent looking at the clock.
    private static let early: Int64 = 150_000

    private let plan: LoadPlan
    private let epoll: Int32
    private let timer: Int32
    private var connections: [LoadConnection]
    private var idle: [Int]
    private var result = LoadResult()
    private var next = 0
    private var startAt: Int64 = 0
    private var endAt: Int64 = 0
    private var lastAnswerAt: Int64 = 0

    static func run(_ plan: LoadPlan) throws -> LoadResult {
        var generator = try LoadGenerator(plan)
        defer { generator.close() }
        return try generator.run()
    }

    private init(_ plan: LoadPlan) throws {
        self.plan = plan
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK | TFD_CLOEXEC))
        guard epoll >= 0, timer >= 0 else { throw BenchFailure("epoll_create1, timerfd_create", errno) }
        connections = Array(repeating: LoadConnection(keepsAlive: plan.keepsAlive), count: plan.connections)
        idle = Array((0..<plan.connections).reversed())
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.u64 = UInt64.max
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event) == 0 else {
            throw BenchFailure("epoll_ctl", errno)
        }
        if plan.keepsAlive {
            for index in connections.indices {
                try connections[index].connect(plan.port, epoll: epoll, index: index)
            }
        }
    }

    private mutating func close() {
        for index in connections.indices { connections[index].close() }
        Glibc.close(timer)
        Glibc.close(epoll)
    }

    private mutating func run() throws -> LoadResult {
        startAt = Stopwatch.now() + 1_000_000
        endAt = startAt + Int64(plan.seconds * 1e9)
        lastAnswerAt = startAt
        let giveUpAt = endAt + Int64(Self.patience * 1e9)
        var events = [epoll_event](repeating: epoll_event(), count: 128)
        while true {
            try sendDue()
            let now = Stopwatch.now()
            if isOver(at: now) || now > giveUpAt { break }
            let waits = milliseconds(from: now, until: giveUpAt)
            let count = epoll_wait(epoll, &events, Int32(events.count), waits)
            guard count >= 0 || errno == EINTR else { throw BenchFailure("epoll_wait", errno) }
            for event in events.prefix(Int(max(0, count))) {
                if event.data.u64 == UInt64.max { drainTimer() } else { try proceed(Int(event.data.u64)) }
            }
        }
        result.broken += connections.count { $0.number != nil }
        result.seconds = Double(max(1, lastAnswerAt - startAt)) / 1e9
        return result
    }

    // MARK: Pace

    private func dueAt(_ number: Int) -> Int64? {
        guard number < plan.countMax else { return nil }
        switch plan.pace {
        case .asAnswered:
            return Stopwatch.now() < endAt ? startAt : nil
        case .fixed(let perSecond):
            let due = startAt + Int64(Double(number) / perSecond * 1e9)
            return due < endAt ? due : nil
        }
    }

    private func isOver(at now: Int64) -> Bool { idle.count == connections.count && dueAt(next) == nil }

    private mutating func sendDue() throws {
        while !idle.isEmpty, let due = dueAt(next) {
            let now = Stopwatch.now()
            if now < due - Self.early { return setTimer(due - Self.early) }
            while Stopwatch.now() < due {}
            let index = idle.removeLast()
            try open(index)
            var from = due
            if case .asAnswered = plan.pace { from = max(due, now) }
            connections[index].begin(next, plan.request(next), dueAt: from)
            result.leftAt.append(Stopwatch.wallMicroseconds())
            next += 1
            try proceed(index)
        }
    }

    private mutating func open(_ index: Int) throws {
        if plan.keepsAlive {
            guard connections[index].isEnded else { return }
            connections[index].close()
        }
        try connections[index].connect(plan.port, epoll: epoll, index: index)
    }

    private func setTimer(_ at: Int64) {
        var time = itimerspec()
        time.it_value = timespec(tv_sec: Int(at / 1_000_000_000), tv_nsec: Int(at % 1_000_000_000))
        timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &time, nil)
    }

    private func drainTimer() {
        var count: UInt64 = 0
        _ = read(timer, &count, 8)
    }

    private func milliseconds(from now: Int64, until end: Int64) -> Int32 {
        // A load as answered ends by the clock, which no event tells.
        Int32(clamping: min((end - now) / 1_000_000, 100) + 1)
    }

    // MARK: Answers

    private mutating func proceed(_ index: Int) throws {
        let progress = connections[index].proceed()
        guard connections[index].number != nil else { return }
        switch progress {
        case .underWay: return
        case .answered(let status, let refusal):
            lastAnswerAt = Stopwatch.now()
            result.statuses[status, default: 0] += 1
            if 200..<300 ~= status, let number = connections[index].number {
                result.answeredAt[number] = Stopwatch.wallMicroseconds()
                result.latencies.add(nanoseconds: lastAnswerAt - connections[index].dueAt)
            } else {
                result.refusal = result.refusal ?? refusal
            }
        case .broken:
            result.broken += 1
        }
        var isBroken = false
        if case .broken = progress { isBroken = true }
        connections[index].finish()
        if isBroken || !plan.keepsAlive { connections[index].close() }
        if isBroken, plan.keepsAlive { try connections[index].connect(plan.port, epoll: epoll, index: index) }
        idle.append(index)
    }
}
