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

/// Every object in a value, itself included.
func objects(in value: JSONValue) -> [JSONValue] {
    switch value.kind {
    case .object: [value] + value.members.flatMap { objects(in: $0.value) }
    case .array: value.elements.flatMap(objects)
    case .null, .bool, .number, .nan, .string: []
    }
}
