import Glibc

/// The source tree that the tests were built from.
enum Repository {
    struct File: Sendable {
        /// Path from the top of the tree.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// The top folder: this file stands two folders below it.
    static let top = String(#filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 })

    static func text(_ path: String) -> String {
        guard let file = fopen(top + "/" + path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Names in a folder, without those that begin with a dot.
    static func names(_ folder: String) -> [String] {
        guard let stream = opendir(top + (folder.isEmpty ? "" : "/" + folder)) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(top + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Every Swift file below a folder.
    static func swiftFiles(_ folder: String) -> [File] {
        names(folder).flatMap { name -> [File] in
            let path = folder + "/" + name
            if isFolder(path) { return swiftFiles(path) }
            return name.hasSuffix(".swift") ? [File(path: path, text: text(path))] : []
        }
    }
}
