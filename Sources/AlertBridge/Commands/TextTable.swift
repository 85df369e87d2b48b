import JSON

/// Records as columns for people.
struct TextTable {
    let columns: [String]
    let records: [[UInt8]]

    var lines: [String] {
        let rows = records.map { record in
            let root = (try? JSONDocument(record))?.root
            return columns.map { Self.shown(root?[$0], as: $0) }
        }
        guard !rows.isEmpty else { return ["nothing"] }
        let all = [columns] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func shown(_ value: JSONValue?, as column: String) -> String {
        guard let value, !value.isNull else { return "-" }
        let text = value.string ?? value.numberText ?? value.bool.map { "\($0)" } ?? "…"
        // Full hashes would push everything else off the screen; --json has them whole.
        return ["alert", "hash"].contains(column) ? String(text.prefix(16)) : text
    }
}

/// Records as comma-separated values, RFC 4180: nested objects with their names joined by a dot.
enum CSV {
    static func lines(_ records: [[UInt8]]) -> [String] {
        let rows = records.compactMap { (try? JSONDocument($0)).map { flat($0.root, "") } }
        guard let names = rows.first?.map(\.name) else { return [] }
        let head = names.map(quoted).joined(separator: ",")
        return [head]
            + rows.map { row in
                let cells = Dictionary(row.map { ($0.name, $0.text) }) { first, _ in first }
                return names.map { quoted(cells[$0] ?? "") }.joined(separator: ",")
            }
    }

    private static func flat(_ object: JSONValue, _ prefix: String) -> [(name: String, text: String)] {
        object.members.flatMap { key, value -> [(name: String, text: String)] in
            // A bracket and an alert's own text may be anything: they stay JSON in one cell.
            guard value.kind == .object, key == "times" else { return [(prefix + key, text(value))] }
            return flat(value, prefix + key + ".")
        }
    }

    private static func text(_ value: JSONValue) -> String {
        switch value.kind {
        case .null, .nan: ""
        case .string: value.string ?? ""
        case .number: value.numberText ?? ""
        case .bool: value.bool == true ? "true" : "false"
        case .object, .array: String(decoding: value.canonical(), as: UTF8.self)
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
