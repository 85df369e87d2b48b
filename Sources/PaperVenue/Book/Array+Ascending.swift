/// Arrays that are kept in ascending order, each element once.
extension Array where Element: Comparable {
    /// The index of the first element that is not less than this one.
    private func firstIndex(notBelow element: Element) -> Int {
        Search.first(in: 0..<count) { self[$0] >= element }
    }

    mutating func insert(ascending element: Element) {
        guard let last, last >= element else { return append(element) }
        let index = firstIndex(notBelow: element)
        if self[index] != element { insert(element, at: index) }
    }

    /// Puts a new value in the place of an equal one; nothing where there is none.
    mutating func replace(ascending element: Element) {
        let index = firstIndex(notBelow: element)
        if index < count, self[index] == element { self[index] = element }
    }

    mutating func remove(ascending element: Element) {
        let index = firstIndex(notBelow: element)
        if index < count, self[index] == element { remove(at: index) }
    }
}

/// Binary search.
enum Search {
    /// The first index for which the predicate holds, or the range's end; it must hold for all that follow too.
    static func first(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
