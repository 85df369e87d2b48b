/// What a refusal said besides its code.
package struct RefusalWords: Hashable, Sendable {
    package var reason: String
    package var remedy: String
    /// The member at fault.
    package var key: String?
    /// From 1; nil where no place in the body is at fault.
    package var line: Int64?
    package var column: Int64?

    package init(
        reason: String, remedy: String, key: String? = nil, line: Int64? = nil, column: Int64? = nil
    ) {
        self.reason = reason
        self.remedy = remedy
        self.key = key
        self.line = line
        self.column = column
    }

    package init(_ refusal: Refusal) {
        self.init(
            reason: refusal.reason, remedy: refusal.remedy, key: refusal.key,
            line: refusal.line.map(Int64.init), column: refusal.column.map(Int64.init))
    }
}
