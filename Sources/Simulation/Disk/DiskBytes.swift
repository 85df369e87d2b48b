import Glibc

/// The bytes of one file: grows with zeros, shrinks, and is copied whole.
final class DiskBytes {
    private var start: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var count = 0

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
        // What is written over needs no zeros first.
        if offset > count { resize(to: offset) }
        reserve(offset + bytes.count)
        count = max(count, offset + bytes.count)
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
        let wanted = max(size, capacity * 4, 16_384)
        guard let grown = realloc(start, wanted) else { preconditionFailure("out of memory") }
        start = grown
        capacity = wanted
    }
}

extension UnsafeRawBufferPointer {
    /// Looks for a text's first capital, which is rarer in most files than what it begins with.
    func holds(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let base = baseAddress, count >= wanted.count, !wanted.isEmpty else { return wanted.isEmpty }
        let anchor = wanted.firstIndex { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? 0
        // Where the anchor may stand, so that the whole text is inside.
        var at = anchor
        let end = count - wanted.count + anchor + 1
        while at < end, let found = memchr(base + at, Int32(wanted[anchor]), end - at) {
            let index = UnsafeRawPointer(found) - base
            if memcmp(base + index - anchor, wanted, wanted.count) == 0 { return true }
            at = index + 1
        }
        return false
    }
}
