package import Testing

/// Runs the tests of a suite on threads of their own, and no more than a machine can carry at once.
///
/// For suites that use real sockets, files and processes: they wait far more than they compute.
package struct OwnThreads: SuiteTrait, TestTrait, TestScoping {
    /// Tests at once, whatever the machine: each waits most of its time.
    private static let places = Places(16)

    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Self.places.enter()
        defer { Self.places.leave() }
        try await withTaskExecutorPreference(ThreadPool.shared) { try await function() }
    }
}

extension Trait where Self == OwnThreads {
    package static var ownThreads: Self { Self() }
}
