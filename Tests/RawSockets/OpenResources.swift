import Glibc

/// What a process, this one if none is named, holds right now, by the kernel's own count.
package enum OpenResources {
    package static func descriptors() -> Int { names(in: "/proc/self/fd")?.count ?? -1 }
    package static func threads() -> Int { names(in: "/proc/self/task")?.count ?? -1 }

    /// The IPv4 ports where a process listens; empty as long as it does not, or is none.
    package static func listeningPorts(of process: Int32) -> [UInt16] {
        let folder = "/proc/\(process)/fd/"
        var target = [CChar](repeating: 0, count: 256)
        let sockets = (names(in: folder) ?? []).compactMap { name -> Substring? in
            let length = readlink(folder + name, &target, target.count)
            let text = String(
                decoding: target.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return text.hasPrefix("socket:[") ? text.dropFirst(8).dropLast() : nil
        }
        guard let table = fopen("/proc/\(process)/net/tcp", "r") else { return [] }
        defer { fclose(table) }
        var ports: [UInt16] = []
        // `sl local_address rem_address st tx:rx tr:when retransmit uid timeout inode ...`, 0A is LISTEN: proc(5).
        while let line = self.line(of: table) {
            let words = line.split(separator: " ")
            guard words.count > 9, words[3] == "0A", sockets.contains(words[9]) else { continue }
            if let port = words[1].split(separator: ":").last.flatMap({ UInt16($0, radix: 16) }) {
                ports.append(port)
            }
        }
        return ports
    }

    /// Of memory; -1 when the kernel does not say.
    package static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return -1 }
        defer { fclose(file) }
        let words = line(of: file)?.split(separator: " ") ?? []
        return words.count > 1 ? (Int(words[1]) ?? -1) * Int(sysconf(Int32(_SC_PAGESIZE))) : -1
    }

    /// - Returns: `nil` at the end, or when it cannot be read.
    private static func line(of file: UnsafeMutablePointer<FILE>) -> String? {
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        return String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// - Returns: `nil` when there is no such folder.
    private static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
