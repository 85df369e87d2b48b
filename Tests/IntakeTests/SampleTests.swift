import Journey
import Testing

/// Runs the table of messages through the real reader.
struct SampleTests {
    @Test(arguments: Sample.all)
    func `means what the table says`(sample: Sample) {
        let told = sample.told()
        #expect(told == sample.outcome, "ACTUAL \(sample.name) :: \(told)")
    }

    @Test func `no name stands twice in the table`() {
        let names = Sample.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
