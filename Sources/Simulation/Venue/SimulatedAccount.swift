import JSON
import Trading

/// An account of the simulated venue with what it holds.
struct SimulatedAccount: Sendable {
    struct Holding: Sendable {
        let id: Int64
        /// Above zero long, below short.
        var size: Int64
        /// Price units × 10⁹ × contracts, without sign.
        var cost: Int64
        let openedAt: Timestamp

        var average: Price { Price(nanos: size == 0 ? 0 : cost / abs(size)) }
    }

    let id: AccountID
    var balance: Money
    var canTrade = true
    /// Those that are open.
    var holdings: [ContractID: Holding] = [:]
    var trades: [SimulatedTrade] = []
    /// Which order took a tag; a tag is used up for ever.
    var tags: [String: Int64] = [:]
    /// How many place requests arrived under a tag, whatever became of them.
    var arrivals: [String: Int] = [:]

    func write(_ writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id.number)
            $0.member("name", "SIM-\(id.number)")
            $0.money("balance", balance)
            $0.member("canTrade", canTrade)
            $0.member("isVisible", true)
            $0.member("simulated", true)
        }
    }

    /// - Parameter size: with its sign; zero for one that was just closed.
    func write(_ holding: Holding, of contract: ContractID, to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", holding.id)
            $0.member("accountId", id.number)
            $0.member("contractId", contract.text)
            $0.member("creationTimestamp", holding.openedAt.description)
            $0.member("type", holding.size == 0 ? Int64(0) : holding.size > 0 ? 1 : 2)
            $0.member("size", abs(holding.size))
            $0.price("averagePrice", holding.average, isHub: false)
        }
    }
}
