import Glibc

/// Why a server could not start.
package struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case badAddress
        case addressInUse
        case addressNotHere
        case notPermitted
        case badOption
        case system
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// Translates the `errno` a system call left behind.
    init(_ call: String, on place: String, code: Int32) {
        kind =
            switch code {
            case EADDRINUSE: .addressInUse
            case EADDRNOTAVAIL: .addressNotHere
            case EACCES, EPERM: .notPermitted
            default: .system
            }
        description = "cannot listen on \(place): \(call): \(String(cString: strerror(code)))"
    }
}
