package import Trading

/// How long the client waits for what; tests shorten it.
///
/// Source: ProjectX Gateway API notes, sections 4.5, 9.3 and 9.8: habits of working clients, since the vendor
/// publishes no figure but the token's life of 24 hours.
package struct GatewayTimings: Hashable, Sendable {
    /// Waits between failed logins and failed start-up reads; the last one repeats.
    package var loginWaits: [Span] = [1, 2, 5, 10, 30].map(Span.seconds)
    /// After a failed login the next one waits no longer than this while something that takes exposure off needs it.
    package var urgentLoginWait = Span.seconds(5)
    /// Between logins that the venue refused for a reason that a repeat cannot cure.
    package var fatalLoginWait = Span.seconds(60)
    /// A token is renewed at half its life and again so long before its end.
    package var renewalMargin = Span.seconds(30 * 60)
    /// The account search is repeated so often: rows older than 60 s count as stale.
    package var accountsPeriod = Span.seconds(30)
    package var contractsPeriod = Span.seconds(60 * 60)

    /// Waits between connections of the hub; the last one repeats, and none is longer with its jitter.
    package var hubWaits: [Span] = [0, 1, 2, 5, 10, 30, 60].map(Span.seconds)
    /// Waits after the venue ended the session; after the last one nothing more is tried.
    package var logoutWaits: [Span] = [5, 15, 60].map(Span.seconds)
    /// A hub that stayed ready so long starts its waits from the beginning again.
    package var hubSettledAfter = Span.seconds(30)
    /// A hub that stayed ready so long has its logouts forgotten.
    package var logoutsForgottenAfter = Span.seconds(600)
    /// For the handshake, and for the completion of each subscription.
    package var hubAnswerTimeout = Span.seconds(15)
    package var hubPingPeriod = Span.seconds(15)
    /// The server counts as gone after so long without any message of its own.
    package var hubSilenceMax = Span.seconds(30)
    /// A market hub that sends no market data for so long while the market is open counts as frozen.
    package var marketSilenceMax = Span.seconds(20)

    package init() {}
}
