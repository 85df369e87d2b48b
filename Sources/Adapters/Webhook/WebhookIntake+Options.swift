package import HTTPServer

extension WebhookIntake {
    /// The limits of a listener that strangers reach; address, port and connections are the settings'.
    package static var listenerOptions: HTTPServerOptions {
        var options = HTTPServerOptions()
        // With the tenth of a second between two looks the last is cut before its fifth second is over.
        options.requestSeconds = 4
        options.answerSeconds = 5
        options.headBytesMax = 8_192
        options.targetBytesMax = 512
        options.headersMax = 64
        options.needsLength = true
        options.connectionMemoryBytes = 16_384
        options.keptHeaders = [forwardedHeader] + WebhookSignature.headers
        return options
    }
}
