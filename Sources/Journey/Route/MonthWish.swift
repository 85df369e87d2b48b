/// What an alert and its rule say about the month.
package struct MonthWish: Hashable, Sendable {
    /// The month that the symbol names; nil for a continuous one.
    package var expiry: ChartSymbol.Expiry?
    /// How a continuous one is given its month.
    package var method: RollMethod
    /// The month that the chart showed, where its alert tells.
    package var chart: ChartSymbol.Expiry?

    package init(
        expiry: ChartSymbol.Expiry? = nil, method: RollMethod = .venue, chart: ChartSymbol.Expiry? = nil
    ) {
        self.expiry = expiry
        self.method = method
        self.chart = chart
    }
}
