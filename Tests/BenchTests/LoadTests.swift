import HTTPServer
import OwnThreads
import RawSockets
import Synchronization
import Testing

@testable import Bench

@Suite(.ownThreads)
struct LoadTests {
    /// Answers with what a test wants, and counts.
    private final class Counter: HTTPHandler {
        let bodies = Mutex<[[UInt8]]>([])
        let response: HTTPResponse

        init(_ response: HTTPResponse) { self.response = response }

        func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission { .accept }

        func respond(to exchange: HTTPExchange) {
            bodies.withLock { $0.append(exchange.body) }
            exchange.reply(response)
        }
    }

    private func plan(_ port: UInt16, keepsAlive: Bool, _ pace: LoadPlan.Pace, count: Int) -> LoadPlan {
        LoadPlan(
            port: port, path: "/hooks/any", connections: 4, keepsAlive: keepsAlive, pace: pace, seconds: 20,
            countMax: count, body: { Array("number \($0)".utf8) })
    }

    @Test(arguments: [true, false])
    func `sends each request once and hears every answer`(keepsAlive: Bool) throws {
        let counter = Counter(HTTPResponse(status: 200))
        let server = try HTTPServer(HTTPServerOptions(), handler: counter)
        defer { server.stop() }
        for pace in [LoadPlan.Pace.asAnswered, .fixed(perSecond: 2_000)] {
            counter.bodies.withLock { $0 = [] }
            let result = try LoadGenerator.run(plan(server.port, keepsAlive: keepsAlive, pace, count: 100))
            #expect(result.statuses == [200: 100])
            #expect(result.latencies.count == 100)
            #expect(result.leftAt.count == 100)
            #expect(result.broken == 0)
            #expect(Set(counter.bodies.withLock { $0 }) == Set((0..<100).map { Array("number \($0)".utf8) }))
        }
    }

    @Test func `a kept connection that the server has closed is opened again`() throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.respondLast("once")
            connection.readToEnd()
        }
        defer { server.stop() }
        let result = try LoadGenerator.run(plan(server.port, keepsAlive: true, .asAnswered, count: 20))
        #expect(result.statuses == [200: 20])
        #expect(result.broken == 0)
    }

    @Test func `counts those that were turned away for now, and does not time them`() throws {
        let server = try HTTPServer(HTTPServerOptions(), handler: Counter(HTTPResponse(status: 503)))
        defer { server.stop() }
        let result = try LoadGenerator.run(plan(server.port, keepsAlive: true, .asAnswered, count: 3))
        try result.demandAll(of: "three")
        #expect(result.turnedAway == 3 && result.answered == 0 && result.latencies.count == 0)
    }

    @Test func `takes no refusal for a measurement, and tells what was said`() throws {
        let server = try HTTPServer(
            HTTPServerOptions(), handler: Counter(HTTPResponse(status: 422, body: Array("too much".utf8))))
        defer { server.stop() }
        let result = try LoadGenerator.run(plan(server.port, keepsAlive: true, .asAnswered, count: 3))
        #expect(result.latencies.count == 0)
        #expect(throws: BenchFailure.self) { try result.demandAll(of: "three") }
        #expect(result.refusal == "too much")
    }

    @Test func `is answered by the bare daemon, whether connections are kept or not`() throws {
        let daemon = try BareDaemon()
        defer { daemon.stop() }
        for keepsAlive in [true, false] {
            let result = try LoadGenerator.run(
                plan(daemon.port, keepsAlive: keepsAlive, .asAnswered, count: 50))
            #expect(result.statuses == [202: 50])
        }
    }
}
