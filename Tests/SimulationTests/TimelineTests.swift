import Simulation
import Synchronization
import Testing
import Trading

/// The clock of a simulated world.
struct TimelineTests {
    private final class Said: Sendable {
        let words = Mutex<[String]>([])
        func say(_ word: String) { words.withLock { $0.append(word) } }
    }

    private let timeline = Timeline(wall: Timestamp(microseconds: 1_000_000_000))
    private let said = Said()

    @Test func `jobs run by their time, and those of one moment in the order they were set`() {
        for (word, wait) in [("late", 30), ("first", 10), ("second", 10), ("soon", 5)] {
            timeline.after(.milliseconds(Int64(wait))) { [said] in said.say(word) }
        }
        while timeline.step() {}
        #expect(said.words.withLock { $0 } == ["soon", "first", "second", "late"])
        #expect(timeline.steady == Timestamp(microseconds: 30_000))
    }

    @Test func `a cancelled job does not run, and one that ran leaves nothing behind`() {
        let ticket = timeline.after(.seconds(1)) { [said] in said.say("no") }
        timeline.after(.seconds(2)) { [said] in said.say("yes") }
        timeline.cancel(ticket)
        #expect(timeline.next == Timestamp(microseconds: 2_000_000))
        while timeline.step() {}
        #expect(said.words.withLock { $0 } == ["yes"])
        #expect(timeline.next == nil)
    }

    @Test func `a job that takes long delays the next, and the wall clock steps alone`() {
        timeline.after(.seconds(1)) { [timeline] in timeline.pass(.seconds(5)) }
        timeline.after(.seconds(2)) { [said, timeline] in said.say("\(timeline.steady.microseconds)") }
        while timeline.step() {}
        #expect(said.words.withLock { $0 } == ["6000000"])
        timeline.stepWall(by: .seconds(-3_600))
        #expect(timeline.now.wall == Timestamp(microseconds: 1_000_000_000 + 6_000_000 - 3_600_000_000))
        #expect(timeline.now.steady == Timestamp(microseconds: 6_000_000))
    }
}
