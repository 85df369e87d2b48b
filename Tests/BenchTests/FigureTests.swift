import Bench
import JSON
import Testing

struct FigureTests {
    private func figure(_ value: Double, floor: Double) -> Figure {
        Figure("intake", "durable alerts", .perSecond, value, floor: .init("libmicrohttpd", floor))
    }

    @Test func `stands beside its floor as their ratio`() {
        #expect(figure(20, floor: 80).ratio == 0.25)
        #expect(Figure("json", "reading", .nanoseconds, 20).ratio == nil)
        #expect(figure(20, floor: 0).ratio == nil)
    }

    @Test func `takes the median of each run's own ratio`() throws {
        let runs = [figure(10, floor: 100), figure(90, floor: 100), figure(30, floor: 50)]
        let one = try #require(Figure(medianOf: runs))
        #expect(one.value == 30)
        #expect(one.floor?.value == 100)
        #expect(one.ratio == 0.6)
    }

    @Test func `matches the figures of several runs by bench and name`() {
        let runs = [1.0, 3, 2].map {
            [figure($0, floor: 1), Figure("json", "reading", .nanoseconds, 10 * $0)]
        }
        #expect(Figure.medians(of: runs).map(\.value) == [2, 20])
        let once = Figure("intake", "answered 503", .count, 7)
        #expect(Figure.medians(of: runs + [[once]]).map(\.value) == [2, 20, 7])
    }

    @Test func `is one JSON object with its percentiles and its floor`() throws {
        var latencies = Latencies()
        for value in 1...10 { latencies.add(microseconds: Int64(value)) }
        let figure = try #require(
            Figure("latency", "POST to durable 2xx", latencies, floor: .init("fdatasync", 2)))
        let root = try JSONDocument(figure.json).root
        #expect(root["unit"]?.string == "us")
        #expect(root["samples"]?.numberText == "10")
        #expect(
            ["p50", "p90", "p99", "p999", "max"].compactMap { root[$0]?.numberText } == [
                "5.000", "9.000", "10.000", "10.000", "10.000",
            ])
        #expect(root["ratio"]?.numberText == "2.5000")
        #expect(root["floor"]?.string == "fdatasync")
    }

    @Test(arguments: [
        (0.0, 3, "0.000"), (-0.0004, 3, "0.000"), (1.0005, 3, "1.001"), (-2.5, 1, "-2.5"),
        (1e9, 0, "1000000000"),
    ])
    func `writes numbers with so many places`(value: Double, places: Int, text: String) {
        #expect(Figure.text(value, places: places) == text)
    }

    @Test func `lines its columns up`() {
        let lines = FigureTable.lines([figure(1, floor: 2), figure(12_345, floor: 2)])
        #expect(lines.count == 3)
        #expect(lines[1].contains("durable alerts"))
        #expect(Set(lines.dropFirst().map { $0.prefix { $0 != "l" }.count }).count == 1)
    }
}
