import JSON

/// How the bridge stands at one moment, as health, readiness and metrics tell it.
package struct ControlStatus: Sendable {
    /// One thing that readiness depends on.
    package struct Part: Hashable, Sendable {
        package let name: String
        package let isReady: Bool
        /// Why it is not, or may soon not be; nil when all is well.
        package let reason: String?

        package init(name: String, isReady: Bool, reason: String?) {
            self.name = name
            self.isReady = isReady
            self.reason = reason
        }
    }

    /// One number for Prometheus.
    package struct Metric: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable { case counter, gauge }

        package let name: String
        package let help: String
        package let kind: Kind
        package let values: [Value]

        package struct Value: Hashable, Sendable {
            package let labels: [String: String]
            package let number: Int64

            package init(_ number: Int64, labels: [String: String] = [:]) {
                self.number = number
                self.labels = labels
            }
        }

        package init(_ name: String, _ kind: Kind, help: String, _ values: [Value]) {
            self.name = name
            self.kind = kind
            self.help = help
            self.values = values
        }
    }

    package let parts: [Part]
    package let metrics: [Metric]

    package init(parts: [Part], metrics: [Metric]) {
        self.parts = parts
        self.metrics = metrics
    }

    package var isReady: Bool { parts.allSatisfy(\.isReady) }

    var readiness: [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                writer.member("ready", isReady)
                writer.key("parts")
                writer.array { writer in
                    for part in parts {
                        writer.object { writer in
                            writer.member("name", part.name)
                            writer.member("ready", part.isReady)
                            writer.member("reason", part.reason)
                        }
                    }
                }
            }
        }
    }

    /// Prometheus' text format, version 0.0.4.
    var exposition: [UInt8] {
        var text = ""
        for metric in metrics {
            text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            for value in metric.values {
                let labels = value.labels.sorted { $0.key < $1.key }.map {
                    "\($0.key)=\"\(Self.escaped($0.value))\""
                }
                let list = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
                text += "\(metric.name)\(list) \(value.number)\n"
            }
        }
        return Array(text.utf8)
    }

    private static func escaped(_ label: String) -> String {
        label.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
