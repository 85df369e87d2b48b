import Dispatch
import Gateway
import Glibc
import HTTPServer
import Journey
import OwnThreads
import PaperVenue
import RawSockets
import Synchronization
import Testing
import Trading

/// Counted in a process of its own, where no other test opens or closes anything.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct HubCycleTests {
    @Test func `a thousand connections of each hub, however they end, leave nothing behind`() async {
        await #expect(processExitsWith: .success) {
            let cycles = try HubCycles()
            #expect(cycles.reach(100))
            let descriptors = OpenResources.descriptors()
            let threads = OpenResources.threads()
            let memory = residentBytes()
            #expect(cycles.reach(1_100))
            // A connection under way has a socket and a wake-up at each end, and a thread.
            #expect(OpenResources.descriptors() <= descriptors + 16)
            #expect(OpenResources.threads() <= threads + 8)
            #expect(residentBytes() <= memory + (24 << 20))
            cycles.stop()
        }
    }
}

/// A client whose two hubs are cut as soon as they are ready.
private final class HubCycles: Sendable {
    private let venue: PaperVenue
    private let hub = CuttingHub()
    private let server: HTTPServer
    private let client: GatewayClient
    private let counts = Mutex((user: 0, market: 0))
    private let changed = DispatchSemaphore(value: 0)

    init() throws {
        venue = try PaperVenue(Bench.venueOptions())
        server = try HTTPServer(HTTPServerOptions(), handler: hub)
        let base = "http://127.0.0.1:\(server.port)/hubs"
        var options = GatewayClientOptions(
            name: GatewayName("paper"), rest: "http://127.0.0.1:\(venue.port)", userHub: base + "/user",
            username: Bench.username, apiKey: Bench.apiKey, accounts: [Bench.first: Bench.firstID],
            now: { Bench.now() })
        options.budget = nil
        options.marketHub = base + "/market"
        options.timings.hubWaits = [.zero]
        client = try GatewayClient(options)
        client.market?.listen { [self] in
            if $0 == .stream(.ready) { count { $0.market += 1 } }
        }
        client.market?.subscribe([ContractID("CON.A")], to: [.quotes])
        client.start { [self] in
            if $0 == .stream(GatewayName("paper"), .ready) { count { $0.user += 1 } }
        }
    }

    private func count(_ change: (inout (user: Int, market: Int)) -> Void) {
        counts.withLock { change(&$0) }
        changed.signal()
    }

    /// Waits until each hub has been ready so often; false when nothing happens for 20 s.
    func reach(_ wanted: Int) -> Bool {
        while counts.withLock({ min($0.user, $0.market) }) < wanted {
            guard changed.wait(timeout: .now() + .seconds(20)) == .success else { return false }
        }
        return true
    }

    func stop() {
        client.stop()
        server.stop()
        hub.clear()
        venue.stop()
    }
}

/// What of this process stands in memory; 0 when the kernel does not say.
private func residentBytes() -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &bytes, bytes.count)
    let fields = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
}
