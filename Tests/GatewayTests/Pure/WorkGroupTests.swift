import Synchronization
import Testing

@testable import Gateway

/// Counting what is under way.
struct WorkGroupTests {
    private final class Count: Sendable {
        let value = Mutex(0)
        func more() { value.withLock { $0 += 1 } }
    }

    private let group = WorkGroup()
    private let told = Count()

    @Test func `an empty group tells at once`() {
        #expect(group.isEmpty)
        group.whenEmpty { [told] in told.more() }
        #expect(told.value.withLock { $0 } == 1)
    }

    @Test func `the last who leaves tells everybody, once`() {
        group.enter()
        group.enter()
        for _ in 0..<2 { group.whenEmpty { [told] in told.more() } }
        group.leave()
        #expect(told.value.withLock { $0 } == 0)
        group.leave()
        #expect(told.value.withLock { $0 } == 2)
        group.enter()
        group.leave()
        #expect(told.value.withLock { $0 } == 2)
    }

    @Test func `a group may be given up while it counts`() {
        var given: WorkGroup? = WorkGroup()
        given?.enter()
        given = nil
        #expect(given == nil)
    }
}
