import Glibc
import OwnThreads
import Testing

@testable import PaperVenue

@Suite(.ownThreads)
struct VenueFileTests {
    struct Unreadable: Error {}

    static func text(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw Unreadable() }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    /// A file of its own for the length of a test.
    static func with<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        var path = Array("/tmp/venue-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Unreadable() }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            close(descriptor)
            unlink(name)
        }
        let count = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count == text.utf8.count else { throw Unreadable() }
        return try body(name)
    }

    @Test func `says why a file cannot be read`() {
        var options = PaperVenueOptions()
        let error = #expect(throws: VenueFileError.self) { try options.readUsers("/nowhere/users.json") }
        #expect(
            error?.description.hasPrefix("/nowhere/users.json: line 1, column 1: cannot be read: ") == true)
        #expect(throws: VenueFileError.self) { try options.readFaults("/tmp") }
    }

    @Test func `arms the faults of a file from the start`() async throws {
        let options = try Self.with(#"[{"fault":"too_many_requests","endpoint":"Order/searchOpen"}]"#) {
            var options = PaperVenueOptions.still
            try options.readFaults($0)
            return options
        }
        #expect(options.faults.count == 1)
        let trader = try await Trader(options)
        defer { trader.stop() }
        #expect(try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#).status == 429)
        #expect(try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#).status == 200)
    }
}
