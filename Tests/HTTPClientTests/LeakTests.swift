import HTTPClient
import OwnThreads
import RawSockets
import Testing

/// Counted in a process of its own, where no other test opens or closes anything.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct LeakTests {
    @Test func `fifty clients leave no descriptor and no thread`() async {
        await #expect(processExitsWith: .success) {
            try await useClients(count: 5)
            let descriptors = OpenResources.descriptors()
            let threads = OpenResources.threads()
            try await useClients(count: 50)
            #expect(OpenResources.descriptors() <= descriptors)
            // A joined thread may show for another moment.
            #expect(OpenResources.threads() <= threads + 4)
        }
    }
}

/// Every second client is stopped with a request open.
private func useClients(count: Int) async throws {
    for number in 0..<count {
        let server = try RawServer { connection in
            while let request = connection.readRequest() {
                if request.line.contains("/silent") { return connection.readToEnd() }
                connection.respond("")
            }
        }
        let client = try HTTPClient()
        _ = try await client.send(.init(.get, url: server.url)).get()
        if number.isMultiple(of: 2) { client.send(.init(.get, url: server.url + "/silent")) { _ in } }
        client.stop()
        server.stop()
    }
}
