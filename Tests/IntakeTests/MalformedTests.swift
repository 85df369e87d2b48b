import Journey
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
