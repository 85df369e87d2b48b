import Glibc
import JSON

extension Site {
    /// Runs a command that trades by hand, to its end.
    func byHand(_ words: String..., asks: Bool = false) async throws -> Program {
        let settings = try scratch.write("settings.yaml", settings.text)
        let common = ["--config", settings, "--account", "paper-1", "--json"] + (asks ? [] : ["--yes"])
        let program = try start(words + common)
        if await program.ended() == nil { program.kill9() }
        return program
    }

    var tokenFile: String { ledger + ".token" }
}

extension Program {
    /// What a command printed with `--json`.
    var answer: JSONValue? { lines.last.flatMap { (try? JSONDocument(Array($0.utf8)))?.root } }

    subscript(_ key: String) -> String? { answer?[key]?.string }
}

/// A terminal whose other end the test holds.
final class Terminal {
    let path: String
    /// `TIOCSPTLCK` and `TIOCGPTN`, which Swift does not import (Linux, asm-generic/ioctls.h).
    private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    private let descriptor: Int32

    init() throws {
        let opened = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (lock, number): (Int32, Int32) = (0, 0)
        guard opened >= 0, ioctl(opened, Self.setLock, &lock) == 0,
            ioctl(opened, Self.getNumber, &number) == 0
        else { throw SystemFailure("/dev/ptmx", errno) }
        descriptor = opened
        path = "/dev/pts/\(number)"
    }

    deinit { close(descriptor) }

    func type(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
