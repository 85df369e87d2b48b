// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The pure core adds the compiler's check that nothing in it leaves memory safety.
let pure: [SwiftSetting] = common + [.strictMemorySafety()]

/// A door to a C library: a module map and the few C lines that Swift cannot import.
func door(_ name: String, pkgConfig: String? = nil, debian: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Platform/\(name)", pkgConfig: pkgConfig,
        providers: [.apt([debian])])
}

func layer(
    _ name: String, in folder: String? = nil, uses: [Target.Dependency] = [],
    settings: [SwiftSetting] = common, excludes: [String] = []
) -> Target {
    .target(
        name: name, dependencies: uses,
        path: "Sources/" + (folder.map { $0 + "/" } ?? "") + name, exclude: excludes,
        swiftSettings: settings)
}

func tests(_ name: String, uses: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: uses, path: "Tests/\(name)", resources: resources,
        swiftSettings: common)
}

let package = Package(
    name: "AlertBridge",
    products: [.executable(name: "alertbridge", targets: ["AlertBridge"])],
    targets: [
        door("CMicroHTTPD", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
        door("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        door("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        door("CWslay", debian: "libwslay-dev"),
        door("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
        door("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
        door("CTLS", pkgConfig: "libssl", debian: "libssl-dev"),
        door("CLinux", debian: "libc6-dev"),

        layer("Trading", settings: pure),
        layer("JSON", settings: pure),
        layer("Journey", uses: ["Trading", "JSON"], settings: pure),

        layer("Crypto", in: "Platform", uses: ["CCrypto"]),
        layer("TLS", in: "Platform", uses: ["CTLS"]),
        layer("HTTPServer", in: "Platform", uses: ["CMicroHTTPD", "CLinux", "TLS"]),
        layer("HTTPClient", in: "Platform", uses: ["CCurl", "CLinux"]),
        layer("WebSocket", in: "Platform", uses: ["CWslay", "CLinux", "HTTPClient", "Crypto"]),
        layer("SQLite", in: "Platform", uses: ["CSQLite", "CLinux"]),
        layer("YAML", in: "Platform", uses: ["CYAML"]),

        layer(
            "Webhook", in: "Adapters", uses: ["Journey", "Trading", "JSON", "HTTPServer", "Crypto"]),
        layer(
            "Gateway", in: "Adapters",
            uses: ["Journey", "Trading", "JSON", "HTTPClient", "WebSocket"]),
        layer("Ledger", in: "Adapters", uses: ["Journey", "Trading", "JSON", "SQLite", "Crypto"]),
        layer("Settings", in: "Adapters", uses: ["Journey", "Trading", "JSON", "YAML", "TLS"]),
        layer("Notify", in: "Adapters", uses: ["Journey", "HTTPClient"]),
        layer("Control", in: "Adapters", uses: ["Journey", "Trading", "JSON", "HTTPServer"]),

        layer("Engine", uses: ["Journey", "Trading"]),
        layer(
            "PaperVenue", uses: ["Trading", "JSON", "HTTPServer", "WebSocket", "Crypto"],
            excludes: ["README.md"]),

        layer(
            "Simulation",
            uses: [
                "Journey", "Trading", "JSON", "Engine", "Webhook", "Gateway", "Ledger", "HTTPServer",
                "HTTPClient", "WebSocket", "SQLite", "CSQLite", "Crypto",
            ]),

        layer(
            "Bench",
            uses: ["Journey", "Trading", "JSON", "Ledger", "HTTPServer", "Crypto", "CLinux"]),

        .executableTarget(
            name: "AlertBridge",
            dependencies: [
                "Trading", "JSON", "Journey", "Engine", "Webhook", "Gateway", "Ledger", "Settings",
                "Control", "Notify", "PaperVenue", "Simulation", "Bench", "HTTPServer", "HTTPClient",
                "WebSocket",
                "SQLite",
                "YAML", "TLS", "Crypto", "CLinux",
            ],
            path: "Sources/AlertBridge", swiftSettings: common,
            // The Swift runtime goes into the binary: nothing of Swift is needed where it runs.
            linkerSettings: [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]),

        // Raw sockets for tests that need a peer which breaks the rules.
        .target(
            name: "RawSockets", dependencies: ["HTTPClient", "CLinux"], path: "Tests/RawSockets",
            swiftSettings: common),

        // The other end of TLS, and certificates made for a test.
        .target(name: "TLSPeer", dependencies: ["CTLS"], path: "Tests/TLSPeer", swiftSettings: common),

        // The gateway's surface as the specification has it, for whoever is held against it.
        .target(
            name: "Surface", dependencies: ["JSON"], path: "Tests/Surface", exclude: ["surface.json"],
            swiftSettings: common),

        // Grows ledgers for the measurement of starts.
        .executableTarget(
            name: "growth", dependencies: ["Bench", "Ledger", "Journey", "Trading", "SQLite"],
            path: "Tests/Growth/Growth", swiftSettings: common),

        // What a ledger is put through on a simulated disk, and the program that does it all.
        .target(
            name: "DiskTrials", dependencies: ["Simulation", "Ledger", "Journey", "Trading", "SQLite"],
            path: "Tests/Disk/Trials", swiftSettings: common),
        .executableTarget(
            name: "disk", dependencies: ["DiskTrials"], path: "Tests/Disk/Program", swiftSettings: common),

        // Threads for tests that wait inside system calls.
        .testTarget(name: "OwnThreads", path: "Tests/OwnThreads", swiftSettings: common),

        tests("TradingTests", uses: ["Trading"]),
        tests("JSONTests", uses: ["JSON"]),
        tests(
            "IntakeTests",
            uses: ["OwnThreads", "Webhook", "HTTPServer", "HTTPClient", "Journey", "Trading", "JSON"]),
        tests("JourneyTests", uses: ["Journey", "Trading", "JSON"]),
        tests("TLSTests", uses: ["OwnThreads", "TLS", "TLSPeer"]),
        tests("HTTPServerTests", uses: ["OwnThreads", "HTTPServer", "TLS", "TLSPeer", "CLinux"]),
        tests("HTTPClientTests", uses: ["OwnThreads", "HTTPClient", "CLinux", "RawSockets"]),
        tests(
            "WebSocketTests",
            uses: ["OwnThreads", "WebSocket", "HTTPServer", "HTTPClient", "Crypto", "CLinux", "RawSockets"]),
        tests("CryptoTests", uses: ["Crypto"]),
        tests(
            "LedgerTests", uses: ["OwnThreads", "Ledger", "Journey", "Trading", "JSON", "SQLite", "Crypto"]),
        tests(
            "SettingsTests",
            uses: ["OwnThreads", "Settings", "YAML", "Journey", "Trading", "JSON", "TLSPeer"]),
        tests(
            "PaperVenueTests",
            uses: [
                "OwnThreads",
                "PaperVenue", "Trading", "JSON", "Crypto", "HTTPClient", "WebSocket", "RawSockets", "Surface",
            ]),
        tests(
            "GatewayTests",
            uses: [
                "OwnThreads",
                "Gateway", "PaperVenue", "Journey", "Trading", "JSON", "HTTPServer", "WebSocket", "Surface",
                "RawSockets",
            ]),
        tests(
            "SimulationTests",
            uses: [
                "OwnThreads", "Simulation", "Engine", "Gateway", "Ledger", "Journey", "Trading", "JSON",
                "SQLite", "DiskTrials",
            ]),
        tests("BenchTests", uses: ["OwnThreads", "RawSockets", "Bench", "JSON", "HTTPServer"]),
        tests("EngineTests", uses: ["OwnThreads", "Engine", "Journey", "Trading"]),
        tests(
            "WebhookTests",
            uses: [
                "OwnThreads", "Webhook", "Engine", "Journey", "Trading", "JSON", "HTTPServer", "HTTPClient",
                "Crypto",
            ]),
        tests(
            "AlertBridgeTests",
            uses: [
                "OwnThreads",
                "AlertBridge", "PaperVenue", "Journey", "Trading", "JSON", "HTTPClient", "Ledger",
                "SQLite", "Engine", "Settings", "Control", "Notify", "RawSockets", "TLSPeer",
            ]),
        tests("TidyTests", uses: ["Journey", "Trading", "JSON"]),
    ]
)
