/// Our name for an order, carried to the venue as `customTag` and unique on an account for ever.
///
/// Computed from alert, account and leg, so that a restart computes the same name again.
/// Source: ProjectX Gateway API, Order / Place, `customTag`; uniqueness and its refusal seen live 2026-07.
package struct OrderTag: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// At most 40 characters, so that the venue's own `-SL` and `-TP` still fit.
    package static let lengthMax = 40

    package let text: String

    package init(_ text: String) { self.text = text }

    package init(alert: Fingerprint, account: AccountID, leg: Int) {
        text = "\(Self.start(of: alert))\(account)-\(leg)"
    }

    /// What all tags of an alert begin with.
    package static func start(of alert: Fingerprint) -> String { "ab-\(alert.base32)-" }

    /// Whether the venue can take it: 1 to 40 of `A-Z a-z 0-9 . _ -`.
    package var isWellFormed: Bool {
        let length = text.utf8.count
        return length >= 1 && length <= Self.lengthMax && text.utf8.allSatisfy(Self.isAllowed)
    }

    package var description: String { text }
    package static func < (left: OrderTag, right: OrderTag) -> Bool { left.text < right.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
