/// Faults read from a file.
package struct VenueFaultList: Hashable, Sendable {
    let orders: [FaultOrder]

    init(_ orders: [FaultOrder] = []) { self.orders = orders }

    package var count: Int { orders.count }
}
