package import Journey

extension Configuration {
    /// One address that notifications are posted to.
    package struct NotifyReceiver: Sendable {
        package let target: NotifyTarget
        /// `https://…`, or `http://…` on the loopback. It may hold a token, so it is never shown.
        package let url: Credential
        /// Of the address, with its port: what may be shown.
        package let host: String
        /// The value of the header of that name.
        package let authorization: Credential?
    }
}
