import Journey
import Testing

struct HookPathTests {
    @Test(
        arguments: [
            ("/hooks/orb", "orb", nil), ("/hooks/orb/abc-_.9", "orb", "abc-_.9"),
            ("/hooks/A.b_c-1", "A.b_c-1", nil),
            ("/hooks/..", "..", nil),
        ] as [(String, String, String?)])
    func `names a source and offers a secret`(path: String, source: String, secret: String?) throws {
        let hook = try #require(HookPath(path))
        #expect(hook.source == source)
        #expect(hook.secret == secret.map { Array($0.utf8) })
    }

    @Test(arguments: [
        "", "/", "/hooks", "/hooks/", "hooks/orb", "/hooks//secret", "/hooks/orb/", "/hooks/orb/s/",
        "/hooks/orb/s/t",
        "/Hooks/orb", "//hooks/orb", "/hooks/or%62", "/hooks/orb/s%20t", "/hooks/orb?x=1", "/hooks/orb b",
        "/hooks/ör",
        "/hook/orb", "/hooks/orb#x", "/hooks/orb\\s", "/hooks/orb\n",
    ])
    func `is nothing else`(path: String) {
        #expect(HookPath(path) == nil)
    }

    @Test func `takes names of up to 128 characters`() {
        let name = String(repeating: "a", count: 128)
        #expect(HookPath("/hooks/\(name)/\(name)") != nil)
        #expect(HookPath("/hooks/\(name)a") == nil)
        #expect(HookPath("/hooks/orb/\(name)a") == nil)
    }
}
