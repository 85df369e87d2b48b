import Journey
import OwnThreads
import Settings
import Testing
import Trading

/// Where secrets come from, and that they go nowhere.
@Suite(.ownThreads)
struct SettingsSecretTests {
    static let secret = "file-secret-0123456789abcdef"

    private func source(_ reference: String) -> String {
        SampleSettings.least.replacing(
            "demo: { secret: env:ALERT_SECRET }", with: "demo: { secret: ▸\(reference) }")
    }

    private func login(_ reference: String) -> String {
        SampleSettings.least.replacing("api_key: env:API_KEY", with: "api_key: ▸\(reference)")
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [secret, secret + "\n", secret + "\r\n"], [UInt32(0o600), 0o400])
    func `reads a secret from a file that is its owner's alone`(text: String, mode: UInt32) throws {
        let folder = try SecretFolder()
        try folder.write("orb", bytes(text), mode: mode)
        for reference in ["file:orb", "file:\(folder.path)/orb", "file:../\(folder.path.dropFirst(5))/orb"] {
            let text = source(reference).replacing("▸", with: "")
            let found = try SampleSettings.parse(text, folder: folder.path).sources.first
            #expect(found?.secret.matches(bytes(Self.secret)) == true)
        }
    }

    @Test(arguments: [UInt32(0o640), 0o604, 0o620, 0o610, 0o601, 0o644, 0o660])
    func `refuses a file that others may use`(mode: UInt32) throws {
        let folder = try SecretFolder()
        try folder.write("orb", bytes(Self.secret), mode: mode)
        let shown = "\(folder.path)/orb"
        let (found, expected) = SampleSettings.marked(
            source("file:orb"),
            faults: [
                "sources.demo.secret leads to \(shown), which others may use "
                    + "(mode 0\(String(mode, radix: 8))); chmod 600 \(shown)"
            ], folder: folder.path)
        #expect(found == expected)
    }

    @Test(arguments: [
        ([UInt8](), "which is empty; write the secret into that file"),
        ([10], "which is empty; write the secret into that file"),
        ([UInt8](repeating: 65, count: 4_097), "which is over 4096 bytes; keep the secret alone in it"),
        ([0xFF, 0xFE], "which is no UTF-8; keep the secret alone in it"),
    ])
    func `refuses a file that holds no secret`(content: [UInt8], fault: String) throws {
        let folder = try SecretFolder()
        try folder.write("key", content)
        let (found, expected) = SampleSettings.marked(
            login("file:key"), faults: ["gateways.paper.api_key leads to \(folder.path)/key, \(fault)"],
            folder: folder.path)
        #expect(found == expected)
    }

    @Test func `takes a login of up to 4096 bytes`() throws {
        let folder = try SecretFolder()
        try folder.write("key", [UInt8](repeating: 65, count: 4_096))
        let text = login("file:key").replacing("▸", with: "")
        let key = try SampleSettings.parse(text, folder: folder.path).gateways.first?.apiKey.reveal()
        #expect(key?.utf8.count == 4_096)
    }

    @Test(arguments: ["two\nlines", "two\n\n", "a\u{0}b", "a\rb\n"])
    func `refuses a secret of more than one line`(content: String) throws {
        let folder = try SecretFolder()
        try folder.write("key", bytes(content))
        let (found, expected) = SampleSettings.marked(
            login("file:key"),
            faults: [
                "gateways.paper.api_key leads to a secret with a control character or a line break in it; "
                    + "store it in one line"
            ], folder: folder.path)
        #expect(found == expected)
    }

    @Test func `refuses a file that is missing, and one that is a folder`() throws {
        let folder = try SecretFolder()
        let remedy = "write the secret into that file, or correct the path"
        for (name, reason) in [("none", "No such file or directory"), (".", "not a regular file")] {
            let (found, expected) = SampleSettings.marked(
                login("file:\(name)"),
                faults: [
                    "gateways.paper.api_key leads to \(folder.path)/\(name), which cannot be read: "
                        + "\(reason); \(remedy)"
                ], folder: folder.path)
            #expect(found == expected)
        }
    }

    static let variable = "after env: write a name of letters, digits and underscores"

