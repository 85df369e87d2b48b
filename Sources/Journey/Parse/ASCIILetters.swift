/// Letters folded as English has them, and no others: Unicode folds a long s into S and the Kelvin sign into k, so that
/// a word or a symbol could be written as it is not.
extension StringProtocol {
    package var asciiLowercased: String { folded(65...90, by: 32) }
    package var asciiUppercased: String { folded(97...122, by: -32) }

    private func folded(_ letters: ClosedRange<UInt8>, by distance: Int8) -> String {
        String(
            decoding: utf8.map {
                letters.contains($0) ? UInt8(truncatingIfNeeded: Int(distance) + Int($0)) : $0
            },
            as: UTF8.self)
    }
}
