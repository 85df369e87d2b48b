/// One thing in the settings that is wrong, or worth a notice. No secret enters it.
package struct SettingsFault: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    package let what: String
    /// What the operator can do about it.
    package let remedy: String

    package init(file: String, line: Int, column: Int, what: String, remedy: String) {
        self.file = file
        self.line = line
        self.column = column
        self.what = what
        self.remedy = remedy
    }

    package var description: String { "\(file):\(line):\(column): \(what); \(remedy)" }
}

/// Everything that is wrong with the settings, sorted by place.
package struct SettingsFaults: Error, Hashable, Sendable, CustomStringConvertible {
    package let faults: [SettingsFault]

    package init(faults: [SettingsFault]) { self.faults = faults }

    /// One fault a line.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}
