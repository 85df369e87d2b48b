import Glibc

/// Times the comparison of a source's secret, and tells by Welch's t whether what is offered shows in it.
@main
struct Timing {
    private static let text = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-"
    /// As in dudect: above this, two means differ by more than chance.
    private static let limit = 4.5

    static func main() {
        guard let secret = SharedSecret(text),
            let samples = CommandLine.arguments.dropFirst().first.flatMap({ Int($0) })
        else { exit(2) }
        let right = Array(text.utf8)
        var failed = false
        failed =
            report(
                // A copy of its own each time: one that is offered again and again would lie in the nearest cache.
                "fixed against random", samples, secret, { _ in [UInt8](repeating: 120, count: right.count) },
                { random(&$0, right.count) })
            || failed
        for length in [1, 16, 32, 63] {
            failed =
                report(
                    "no matching prefix against \(length) bytes", samples, secret,
                    { random(&$0, right.count) },
                    { generator in Array(right.prefix(length)) + random(&generator, right.count - length) })
                || failed
        }
        exit(failed ? 1 : 0)
    }

    private typealias Maker = (inout SystemRandomNumberGenerator) -> [UInt8]

    private static func random(_ generator: inout SystemRandomNumberGenerator, _ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 128...255, using: &generator) }
    }

    private struct Sums {
        var count = 0.0
        var mean = 0.0
        var squares = 0.0
        mutating func add(_ value: Double) {
            count += 1
            let off = value - mean
            mean += off / count
            squares += off * (value - mean)
        }
        var error: Double { squares / (count - 1) / count }
    }

    /// - Returns: Whether the two differ.
    private static func report(
        _ name: String, _ samples: Int, _ secret: SharedSecret, _ first: Maker, _ second: Maker
    ) -> Bool {
        var generator = SystemRandomNumberGenerator()
        var times: [[Double]] = [[], []]
        var found = 0
        // In blocks, so that what is offered is made before the clock runs and lies alike in the caches.
        for _ in 0..<(samples / 1_000) {
            let order = (0..<1_000).map { _ in Int.random(in: 0...1, using: &generator) }
            let offered = order.map { $0 == 0 ? first(&generator) : second(&generator) }
            for (index, bytes) in offered.enumerated() {
                let start = now()
                for _ in 0..<8 where secret.matches(bytes) { found += 1 }
                times[order[index]].append(Double(now() - start))
            }
        }
        // What the system interrupted is cut off, at the same place for both.
        let all = (times[0] + times[1]).sorted()
        let most = all[all.count * 95 / 100]
        var sums = [Sums(), Sums()]
        for side in 0...1 { for time in times[side] where time <= most { sums[side].add(time) } }
        let t = (sums[0].mean - sums[1].mean) / (sums[0].error + sums[1].error).squareRoot()
        print(
            "secret, \(name): \(samples) samples of 8 comparisons, means \(rounded(sums[0].mean)) and \(rounded(sums[1].mean)) ns, "
                + "Welch t \(rounded(t))\(found > 0 ? ", and it matched" : "")")
        return abs(t) >= limit || found > 0
    }

    private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
