import Glibc

/// A measurement that could not be made: what, where, and what to do about it.
package struct BenchFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    init(_ call: String, _ code: Int32) { self.init("\(call): \(String(cString: strerror(code)))") }
}
