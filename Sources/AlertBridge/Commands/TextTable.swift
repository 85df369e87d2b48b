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
        return ["alert", "hash"].contains(column) ? String(text.prefix(16)) : text.withoutControls
    }
}
