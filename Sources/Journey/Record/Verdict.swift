package import Trading

/// What was decided for one account, as the HTTP answer tells it.
package struct Verdict: Hashable, Sendable {
    package let account: AccountName
    package let tag: OrderTag
    package let isApproved: Bool
    package let code: String?
    package let reason: String?
    package let remedy: String?
    package let size: Int64?

    package init(
        account: AccountName, tag: OrderTag, isApproved: Bool, code: String?, reason: String?,
        remedy: String? = nil, size: Int64?
    ) {
        self.account = account
        self.tag = tag
        self.isApproved = isApproved
        self.code = code
        self.reason = reason
        self.remedy = remedy
        self.size = size
    }

    package init(_ order: OrderRow) {
        let isDenied = order.state == .denied
        self.init(
            account: order.account, tag: order.tag, isApproved: !isDenied,
            code: isDenied ? order.code : nil, reason: isDenied ? order.reason : nil,
            remedy: isDenied ? order.remedy : nil,
            // A flatten's size is whatever turned out to be open, long after the verdict.
            size: order.orderClass == .flatten ? nil : order.size)
    }
}
