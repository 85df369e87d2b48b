/// Figures as columns for people.
package enum FigureTable {
    private static let head = [
        "bench", "figure", "unit", "value", "p90", "p99", "p99.9", "max", "floor", "ratio", "note",
    ]

    package static func lines(_ figures: [Figure]) -> [String] {
        let rows = [head] + figures.map(cells)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let pad = String(repeating: " ", count: widths[index] - cell.count)
                // Names stand at the left of their column, numbers at the right.
                let isName = index < 3 || index >= 10 || index == 8
                line += (isName ? cell + pad : pad + cell) + "  "
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func cells(_ figure: Figure) -> [String] {
        let tails: [String] =
            figure.percentiles.map { [$0.p90, $0.p99, $0.p999, $0.max].map(number) }
            ?? Array(repeating: "", count: 4)
        return [figure.bench, figure.name, figure.unit.rawValue, number(figure.value)] + tails + [
            figure.floor.map { "\($0.name) \(number($0.value))" } ?? "",
            figure.ratio.map { Figure.text($0, places: 2) } ?? "", figure.note ?? "",
        ]
    }

    /// Three digits or more, as many as say something.
    static func number(_ value: Double) -> String {
        let places = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
        return Figure.text(value, places: places)
    }
}
