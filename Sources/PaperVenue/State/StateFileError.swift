/// Why the venue's memory could not be read or written.
package struct StateFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "state file \(path): \(reason)" }
}
