/// Where one receiver is: it can be posted to, never printed.
package struct NotifyAddress: Sendable, CustomStringConvertible, CustomReflectable {
    /// As the settings and the ledger call the receiver.
    package let name: String
    /// May hold a token.
    let url: String
    /// The value of the header of that name.
    let authorization: String?

    package init(name: String, url: String, authorization: String? = nil) {
        self.name = name
        self.url = url
        self.authorization = authorization
    }

    package var description: String { "<receiver \(name)>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
