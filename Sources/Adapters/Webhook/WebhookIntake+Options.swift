package import HTTPServer

extension WebhookIntake {
    /// The limits of a listener that strangers reach; address, port and connections are the settings'.
    package static var listenerOptions: HTTPServerOptions {
        var options = HTTPServerOptions()
        // With the tenth of a second between two looks the last is cut before its fifth second is over.
        options.requestSeconds = 4
        options.answerSeconds = 5
        // Only listed proxies keep a connection. Whoever ends an idle one first may meet a request on its way, which is
        // then lost, so it is to be the proxy: it keeps one for 60 s (nginx), 90 s (cloudflared) or 120 s (Caddy).
        options.idleSeconds = 300
        options.headBytesMax = 8_192
        options.targetBytesMax = 512
        options.headersMax = 64
        options.needsLength = true
        options.connectionMemoryBytes = 16_384
        options.keptHeaders = [forwardedHeader] + WebhookSignature.headers
        return options
    }
}
