import Journey
import YAML

extension SettingsReader {
    struct Listeners {
        var webhook = Configuration.Endpoint.webhookDefault
        var control = Configuration.Endpoint.controlDefault
        var trustedProxies: Set<String> = []
        var certificateHeaders = CertificateHeaders()
        var tls: ListenerTLS?
        /// Whether TLS was asked for, its files good or not.
        var endsTLS = false
        var limits = Configuration.ConnectionLimits()
    }

    mutating func readListen(_ top: Section) -> Listeners {
        var listeners = Listeners()
        guard let section = report.section("listen", of: top, keys: Keys.listen) else { return listeners }
        if let webhook = report.optional("webhook", of: section, Self.endpoint) {
            listeners.webhook = webhook
        }
        if let control = report.optional("control", of: section, Self.endpoint) {
            listeners.control = control
        }
        if listeners.webhook.collides(with: listeners.control) {
            report.add(
                "webhook and control listen on the same port \(listeners.control.port)",
                remedy: "give one of them another port", at: section["control"] ?? section.place)
        }
        listeners.tls = readTLS(section)
        listeners.endsTLS = section["tls"] != nil
        noteOpen(listeners, section)
        if let most = report.optional("connections", of: section, Self.connections) {
            listeners.limits.most = most
        }
        if let most = report.optional("connections_per_address", of: section, Self.connections) {
            listeners.limits.mostPerAddress = most
        }
        if let nodes = report.optional("trusted_proxies", of: section, Scalars.list) {
            for (index, node) in nodes.enumerated() {
                let path = "\(section.path(to: "trusted_proxies"))[\(index)]"
                if let proxy = report.value(path, at: node, Self.address) {
                    listeners.trustedProxies.insert(proxy.text)
                }
            }
        }
        listeners.certificateHeaders = readCertificateHeaders(section)
        return listeners
    }

    private mutating func noteOpen(_ listeners: Listeners, _ section: Section) {
        if !listeners.control.isLoopback, let node = section["control"] {
            report.note(
                "listen.control is \(listeners.control), which other machines can reach",
                remedy: "use a loopback address unless a firewall guards it", at: node)
        }
        if !listeners.webhook.isLoopback, !listeners.endsTLS, let node = section["webhook"] {
            report.note(
                "listen.webhook is \(listeners.webhook), which other machines can reach without encryption",
                remedy: "use a loopback address behind a proxy or a tunnel, or add tls", at: node)
        }
    }

    private static func endpoint(_ node: YAMLNode) throws(Objection) -> Configuration.Endpoint {
        let text = try Scalars.text(node)
        guard let endpoint = Configuration.Endpoint(text) else {
            throw Objection(
                "is \(Label.quoted(text)), which is no IP address with a port",
                remedy: "write one such as 127.0.0.1:8080 or \"[::1]:8080\"")
        }
        return endpoint
    }

    private static func connections(_ node: YAMLNode) throws(Objection) -> Int {
        Int(try Scalars.whole(node, in: 16...8_192))
    }

    private static func address(_ node: YAMLNode) throws(Objection) -> IPAddress {
        let text = try Scalars.text(node)
        guard let address = IPAddress(text) else {
            throw Objection(
                "is \(Label.quoted(text)), which is no IP address",
                remedy: "write one such as 127.0.0.1 or \"::1\"")
        }
        return address
    }
}
