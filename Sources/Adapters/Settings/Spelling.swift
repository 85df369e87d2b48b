/// Guesses which known word a misspelt one was meant to be.
enum Spelling {
    /// The one known word that is nearest; nil when none is near enough or two are equally so.
    ///
    /// Near enough is one slip for up to five letters and two for more: a letter too many, missing or wrong,
    /// or two changed about. Case, `-` and `_` do not count.
    static func nearest(to word: String, among known: [String]) -> String? {
        let folded = fold(word)
        guard folded.count <= 64 else { return nil }
        let distances = known.map { (word: $0, slips: slips(folded, fold($0))) }
        guard let least = distances.map(\.slips).min(), least <= (folded.count > 5 ? 2 : 1) else {
            return nil
        }
        let nearest = distances.filter { $0.slips == least }
        return nearest.count == 1 ? nearest[0].word : nil
    }

    /// `write x` for the nearest word, else `use one of …`; the latter names at most twenty.
    static func remedy(for word: String, among known: [String]) -> String {
        if let near = nearest(to: word, among: known) { return "write \(Label.bare(near))" }
        let listed = known.prefix(20).map { Label.bare($0) }.joined(separator: ", ")
        return "use one of \(listed)\(known.count > 20 ? ", …" : "")"
    }

    private static func fold(_ word: String) -> [Character] {
        word.lowercased().filter { $0 != "_" && $0 != "-" }
    }

    /// The distance of Damerau and Levenshtein, each pair changed about once.
    private static func slips(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                var least = min(
                    last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, next[column] + 1)
                let isSwap = row > 0 && column > 0 && letter == right[column - 1] && left[row - 1] == other
                if isSwap { least = min(least, before[column - 1] + 1) }
                next.append(least)
            }
            (before, last) = (last, next)
        }
        return last[right.count]
    }
}
