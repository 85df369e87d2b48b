import Glibc

/// A file of this project, wherever it is checked out.
enum ProjectFile {
    struct Unreadable: Error { let path: String }

    static func path(_ name: String) -> String {
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/" + name
    }

    static func text(_ name: String) throws -> String {
        guard let file = fopen(path(name), "re") else { throw Unreadable(path: path(name)) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        guard ferror(file) == 0 else { throw Unreadable(path: path(name)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
