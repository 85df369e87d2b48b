import Testing

/// Holds the tree to the sizes and names that keep it readable.
struct ShapeTests {
    static let sources = Repository.swiftFiles("Sources")
    static let tests = Repository.swiftFiles("Tests")

    @Test func `shows only what a visitor looks for at the top`() {
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "alert-templates", "config", "README.md", "LICENSE",
        ]
        // Folders that a run makes are ignored by git and by this.
        let made: Set<String> = ["var", "secrets"]
        #expect(Set(Repository.names("")).subtracting(made).isSubset(of: allowed))
        #expect(Set(Repository.names("")).isSuperset(of: allowed.subtracting(["LICENSE"])))
    }

    @Test func `keeps every source file within 400 lines`() {
        #expect(!Self.sources.isEmpty)
        for file in Self.sources where file.lines.count > 401 {
            Issue.record("\(file.path) has \(file.lines.count - 1) lines: look for the second subject inside")
        }
    }

    @Test func `keeps every line within 120 columns`() {
        for file in Self.sources + Self.tests {
            for (number, line) in file.lines.enumerated() where line.count > 120 && !line.contains("\"") {
                Issue.record("\(file.path):\(number + 1) has \(line.count) columns")
            }
        }
        #expect(!Self.tests.isEmpty)
    }

    @Test func `leaves nothing for later and no public door`() {
        let banned = ["TO" + "DO", "FIX" + "ME", "try" + "!", "fatal" + "Error(", "public ", "open class"]
        for file in Self.sources {
            for line in file.lines where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                for word in banned where line.contains(word) && !line.contains("\"") {
                    Issue.record("\(file.path) holds \(word): \(line)")
                }
            }
        }
    }

    @Test func `never sleeps in a test`() {
        let banned = ["usl" + "eep(", "Thread.sl" + "eep", "Task.sl" + "eep", " sle" + "ep("]
        for file in Self.tests {
            for word in banned where file.text.contains(word) {
                Issue.record("\(file.path) uses \(word)")
            }
        }
    }

    @Test func `expects something in every test file`() {
        for file in Self.tests where file.text.contains("@Test") {
            let words = ["#expect", "#require", "Issue.record", "confirmation("]
            if !words.contains(where: file.text.contains) { Issue.record("\(file.path) expects nothing") }
        }
    }
}
