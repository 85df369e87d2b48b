import Glibc
import Testing

extension ProgramTests {
    /// Commands that are only waited for end with the signal that asks for it.
    @Suite struct StopTests {
        @Test(arguments: [SIGINT, SIGTERM])
        func `a long run that nothing depends on is ended by its signal`(signal: Int32) async throws {
            let program = try Program(["simulate", "--nightly", "--threads", "1", "--hash"])
            defer { program.kill9() }
            #expect(await program.word(after: "seed=") != nil)
            program.signal(signal)
            #expect(await program.ended() == .killed(by: signal))
        }
    }
}
