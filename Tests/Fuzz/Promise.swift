import Glibc
import JSON

/// Ends the run, as a crash would, when what must always hold does not.
func promise(_ holds: Bool, _ what: String) {
    guard !holds else { return }
    print("broken promise: \(what)")
    fflush(nil)
    abort()
}

/// What libFuzzer hands over.
func input(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: count))
}

/// Where a text of bytes stands first; the standard library's search is a hundred times slower here.
func place(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var start = bytes.startIndex
    while start <= bytes.endIndex - needle.count {
        if bytes[start] == first, bytes[start..<(start + needle.count)].elementsEqual(needle) { return start }
        start += 1
    }
    return nil
}

/// Every object in a value, itself included.
func objects(in value: JSONValue) -> [JSONValue] {
    switch value.kind {
    case .object: [value] + value.members.flatMap { objects(in: $0.value) }
    case .array: value.elements.flatMap(objects)
    case .null, .bool, .number, .nan, .string: []
    }
}
