import Glibc
import OwnThreads
import Testing

@testable import PaperVenue

@Suite(.ownThreads)
struct ManyVenuesTests {
    /// Entries of a folder under `/proc/self`: open descriptors in `fd`, threads in `task`.
    func count(_ name: String) throws -> Int {
        let folder = try #require(opendir("/proc/self/" + name))
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }

    @Test func `twenty stand side by side on ports of their own, and leave nothing behind`() throws {
        var took: [Duration] = []
        let before = try (descriptors: count("fd"), threads: count("task"))
        for _ in 0..<40 {
            var venues: [PaperVenue] = []
            for number in UInt64(1)...20 {
                var options = PaperVenueOptions()
                options.seed = number
                took.append(try ContinuousClock().measure { venues.append(try PaperVenue(options)) })
            }
            #expect(Set(venues.map(\.port)).count == 20)
            for venue in venues { venue.stop() }
        }
        // Half of what one left behind by each would come to: tests beside this one hold some too.
        #expect(try count("fd") < before.descriptors + 400)
        #expect(try count("task") < before.threads + 400)
        took.sort()
        print(
            "a venue starts in \(took[took.count / 2]), the slowest of \(took.count) in \(took[took.count - 1])"
        )
    }
}
