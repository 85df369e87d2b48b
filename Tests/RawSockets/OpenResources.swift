import Glibc

/// What this process holds right now, by the kernel's own count.
package enum OpenResources {
    package static func descriptors() -> Int { entries(of: "/proc/self/fd") }
    package static func threads() -> Int { entries(of: "/proc/self/task") }

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
