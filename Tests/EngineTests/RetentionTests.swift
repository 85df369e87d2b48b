import Testing
import Trading

@testable import Engine

struct RetentionTests {
    private let start = Timestamp(microseconds: 1_000_000)

    private func after(_ span: Span) -> Timestamp { start.advanced(by: span) }

    @Test func `the first look comes a while after the start`() {
        let retention = Retention(age: .seconds(60), due: start)
        #expect(!retention.isDue(at: after(.seconds(599))))
        #expect(retention.isDue(at: after(.seconds(600))))
        #expect(retention.cutoff(at: after(.seconds(100))) == after(.seconds(40)))
    }

    @Test(arguments: [(0, 600_000), (199, 600_000), (200, 500)] as [(Int, Int64)])
    func `a full step is followed soon, and any other after the period`(count: Int, milliseconds: Int64) {
        var retention = Retention(age: .seconds(60), due: start)
        retention.dropped(count, at: start)
        #expect(retention.due == after(.milliseconds(milliseconds)))
    }

    @Test func `a busy moment puts it off`() {
        var retention = Retention(age: .seconds(60), due: start)
        retention.postpone(from: after(.seconds(700)))
        #expect(retention.due == after(.seconds(700)).advanced(by: .milliseconds(500)))
    }
}
