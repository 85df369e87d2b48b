/// Where SQLite keeps its files, when that is not the operating system's own file system.
package struct FileSystem: Hashable, Sendable {
    /// Of a VFS that is registered with SQLite.
    package let name: String
    /// What stands before every path that is handed to the VFS, so that one VFS can keep many disks apart.
    /// No error shows it.
    package let root: String

    package init(name: String, root: String) {
        self.name = name
        self.root = root
    }
}
