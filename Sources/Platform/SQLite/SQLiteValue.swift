/// One value as a column or a parameter holds it. There is no binary float: nothing of ours needs one.
package enum SQLiteValue: Hashable, Sendable {
    case null
    case int64(Int64)
    case text(String)
    case blob([UInt8])

    package static func optional(_ number: Int64?) -> SQLiteValue { number.map(Self.int64) ?? .null }
    package static func optional(_ text: String?) -> SQLiteValue { text.map(Self.text) ?? .null }
    package static func optional(_ bytes: [UInt8]?) -> SQLiteValue { bytes.map(Self.blob) ?? .null }
}
