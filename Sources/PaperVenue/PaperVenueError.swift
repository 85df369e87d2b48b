/// Why a paper venue could not start.
package struct PaperVenueError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
