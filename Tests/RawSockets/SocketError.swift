import Glibc

/// A system call of the test's own failed.
package struct SocketError: Error, CustomStringConvertible {
    package let call: String
    package let code: Int32

    package init(_ call: String) {
        self.call = call
        self.code = errno
    }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
