import Testing

/// Holds the import lines of every target against the table of layers.
struct LayerTests {
    /// A target's folder, and which of our own modules it may import.
    struct Layer: Sendable, CustomTestStringConvertible {
        let folder: String
        let imports: Set<String>
        var testDescription: String { folder }
    }

    static let pure: Set<String> = ["Trading", "JSON"]

    static let layers = [
        Layer(folder: "Trading", imports: []),
        Layer(folder: "JSON", imports: []),
        Layer(folder: "Journey", imports: pure),
        Layer(folder: "Platform/Crypto", imports: ["CCrypto"]),
        Layer(folder: "Platform/TLS", imports: ["CTLS"]),
        Layer(folder: "Platform/HTTPServer", imports: ["CMicroHTTPD", "CLinux", "TLS"]),
        Layer(folder: "Platform/HTTPClient", imports: ["CCurl", "CLinux"]),
        Layer(folder: "Platform/WebSocket", imports: ["CWslay", "CLinux", "HTTPClient", "Crypto"]),
        Layer(folder: "Platform/SQLite", imports: ["CSQLite", "CLinux"]),
        Layer(folder: "Platform/YAML", imports: ["CYAML"]),
        Layer(folder: "Adapters/Webhook", imports: pure.union(["Journey", "HTTPServer", "Crypto"])),
        Layer(folder: "Adapters/Gateway", imports: pure.union(["Journey", "HTTPClient", "WebSocket"])),
        Layer(folder: "Adapters/Ledger", imports: pure.union(["Journey", "SQLite", "Crypto"])),
        Layer(folder: "Adapters/Settings", imports: pure.union(["Journey", "YAML", "TLS"])),
        Layer(folder: "Adapters/Control", imports: pure.union(["Journey", "HTTPServer"])),
        Layer(folder: "Adapters/Notify", imports: ["Journey", "HTTPClient"]),
        Layer(folder: "Engine", imports: ["Journey", "Trading"]),
        Layer(
            folder: "Simulation",
            imports: pure.union([
                "Journey", "Engine", "Webhook", "Gateway", "Ledger", "HTTPServer", "HTTPClient", "WebSocket",
                "SQLite", "CSQLite", "Crypto",
            ])),
        Layer(
            folder: "Bench", imports: pure.union(["Journey", "Ledger", "HTTPServer", "Crypto", "CLinux"])),
        Layer(folder: "PaperVenue", imports: pure.union(["HTTPServer", "WebSocket", "Crypto", "CLinux"])),
    ]

    /// What any target may import besides, and what only those that are not pure may.
    static let everywhere: Set<String> = ["Synchronization"]
    static let impure: Set<String> = ["Glibc", "Dispatch", "Foundation"]

    @Test(arguments: layers)
    func `imports only what its layer allows`(layer: Layer) {
        let files = Repository.swiftFiles("Sources/" + layer.folder)
        #expect(!files.isEmpty)
        let isPure = ["Trading", "JSON", "Journey"].contains(layer.folder)
        let allowed = isPure ? layer.imports : layer.imports.union(Self.everywhere).union(Self.impure)
        for file in files {
            for module in Self.imports(of: file) where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module)")
            }
        }
    }

    @Test func `knows every target`() {
        let listed = Set(Self.layers.map(\.folder))
        let groups = ["Platform", "Adapters"]
        let tops = Repository.names("Sources").filter { Repository.isFolder("Sources/" + $0) }
        let found =
            tops.filter { !groups.contains($0) && $0 != "AlertBridge" }
            + groups.flatMap { group in Repository.names("Sources/" + group).map { group + "/" + $0 } }
            .filter { path in !Repository.swiftFiles("Sources/" + path).isEmpty }
        #expect(Set(found) == listed)
    }

    @Test func `keeps Foundation out of every target`() {
        let files = Repository.swiftFiles("Sources")
        #expect(files.count > 100)
        for file in files where Self.imports(of: file).contains("Foundation") {
            Issue.record("\(file.path) imports Foundation without a dated note")
        }
    }

    @Test(arguments: ["Trading", "JSON", "Journey"])
    func `keeps clocks, dice and waiting out of the pure core`(target: String) {
        let banned = [
            "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", ".random(", ".shuffled()",
            ".randomElement()", " async ", "await ", "Task {", "Task.", "print(", "clock_gettime", "Mutex",
        ]
        for file in Repository.swiftFiles("Sources/" + target) {
            for line in file.lines where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                // A name that ends so is another word.
                let line = line.replacing("ingerprint(", with: "")
                for word in banned where line.contains(word) {
                    Issue.record("\(file.path) uses \(word): \(line)")
                }
            }
        }
        #expect(!Repository.swiftFiles("Sources/" + target).isEmpty)
    }

    private static func imports(of file: Repository.File) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index < 3, !line.hasPrefix("//"),
                words[..<index].allSatisfy({ ["package", "internal", "private", "@testable"].contains($0) })
            else { return nil }
            return words.count > index + 1 ? String(words[index + 1]) : nil
        }
    }
}
