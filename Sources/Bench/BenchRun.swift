/// What every bench is given.
package struct BenchRun: Sendable {
    package let program: String
    package let household: Household
    /// How long each load lasts.
    package let seconds: Double
    /// Rows of the ledgers that are grown.
    package let rows: [Int]

    package init(program: String, household: Household, seconds: Double, rows: [Int]) {
        self.program = program
        self.household = household
        self.seconds = seconds
        self.rows = rows
    }

    /// Floors take a part of the time of what they stand beside.
    var floorSeconds: Double { min(2, max(0.5, seconds / 5)) }
}
