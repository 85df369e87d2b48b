import Glibc
import Testing
import Trading

/// The machine's own rules of America/Chicago.
enum ChicagoFile {
    static func bytes() throws -> [UInt8] {
        let file = try #require(fopen("/usr/share/zoneinfo/America/Chicago", "rb"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        #expect(count > 0)
        return Array(bytes.prefix(count))
    }

    static func rules() throws -> ZoneRules { try #require(ZoneRules(tzif: bytes())) }
}
