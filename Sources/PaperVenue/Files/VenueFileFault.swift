/// One thing that is wrong in a file of the venue: where, what, and what to do.
package struct VenueFileFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    package let column: Int
    /// Such as `users[0].accounts[1].id`; empty for the file as a whole.
    package let place: String
    package let what: String
    package let remedy: String

    package var description: String {
        "line \(line), column \(column): \(place.isEmpty ? "" : place + ": ")\(what); \(remedy)"
    }
}

/// Everything that is wrong in one file.
package struct VenueFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path; or what stands for it where the text came another way.
    package let file: String
    package let faults: [VenueFileFault]

    package var description: String {
        faults.map { "\(file): \($0)" }.joined(separator: "\n")
    }
}
