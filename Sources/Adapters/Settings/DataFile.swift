import YAML

/// Reads a YAML text of data that stands beside the settings: each fault is one of that file.
enum DataFile {
    /// - Parameters:
    ///   - what: What the file is, as a fault calls it.
    ///   - sample: A file to begin with.
    static func bytes(of path: String, what: String, sample: String) throws(SettingsFaults) -> [UInt8] {
        do {
            return try OpenFile(path).bytes(max: YAMLLimits().bytesMax + 1)
        } catch {
            throw SettingsFaults(faults: [
                SettingsFault(
                    file: path, line: 1, column: 1, what: "the \(what) cannot be read: \(error.reason)",
                    remedy: "name a readable file, such as a copy of \(sample)")
            ])
        }
    }

    static func document(
        _ text: [UInt8], name: String, sample: String
    ) throws(SettingsFaults) -> YAMLDocument {
        do {
            return try YAMLDocument.parse(text)
        } catch {
            throw SettingsFaults(faults: [
                SettingsFault(
                    file: name, line: error.line, column: error.column, what: error.what,
                    remedy: "correct the YAML, or start from \(sample)")
            ])
        }
    }
}
