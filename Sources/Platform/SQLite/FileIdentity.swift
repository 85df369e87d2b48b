import CLinux

/// Which file stands under a path: the same after a rename, another after a copy.
///
/// Inode and birth time. The device number is left out: btrfs, network mounts and containers number theirs anew
/// at each mount.
package struct FileIdentity: Hashable, Sendable {
    package let inode: UInt64
    /// Nanoseconds since 1970; 0 where the file system does not tell.
    package let born: Int64

    package init(inode: UInt64, born: Int64) {
        self.inode = inode
        self.born = born
    }

    /// Nil when nothing can be seen there.
    package init?(of path: String) {
        var inode: UInt64 = 0
        var born: Int64 = 0
        guard clinux_birth(path, &inode, &born) == 0 else { return nil }
        self.init(inode: inode, born: born)
    }
}
