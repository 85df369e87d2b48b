import Settings
import Testing

/// Settings for the tests: texts with places to change, and variables for their secrets.
enum SampleSettings {
    /// Fits a source; told apart from the others in what a test looks through for leaks.
    static let alertSecret = "alert-secret-0123456789abcdef"
    static let environment = [
        "USER_NAME": "hidden-user", "API_KEY": "hidden-key", "ALERT_SECRET": alertSecret,
    ]

    /// Everything that must be there and nothing else; rules on line 10.
    static let least = """
        gateways:
          paper: { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,
                   username: env:USER_NAME, api_key: env:API_KEY }
        accounts:
          one: { gateway: paper, id: 1001 }
          two: { gateway: paper, id: 1002 }
        sources:
          demo: { secret: env:ALERT_SECRET }
          other: { secret: env:ALERT_SECRET }
        rules:
          - { name: first, when: { source: demo }, to: [{ account: one }] }
          - { name: second, when: { source: other }, to: [{ account: two }] }

        """

    static func parse(
        _ text: String, folder: String = ".", environment: [String: String] = environment
    ) throws -> Configuration {
        try SettingsFile.parse(
            Array(text.utf8), name: "test.yaml", folder: folder, environment: environment)
    }

    /// The faults as they are printed; empty when there are none.
    static func faults(
        _ text: String, folder: String = ".", environment: [String: String] = environment
    ) -> [String] {
        do {
            _ = try SettingsFile.parse(
                Array(text.utf8), name: "test.yaml", folder: folder, environment: environment)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    /// The faults of a text in which a `▸` marks the place of each, beside those places with their messages.
    static func marked(
        _ marked: String, faults messages: [String], folder: String = ".",
        environment: [String: String] = environment
    ) -> (found: [String], expected: [String]) {
        var text = ""
        var places: [String] = []
        var (line, column) = (1, 1)
        for character in marked {
            if character == "▸" {
                places.append("test.yaml:\(line):\(column): ")
                continue
            }
            text.append(character)
            (line, column) = character == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        let expected = zip(places, messages).map { $0 + $1 }
        guard places.count == messages.count else { return ([], ["as many marks as messages"]) }
        return (faults(text, folder: folder, environment: environment), expected)
    }

    /// The least settings with one piece changed, which must be there exactly once.
    static func changed(_ piece: String, to other: String) throws -> String {
        try #require(least.ranges(of: piece).count == 1, "\(piece) must stand in the sample once")
        return least.replacing(piece, with: other)
    }
}
