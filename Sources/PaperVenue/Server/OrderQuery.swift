import Trading

/// A paged order query, the only one that shows suspended orders.
///
/// Measured live (2026-08-27): the offset counts rows, pages hold 100 at most, and the contract filter does
/// nothing (a switch makes it work).
struct OrderQuery: Sendable {
    static let pageSizeDefault: Int64 = 50
    static let pageSizeMax: Int64 = 100

    let account: AccountID
    let includesCount: Bool
    private let statuses: Set<Int64>?
    private let contract: String?
    private let createdAfter: Timestamp?
    private let createdBefore: Timestamp?
    private let pageSize: Int64
    private let pageOffset: Int64
    private let isDescending: Bool

    init(_ body: [UInt8]) throws(BindingFault) {
        let fields = try RequestFields(body, as: .queryOrders)
        let filter = fields.objectIfPresent("filter")
        guard let filter else { throw .missing(["filter"], model: "QueryOrderRequest") }
        account = AccountID(try filter.int32("accountId"))
        statuses = try filter.int32sIfPresent("statuses").flatMap { $0.isEmpty ? nil : Set($0) }
        contract = try filter.stringIfPresent("contractId")
        createdAfter = try filter.timeIfPresent("createdAfter")
        createdBefore = try filter.timeIfPresent("createdBefore")
        pageSize = try fields.int32IfPresent("pageSize") ?? Self.pageSizeDefault
        pageOffset = try fields.int32IfPresent("pageOffset") ?? 0
        _ = try fields.int32IfPresent("sortBy")
        isDescending = try fields.int32IfPresent("sortDirection") == 1
        includesCount = try fields.boolIfPresent("includeTotalCount") ?? false
    }

    /// All matching rows in the order asked for; ids ascend with creation, so both sort fields are the same.
    ///
    /// Working orders alone are found without a look at the finished ones.
    func select(from core: VenueCore) -> [VenueOrder] {
        let candidates =
            asksForWorkingAlone
            ? core.workingOrders(of: account)
            : core.allOrders(of: account, from: createdAfter, to: createdBefore)
        let heedsContract = core.rules.switches.filtersByContract
        let found = candidates.filter { order in
            if let statuses, !statuses.contains(order.status.rawValue) { return false }
            if let createdAfter, order.created < createdAfter { return false }
            if let createdBefore, order.created > createdBefore { return false }
            if heedsContract, let contract, order.contract.text != contract { return false }
            return core.isSearchable(order)
        }
        return isDescending ? found.reversed() : found
    }

    private var asksForWorkingAlone: Bool {
        guard let statuses else { return false }
        return statuses.allSatisfy { VenueOrderStatus(rawValue: $0)?.isWorking ?? true }
    }

    func page(of found: [VenueOrder]) -> ArraySlice<VenueOrder> {
        found.dropFirst(Int(max(0, pageOffset))).prefix(Int(min(Self.pageSizeMax, max(1, pageSize))))
    }
}
