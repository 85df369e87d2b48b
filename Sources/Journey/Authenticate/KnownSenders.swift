/// Addresses from which known services send.
package enum KnownSenders {
    /// TradingView's webhooks; IPv4 alone. It may change them, so nothing is refused by them unless a source
    /// says so.
    ///
    /// Source: TradingView, Help Center, "About webhooks", read 2026-11.
    package static let tradingView: Set<String> = [
        "52.89.214.238", "34.212.75.30", "54.218.53.128", "52.32.178.7",
    ]

    /// The subject of the certificate that TradingView offers to whoever asks for one. Which authority issued it
    /// is not told.
    ///
    /// Source: TradingView, Help Center, 43000680459, "Webhook authentication", read 2026-11.
    package static let tradingViewCertificate: CertificateSubject = {
        let text = #"CN=TradingView Webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio,C=US"#
        guard let subject = CertificateSubject(text) else {
            preconditionFailure("TradingView's subject is one")
        }
        return subject
    }()
}
