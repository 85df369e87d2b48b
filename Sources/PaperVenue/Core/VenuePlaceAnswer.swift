package import Trading

/// What a place call is answered with: a refused order can have an id too.
package struct VenuePlaceAnswer: Hashable, Sendable {
    package let order: OrderID?
    /// A `PlaceOrderErrorCode`; 0 for accepted.
    package let code: Int
    package let message: String?

    package init(order: OrderID?, code: Int, message: String? = nil) {
        self.order = order
        self.code = code
        self.message = message
    }
}
