import CCurl

/// One multi handle: the connections and the transfers on them.
///
/// `@unchecked Sendable` because libcurl allows `curl_multi_wakeup` from any thread, and everything else is
/// called by the one thread that runs the loop.
final class MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    init() throws(CurlError) {
        try EasyHandle.initializeLibrary()
        guard let pointer = curl_multi_init() else { throw CurlError(code: CURLE_OUT_OF_MEMORY) }
        self.pointer = pointer
    }

    /// Closes every connection that is still kept.
    deinit { curl_multi_cleanup(pointer) }

    func set(_ option: CURLMoption, _ value: Int) throws(CurlError) {
        guard ccurl_multi_set_long(pointer, option, value) == CURLM_OK else {
            throw CurlError(code: CURLE_BAD_FUNCTION_ARGUMENT)
        }
    }

    /// Ends the wait under way, or the next one.
    func wake() { curl_multi_wakeup(pointer) }

    /// - Returns: Whether the handle was taken.
    func add(_ handle: EasyHandle) -> Bool { curl_multi_add_handle(pointer, handle.pointer) == CURLM_OK }

    func remove(_ handle: EasyHandle) { curl_multi_remove_handle(pointer, handle.pointer) }

    /// Does what can be done without waiting.
    ///
    /// - Returns: Whether the loop is sound.
    func perform() -> Bool {
        var running: Int32 = 0
        return curl_multi_perform(pointer, &running) == CURLM_OK
    }

    /// Waits for a socket, a timer of libcurl's, or `wake`.
    ///
    /// - Returns: Whether the loop is sound.
    func wait(milliseconds: Int32) -> Bool {
        curl_multi_poll(pointer, nil, 0, milliseconds, nil) == CURLM_OK
    }

    /// Waits like `wait(milliseconds:)`, and for a descriptor besides.
    ///
    /// - Returns: Whether the descriptor is readable; `nil` when the loop is not sound.
    func wait(watching descriptor: Int32) -> Bool? {
        var extra = curl_waitfd(fd: descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        let count: UInt32 = descriptor >= 0 ? 1 : 0
        guard curl_multi_poll(pointer, &extra, count, 1_000, nil) == CURLM_OK else { return nil }
        return extra.revents != 0
    }

    /// - Returns: One ended transfer's handle and how it ended; `nil` when there is no more.
    func nextEnded() -> (handle: UnsafeMutableRawPointer, code: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            return (message.pointee.easy_handle, ccurl_message_result(message))
        }
        return nil
    }
}
