import Glibc

/// The bytes of one file: grows with zeros, shrinks, and is copied whole.
final class DiskBytes {
    private var start: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var count = 0

    init() {}

    init(_ bytes: UnsafeRawBufferPointer) {
        write(bytes, at: 0)
    }

    deinit { free(start) }

    /// Copies what there is from `offset` on.
    ///
    /// - Returns: How many bytes that was.
    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let length = min(target.count, max(0, count - offset))
        guard length > 0, let start, let destination = target.baseAddress else { return 0 }
        memcpy(destination, start + offset, length)
        return length
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        if offset + bytes.count > count { resize(to: offset + bytes.count) }
        if let start { memcpy(start + offset, source, bytes.count) }
    }

    func resize(to size: Int) {
        reserve(size)
        if size > count, let start { memset(start + count, 0, size - count) }
        count = size
    }

    /// Makes these the bytes of another.
    func become(_ other: DiskBytes) {
        count = 0
        other.withBytes { write($0, at: 0) }
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func reserve(_ size: Int) {
        guard size > capacity else { return }
        let wanted = max(size, capacity * 2, 4_096)
        guard let grown = realloc(start, wanted) else { preconditionFailure("out of memory") }
        start = grown
        capacity = wanted
    }
}
