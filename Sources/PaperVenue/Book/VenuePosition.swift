package import Trading

/// What an account holds of one contract, or held until just now (`signedSize` 0).
package struct VenuePosition: Hashable, Sendable {
    /// A new one for each way from flat to open.
    package let id: Int64
    package let account: AccountID
    package let contract: ContractID
    package let displayName: String
    package let created: Timestamp
    /// Above zero long, below zero short.
    package var signedSize: Int64
    package var averagePrice: Price

    package var size: Int64 { Int64(signedSize.magnitude) }
    /// The venue's `PositionType`: 1 long, 2 short, 0 when flat.
    package var type: Int64 { signedSize == 0 ? 0 : (signedSize > 0 ? 1 : 2) }
}
