import CMicroHTTPD

/// Translates an answer into the daemon's form.
enum DaemonResponse {
    /// - Parameter closes: Whether the connection ends with it.
    /// - Returns: Nil when a header cannot be sent. To be destroyed by the caller.
    static func make(_ response: HTTPResponse, closes: Bool) -> OpaquePointer? {
        let made = response.body.withUnsafeBytes { body in
            // The daemon copies the bytes and writes to none.
            MHD_create_response_from_buffer(
                body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let made else { return nil }
        let closing = closes ? [(name: "Connection", value: "close")] : []
        guard add(response.headers + closing, to: made) else {
            MHD_destroy_response(made)
            return nil
        }
        return made
    }

    static func add(_ headers: [(name: String, value: String)], to response: OpaquePointer) -> Bool {
        headers.allSatisfy { MHD_add_response_header(response, $0.name, $0.value) == .YES }
    }
}
