package import Trading

/// One row of the gate's table.
package struct Check: Sendable {
    /// The number in the risk specification, `PT-20`.
    package let id: String
    package let title: String
    /// The classes that it applies to; the others pass it unasked.
    package let classes: Set<OrderClass>
    /// Every code that it can give.
    package let codes: [Denial.Code]
    /// What it looks at, as `key=value` pairs for the record.
    package let inputs: @Sendable (GateInput) -> [(key: String, value: String)]
    /// Whether a change of a working order is asked too, or what kinds of it alone.
    var changes: Changes = .entries
    /// Nil when the order passes.
    package let fails: @Sendable (GateInput) -> Denial?
}

/// What one check said about one order.
package struct CheckResult: Hashable, Sendable {
    package let id: String
    package let denial: Denial?
    /// `key=value` pairs.
    package let inputs: [String]

    package var hasPassed: Bool { denial == nil }
}

/// Proof that the gate let an order through. Only the gate can make one.
package struct Approved: Hashable, Sendable {
    package let request: PlaceRequest

    fileprivate init(_ request: PlaceRequest) { self.request = request }

    /// - Parameter closesInPart: Whether it leaves as a partial close, without its tag.
    package func call(closesInPart: Bool) -> GatewayCall {
        guard closesInPart else { return .place(request) }
        return .partialClose(
            account: request.account, contract: request.contract, size: request.size, tag: request.tag)
    }
}

/// Everything the gate found about one order.
package struct GateReport: Hashable, Sendable {
    package let input: GateInput
    /// In table order, the ones that apply.
    package let checks: [CheckResult]

    /// The first failure in table order: the one that is reported.
    package var denial: Denial? { checks.lazy.compactMap(\.denial).first }
    package var failures: [Denial.Code] { checks.compactMap { $0.denial?.code } }
}

/// The last word before money moves. All checks run, and all failures are recorded.
package enum RiskGate {
    package static func examine(_ input: GateInput, checks: [Check] = Checks.all) -> GateReport {
        let results = checks.filter { $0.applies(to: input) }.map { check in
            CheckResult(
                id: check.id, denial: check.fails(input),
                inputs: check.inputs(input).map { $0.key + "=" + $0.value })
        }
        return GateReport(input: input, checks: results)
    }

    /// Turns a report without failures into the request that may be sent.
    ///
    /// - Returns: nil when a check failed, or when the order is not of the kind that is placed (a flatten goes
    ///   by closing, not by placing).
    /// - Parameter notAfter: Steady time after which it must not leave any more.
    package static func approve(
        _ report: GateReport, for account: AccountName, notAfter: Timestamp? = nil
    ) -> Approved? {
        let input = report.input
        guard report.denial == nil, let contract = input.contract, let side = input.side,
            let size = input.size.flatMap(Size.init), input.orderClass != .flatten, input.change == nil
        else { return nil }
        return Approved(
            PlaceRequest(
                account: account, contract: contract, tag: input.tag, type: input.type, side: side,
                size: size,
                limitPrice: input.limitPrice, stopPrice: input.stopPrice, trailPrice: input.trailPrice,
                bracket: Bracket(
                    stop: input.stopTicks.map(Ticks.init), target: input.targetTicks.map(Ticks.init),
                    stopTrails: input.stopTrails),
                isExit: input.orderClass != .entry, notAfter: notAfter))
    }
}
