import Glibc

/// What this process holds right now, by the kernel's own count.
package enum OpenResources {
    package static func descriptors() -> Int { entries(of: "/proc/self/fd") }
    package static func threads() -> Int { entries(of: "/proc/self/task") }

    /// Of memory; -1 when the kernel does not say.
    package static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return -1 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return -1 }
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? -1) * Int(sysconf(Int32(_SC_PAGESIZE))) : -1
    }

    private static func entries(of path: String) -> Int {
        guard let directory = opendir(path) else { return -1 }
        defer { closedir(directory) }
        var count = 0
        while let entry = readdir(directory) {
            if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
}
