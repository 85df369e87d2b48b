/// The ten steps of an alert's journey, in their order.
///
/// The same names are the folders of this target, a column of the ledger and a table of the README; a test
/// holds the four together.
package enum Stage: String, Hashable, Sendable, CaseIterable {
    case receive, authenticate, parse, deduplicate, route, size, risk, place, record, reconcile
}
