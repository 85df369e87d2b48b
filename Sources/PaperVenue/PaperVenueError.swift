/// Why the venue did not start, in words for a person.
package struct PaperVenueError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case address
        /// A file that it was given cannot be used.
        case file
        /// The system lacks something.
        case system
    }

    package let description: String
    package let kind: Kind

    init(_ description: String, _ kind: Kind = .address) {
        self.description = description
        self.kind = kind
    }
}
