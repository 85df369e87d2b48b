import CMicroHTTPD

/// Every option the daemon is started with, none left to its default.
enum DaemonOptions {
    /// Polled from outside: the loop decides when to wait, so nothing the daemon does can race with
    /// quiescing, stopping or resuming.
    static let flags =
        MHD_USE_EPOLL.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_ALLOW_UPGRADE.rawValue
        | MHD_USE_ERROR_LOG.rawValue | MHD_USE_NO_LISTEN_SOCKET.rawValue

    static func items(
        _ options: HTTPServerOptions, context: UnsafeMutableRawPointer
    ) -> [MHD_OptionItem] {
        let log: MHD_LogCallback = daemonLog
        let connection: MHD_NotifyConnectionCallback = daemonConnection
        let completed: MHD_RequestCompletedCallback = daemonCompleted
        let line: DaemonRequestLine = daemonRequestLine
        let unescape: DaemonUnescape = daemonForgetTarget
        return [
            // First, so that it hears of complaints about the others.
            function(.EXTERNAL_LOGGER, unsafeBitCast(log, to: Int.self), context),
            function(.NOTIFY_CONNECTION, unsafeBitCast(connection, to: Int.self), context),
            function(.NOTIFY_COMPLETED, unsafeBitCast(completed, to: Int.self), context),
            function(.URI_LOG_CALLBACK, unsafeBitCast(line, to: Int.self), context),
            function(.UNESCAPE_CALLBACK, unsafeBitCast(unescape, to: Int.self), context),
            // The gate holds both of its own; the daemon counts a connection a little longer than it lives.
            number(.CONNECTION_LIMIT, options.connectionsMax + 64),
            number(.PER_IP_CONNECTION_LIMIT, 0),
            number(.CONNECTION_TIMEOUT, options.idleSeconds),
            number(.CONNECTION_MEMORY_LIMIT, options.connectionMemoryBytes),
            number(.CONNECTION_MEMORY_INCREMENT, 4_096),
            number(.STRICT_FOR_CLIENT, 1),
            number(.SERVER_INSANITY, 0),
            number(.END, 0),
        ]
    }

    private static func function(
        _ option: MHD_OPTION, _ function: Int, _ context: UnsafeMutableRawPointer
    ) -> MHD_OptionItem {
        MHD_OptionItem(option: option, value: function, ptr_value: context)
    }

    private static func number(_ option: MHD_OPTION, _ value: Int) -> MHD_OptionItem {
        MHD_OptionItem(option: option, value: value, ptr_value: nil)
    }
}

private typealias DaemonRequestLine =
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
    ) -> UnsafeMutableRawPointer?

private typealias DaemonUnescape =
    @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?
    ) -> Int
