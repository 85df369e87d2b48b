/// What all requests of one client share.
package struct HTTPClientOptions: Sendable {
    /// PEM file of the authorities to trust instead of the system's.
    package var caFile: String?
    /// Further requests to the same host wait for one of these connections.
    package var connectionsPerHostMax: Int

    package init(caFile: String? = nil, connectionsPerHostMax: Int = 8) {
        precondition(connectionsPerHostMax > 0, "libcurl takes 0 for no limit")
        self.caFile = caFile
        self.connectionsPerHostMax = connectionsPerHostMax
    }
}
