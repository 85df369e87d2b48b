import Glibc
import Trading

/// The time zone of the exchange, from the system's own files.
enum ZoneFile {
    private static let path = "/usr/share/zoneinfo/America/Chicago"

    static func chicago() throws(Fatal) -> ZoneRules {
        guard let bytes = File.read(path, bytesMax: 65_536), let rules = ZoneRules(tzif: bytes) else {
            throw Fatal(
                status: .systemUnusable, message: "\(path) cannot be read: install the Debian package tzdata")
        }
        return rules
    }
}

enum File {
    enum Failure: Error {
        case tooLong
        /// With the system's number for why.
        case unreadable(Int32)
    }

    /// The path from the root on, as a person can look for it wherever he stands.
    static func absolute(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    /// The whole file; nil when it cannot be read or is longer than `bytesMax`.
    static func read(_ path: String, bytesMax: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return try? read(descriptor, bytesMax: bytesMax)
    }

    /// All that comes out of an open file.
    static func read(_ descriptor: Int32, bytesMax: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= bytesMax {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
        throw .tooLong
    }
}

/// A folder could not be made.
struct FolderFailure: Error, CustomStringConvertible {
    let description: String
}

enum Folder {
    /// Makes the folders that a file's path names, readable by their owner alone.
    static func make(for path: String) throws(FolderFailure) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var folder = ""
        for (index, part) in parts.enumerated() {
            folder += index == 0 ? String(part) : "/" + part
            guard !folder.isEmpty, part != ".", part != ".." else { continue }
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw FolderFailure(
                    description: "cannot make the folder \(folder): \(String(cString: strerror(errno)))")
            }
        }
    }
}

/// The process's environment.
enum Environment {
    static var all: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return variables
    }
}
