import Glibc
import JSON

/// `surface.json` beside this file: the gateway's surface, written down from the specification.
package struct SurfaceSheet: Sendable {
    package struct Field: Hashable, Sendable {
        package let name: String
        /// `int32`, `int64`, `decimal`, `bool`, `string`, `dateTime`, the name of an enum or of an object; in
        /// brackets for an array of it.
        package let type: String
        /// In a request: 400 without it. In an answer: always there, and never null.
        package let isRequired: Bool
        /// In an answer: what stands there when there is nothing to say, `null` or `absent`.
        package let whenEmpty: String?
    }

    package struct Endpoint: Sendable, CustomStringConvertible {
        /// The specification's section.
        package let section: String
        package let method: String
        package let path: String
        package let needsToken: Bool
        /// The object that its body is, or nil where it has none.
        package let request: String?
        /// What stands beside the envelope.
        package let payload: [Field]
        /// The enum of its error codes, or nil where there is no envelope.
        package let codes: String?

        package var description: String { "\(section) \(path)" }
    }

    package let endpoints: [Endpoint]
    package let requests: [String: [Field]]
    package let rows: [String: [Field]]
    /// Names by number, from 0 on.
    package let enums: [String: [String]]
    /// Argument types by method, by hub path.
    package let hubMethods: [String: [String: [String]]]
    package let hubEvents: [String: [String]]

    package static let all = SurfaceSheet(read())

    private init(_ root: JSONValue?) {
        endpoints = (root?["endpoints"]?.elements ?? []).map(Self.endpoint)
        requests = Self.models(root?["requests"])
        rows = Self.models(root?["rows"])
        enums = Self.table(root?["enums"]) { names in
            names.members.sorted { ($0.value.int64 ?? -1) < ($1.value.int64 ?? -1) }.map(\.key)
        }
        hubMethods = Self.table(root?["hubs"]) { hub in
            Self.table(hub["methods"]) { $0.elements.compactMap(\.string) }
        }
        hubEvents = Self.table(root?["hubs"]) { ($0["events"]?.elements ?? []).compactMap(\.string) }
    }

    private static func table<Row>(_ value: JSONValue?, _ row: (JSONValue) -> Row) -> [String: Row] {
        Dictionary(uniqueKeysWithValues: (value?.members ?? []).map { ($0.key, row($0.value)) })
    }

    private static func models(_ value: JSONValue?) -> [String: [Field]] { table(value, fields) }

    private static func fields(_ value: JSONValue) -> [Field] {
        value.members.map { name, field in
            Field(
                name: name, type: field["type"]?.string ?? "",
                isRequired: field["required"]?.bool ?? false, whenEmpty: field["whenEmpty"]?.string)
        }
    }

    private static func endpoint(_ value: JSONValue) -> Endpoint {
        Endpoint(
            section: value["spec"]?.string ?? "", method: value["method"]?.string ?? "",
            path: value["path"]?.string ?? "", needsToken: value["auth"]?.bool ?? true,
            request: value["request"]?.string, payload: value["payload"].map(fields) ?? [],
            codes: value["codes"]?.string)
    }

    private static func read() -> JSONValue? {
        let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        guard let file = fopen(folder + "/surface.json", "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return try? JSONDocument(bytes).root
    }
}
