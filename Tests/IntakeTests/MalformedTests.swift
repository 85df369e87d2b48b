import Journey
import OwnThreads
import Testing

/// Bodies that no sender meant: none ends the reader, none becomes another order.
struct MalformedTests {
    static let countOfEach = 40

    @Test func `a body that was cut, spliced or overwritten is refused, or says all that it orders`() {
        var report = SpoiltReport()
        for sample in Sample.all { report.takeAnything(sample, count: Self.countOfEach) }
        #expect(report.broken == [])
        #expect(report.made > 10_000 && report.read > 100)
    }

    @Test func `a message with its structure broken is refused, or orders what the whole one does`() {
        var report = SpoiltReport()
        for sample in Sample.all { report.takeStructure(sample, count: Self.countOfEach) }
        #expect(report.broken == [])
        #expect(report.made > 10_000 && report.read > 100)
    }

    @Test func `a message without its end is refused`() {
        var report = SpoiltReport()
        for sample in Sample.all { report.takeCuts(sample) }
        #expect(report.broken == [])
        #expect(report.made > 4_000)
    }
}

/// The same at a listening webhook with a Desk behind it.
@Suite(.ownThreads)
struct ServedMalformedTests {
    @Test func `none of thousands of malformed bodies is answered with a 5xx or orders what nobody meant`()
        throws
    {
        let choices = Set(Sample.all.map(\.sourceName)).sorted()
        let secret = try #require(SharedSecret(Sample.secret))
        let served = try ServedDesk(
            choices.compactMap { name in
                Sample.all.first { $0.sourceName == name }.map {
                    Source(name: name, secret: secret, dialect: $0.choice, delayedFeed: $0.feed)
                }
            })
        var (made, taken, cleanOrders) = (0, 0, 0)
        var statuses: [Int: Int] = [:]
        var broken: [String] = []
        func post(_ body: [UInt8], _ sample: Sample, may: (ServedDesk.Answer) -> Bool) throws {
            let answer = try served.post(body, to: sample.sourceName)
            made += 1
            statuses[answer.status, default: 0] += 1
            if !answer.orders.isEmpty { taken += 1 }
            guard (200..<500).contains(answer.status), answer.orders.isEmpty || may(answer) else {
                broken.append(
                    "\(sample.name): \(answer.status) \(answer.orders): "
                        + String(decoding: body, as: UTF8.self))
                return
            }
        }
        for sample in Sample.all {
            let clean = try served.post(sample.body, to: sample.sourceName)
            cleanOrders += clean.orders.count
            var dice = Spoiling.Dice(sample.name)
            // What is broken already may be mended by chance.
            let isWhole = !sample.outcome.hasPrefix("! BODY_UNREADABLE")
            for _ in 0..<(isWhole ? 7 : 0) {
                let body = Spoiling.structure(sample.body, &dice)
                try post(body, sample) { $0.orders == clean.orders }
            }
            for _ in 0..<3 {
                let other = Sample.all.randomElement(using: &dice)?.body ?? []
                let body = Spoiling.anything(sample.body, with: other, &dice)
                try post(body, sample) { _ in
                    (try? Sample.alert(body, sample.choice, sample.feed)) != nil
                }
            }
        }
        #expect(broken == [])
        #expect(made >= 5_000 && taken > 50 && cleanOrders > 300, "\(made), \(taken), \(cleanOrders)")
        #expect(Set(statuses.keys).isSubset(of: [200, 400, 409, 413, 422]), "\(statuses)")
    }
}

extension Sample {
    /// The source that a message of this kind is sent to.
    fileprivate var sourceName: String {
        let spoken =
            switch choice {
            case .auto: "auto"
            case .only(let dialects): dialects.map(\.rawValue).joined(separator: "-")
            }
        return "\(spoken)-\(feed.rawValue)"
    }
}
