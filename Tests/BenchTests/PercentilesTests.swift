import Bench
import Testing

struct PercentilesTests {
    @Test func `has none of nothing`() {
        #expect(Percentiles(ofNanoseconds: []) == nil)
        #expect(Median.of([]) == nil)
    }

    @Test func `is the one value of one`() throws {
        let one = try #require(Percentiles(ofNanoseconds: [7_000]))
        #expect([one.p50, one.p90, one.p99, one.p999, one.max] == [7, 7, 7, 7, 7])
    }

    @Test(arguments: [
        (100, 50.0, 90.0, 99.0, 100.0), (1_000, 500, 900, 990, 999), (2_000, 1_000, 1_800, 1_980, 1_998),
    ])
    func `is the value at or below which that share lies, whatever the order`(
        count: Int, p50: Double, p90: Double, p99: Double, p999: Double
    ) throws {
        let values = (1...Int64(count)).map { $0 * 1_000 }
        for shuffled in [values, values.reversed()] {
            let all = try #require(Percentiles(ofNanoseconds: shuffled))
            #expect([all.p50, all.p90, all.p99, all.p999] == [p50, p90, p99, p999])
            #expect(all.max == Double(count))
        }
    }

    @Test func `counts what took long once for each time it took long`() throws {
        var latencies = Latencies()
        for _ in 0..<990 { latencies.add(microseconds: 1) }
        for _ in 0..<10 { latencies.add(microseconds: 500) }
        let all = try #require(latencies.percentiles)
        #expect((all.p99, all.p999, all.max) == (1, 500, 500))
    }

    @Test(arguments: [([3], 3), ([1, 9, 2], 2), ([4, 1, 2, 3], 2.5)] as [([Double], Double)])
    func `takes the middle of several runs`(values: [Double], median: Double) {
        #expect(Median.of(values) == median)
    }
}
