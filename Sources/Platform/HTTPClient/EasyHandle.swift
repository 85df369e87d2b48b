import CCurl

/// libcurl refused an option or a call.
struct CurlError: Error {
    let code: CURLcode
    var text: String { "\(String(cString: curl_easy_strerror(code))) (libcurl \(code.rawValue))" }
}

/// One easy handle, cleaned up exactly once.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer

    init() throws(CurlError) {
        try Self.initializeLibrary()
        guard let pointer = curl_easy_init() else { throw CurlError(code: CURLE_OUT_OF_MEMORY) }
        self.pointer = pointer
    }

    deinit { curl_easy_cleanup(pointer) }

    /// Forgets every option; connections stay with the multi handle.
    func reset() { curl_easy_reset(pointer) }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try Self.check(ccurl_set_long(pointer, option, value))
    }

    /// Only for texts that libcurl copies, which are all but `CURLOPT_POSTFIELDS`.
    func set(_ option: CURLoption, _ text: String) throws(CurlError) {
        try Self.check(text.withCString { ccurl_set_ptr(pointer, option, $0) })
    }

    func information(_ key: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(pointer, key, &value) == CURLE_OK ? value : 0
    }

    /// The descriptor of the connection last used.
    func socket() throws(CurlError) -> Int32 {
        var socket: curl_socket_t = -1
        try Self.check(ccurl_get_socket(pointer, &socket))
        guard socket >= 0 else { throw CurlError(code: CURLE_COULDNT_CONNECT) }
        return socket
    }

    static func check(_ code: CURLcode) throws(CurlError) {
        guard code == CURLE_OK else { throw CurlError(code: code) }
    }

    /// What every handle of ours shares: HTTP/1.1 only, no signals, no proxy from the environment, one
    /// scheme, and nothing followed.
    func setCommon(
        _ address: WebAddress, caFile: String?, connectMilliseconds: Int
    ) throws(CurlError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, address.isSecure ? "https" : "http")
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, connectMilliseconds)
        // A lookup that hangs must not hold up the thread that gives it up.
        try set(CURLOPT_QUICK_EXIT, 1)
        if let caFile {
            try set(CURLOPT_CAINFO, caFile)
            // Else the system's directory of authorities is trusted beside the file.
            try Self.check(ccurl_set_ptr(pointer, CURLOPT_CAPATH, nil))
        }
    }

    private static let libraryCode = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32))

    /// Thread-safe and done once, however often it is called.
    static func initializeLibrary() throws(CurlError) { try check(libraryCode) }
}
