import Glibc
import JSON

/// Reads the venue's own files.
enum VenueFile {
    private static let bytesMax = 1 << 20

    static func document(_ path: String) throws(VenueFileError) -> JSONDocument {
        try document(try read(path), named: path)
    }

    static func document(_ bytes: [UInt8], named name: String) throws(VenueFileError) -> JSONDocument {
        do {
            return try JSONDocument(bytes)
        } catch {
            throw VenueFileError(
                file: name,
                faults: [
                    VenueFileFault(
                        line: error.line, column: error.column, place: error.key ?? "", what: error.what,
                        remedy: "the file must be JSON")
                ])
        }
    }

    private static func read(_ path: String) throws(VenueFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault(path, String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= bytesMax else { throw fault(path, "more than \(bytesMax) bytes") }
        }
    }

    private static func fault(_ path: String, _ what: String) -> VenueFileError {
        VenueFileError(
            file: path,
            faults: [
                VenueFileFault(
                    line: 1, column: 1, place: "", what: "cannot be read: \(what)",
                    remedy: "check the path and its permissions")
            ])
    }
}
