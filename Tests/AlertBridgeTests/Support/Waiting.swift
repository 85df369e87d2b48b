import Dispatch

/// Looks again and again until something holds, with a short rest between two looks.
///
/// - Returns: false when `seconds` have passed without it. The last look comes after that, so that a machine
///   that was busy elsewhere fails nothing.
func eventually(seconds: Int = 90, _ holds: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if try await holds() { return true }
        await rest()
    }
    return try await holds()
}

/// Gives the thread back for some milliseconds.
private func rest() async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(15)) { continuation.resume() }
    }
}