    @Test(arguments: [
        ("env:UNSET_KEY", "needs UNSET_KEY, which is not set; set it where the program starts"),
        ("env:EMPTY_KEY", "needs EMPTY_KEY, which is empty; set it to the secret"),
        ("env:hunter2", "needs the variable, which is not set; set it where the program starts"),
        ("env:2FAST", "names no environment variable; \(variable)"),
        ("\"env:\"", "names no environment variable; \(variable)"),
        ("env:A-B", "names no environment variable; \(variable)"),
        ("\"env: API_KEY\"", "names no environment variable; \(variable)"),
        ("\"file:\"", "names no file; after file: write its path"),
        (
            "hunter2",
            "is neither env:NAME nor file:PATH; "
                + "move the secret itself into an environment variable or a file of mode 0600"
        ),
        (
            "ENV:API_KEY",
            "is neither env:NAME nor file:PATH; "
                + "move the secret itself into an environment variable or a file of mode 0600"
        ),
        ("{ env: hunter2 }", "is no single value; write one value instead of a list or a mapping"),
    ])
    func `refuses a reference that leads nowhere`(reference: String, fault: String) {
        var environment = SampleSettings.environment
        environment["EMPTY_KEY"] = ""
        let (found, expected) = SampleSettings.marked(
            login(reference), faults: ["gateways.paper.api_key \(fault)"], environment: environment)
        #expect(found == expected)
    }

    @Test(arguments: [21, 129])
    func `refuses a source's secret of the wrong length`(length: Int) {
        checkSource(String(repeating: "x", count: length))
    }

    @Test(arguments: [
        "alert secret 0123456789abcdef", "alert-secret-0123456789abcdef/", "päss-0123456789-0123456789",
    ])
    func `refuses a source's secret that cannot stand in a path`(secret: String) {
        checkSource(secret)
    }

    private func checkSource(_ secret: String) {
        var environment = SampleSettings.environment
        environment["OTHER_SECRET"] = secret
        let (found, expected) = SampleSettings.marked(
            source("env:OTHER_SECRET"),
            faults: [
                "sources.demo.secret leads to a secret that is not 22 to 128 of A-Z a-z 0-9 . _ -; "
                    + "make one with: alertbridge secret new"
            ], environment: environment)
        #expect(found == expected)
    }

    @Test(arguments: [22, 128])
    func `takes a source's secret of 22 to 128 characters`(length: Int) throws {
        let secret = String(repeating: "aB3dE6gH9jK2mN5pQ8sT1v", count: 6).prefix(length).description
        let text = source("env:OTHER_SECRET").replacing("▸", with: "")
        var environment = SampleSettings.environment
        environment["OTHER_SECRET"] = secret
        let configuration = try SampleSettings.parse(text, environment: environment)
        #expect(configuration.sources.first?.secret.matches(bytes(secret)) == true)
    }

    @Test func `shows a login to the login request alone`() throws {
        let configuration = try SampleSettings.parse(SampleSettings.least)
        let login = try #require(configuration.gateways.first)
        #expect(login.username.reveal() == "hidden-user" && login.apiKey.reveal() == "hidden-key")
        #expect(login.apiKey.description == "<credential>")
        #expect(String(reflecting: login.apiKey) == "<credential>")
        #expect(Mirror(reflecting: login.apiKey).children.isEmpty)
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [dumped, String(describing: configuration), String(reflecting: configuration)] {
            #expect(text.contains("<credential>"))
            for secret in SampleSettings.environment.values { #expect(!text.contains(secret)) }
        }
    }

    @Test(arguments: [
        ("username: env:USER_NAME", "username: hunter2"), ("username: env:USER_NAME", "username:hunter2"),
        ("username: env:USER_NAME", "username=hunter2"), ("username: env:USER_NAME", "username: [hunter2]"),
        ("username: env:USER_NAME", "username: { value: hunter2 }"),
        ("username: env:USER_NAME", "username: env:hunter2"),
        ("username: env:USER_NAME", "username: &hunter2 env:USER_NAME"),
        ("username: env:USER_NAME", "username: *hunter2"),
        ("username: env:USER_NAME", "username: !hunter2 x"),
        ("username: env:USER_NAME", "username: \"hunter2"), ("username: env:USER_NAME", "username: @hunter2"),
        ("username: env:USER_NAME", "username:hunter2, username:hunter2"),
        ("username: env:USER_NAME", "username: x: hunter2"),
        ("http://127.0.0.1:8090,", "https://me:hunter2@a.example,"),
        ("http://127.0.0.1:8090,", "\"https://a.example?token=hunter2\","),
        ("http://127.0.0.1:8090,", "hunter2,"),
    ])
    func `repeats no secret that stands where it should not`(piece: String, other: String) throws {
        let faults = SampleSettings.faults(try SampleSettings.changed(piece, to: other))
        #expect(!faults.isEmpty)
        #expect(faults.allSatisfy { !$0.contains("hunter2") })
    }
}
