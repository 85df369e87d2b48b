import Testing
import Trading

/// A moment at the ends of the range can be told like any other: what shows it may be telling of a fault.
struct TimestampRangeTests {
    @Test(arguments: [
        (Int64.max, "294247-01-10T04:00:54.775807Z"), (.min, "-12-21T19:59:05.224192Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ])
    func `every moment has a description`(microseconds: Int64, end: String) {
        #expect(Timestamp(microseconds: microseconds).description.hasSuffix(end))
    }
}
