/// The venue's number of an account.
package struct AccountID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int64
    package init(_ number: Int64) { self.number = number }
    package var description: String { String(number) }
    package static func < (left: AccountID, right: AccountID) -> Bool { left.number < right.number }
}

/// The name that the operator's settings give to an account.
package struct AccountName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: AccountName, right: AccountName) -> Bool { left.text < right.text }
}

/// The name that the operator's settings give to a gateway login.
package struct GatewayName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: GatewayName, right: GatewayName) -> Bool { left.text < right.text }
}

/// The venue's id of one contract month, `CON.F.US.MNQ.Z26`. Its parts are not promised: never taken apart.
package struct ContractID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: ContractID, right: ContractID) -> Bool { left.text < right.text }
}

/// The venue's number of an order; live values pass 2³¹.
package struct OrderID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int64
    package init(_ number: Int64) { self.number = number }
    package var description: String { String(number) }
    package static func < (left: OrderID, right: OrderID) -> Bool { left.number < right.number }
}

/// The venue's number of an execution.
package struct TradeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int64
    package init(_ number: Int64) { self.number = number }
    package var description: String { String(number) }
    package static func < (left: TradeID, right: TradeID) -> Bool { left.number < right.number }
}
