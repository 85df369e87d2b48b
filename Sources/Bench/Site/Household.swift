import CLinux
import Glibc
import Synchronization

/// The folder and the processes of one run of benches: nothing of either is left when it ends, however it ends.
package final class Household: Sendable {
    /// Of this run alone, readable by its owner alone.
    package let folder: String
    private let children = Mutex<Set<pid_t>>([])

    /// - Parameter directory: There; so on whichever disk is to be measured.
    package init(in directory: String) throws {
        var template = Array("\(directory)/bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchFailure("mkdtemp in \(directory)", errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func adopt(_ child: pid_t) { children.withLock { _ = $0.insert(child) } }

    func release(_ child: pid_t) { children.withLock { _ = $0.remove(child) } }

    /// Kills what still runs, and removes the folder. From any thread.
    package func end() {
        children.withLock { children in
            for child in children { kill(child, SIGKILL) }
            children = []
        }
        Folder.remove(folder)
    }
}

/// Folders of files and folders.
enum Folder {
    static func make(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw BenchFailure("mkdir \(path)", errno) }
    }

    /// Files and folders in it, and itself.
    static func remove(_ path: String) {
        guard let stream = opendir(path) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            let child = path + "/" + name
            if unlink(child) != 0 { remove(child) }
        }
        rmdir(path)
    }
}
