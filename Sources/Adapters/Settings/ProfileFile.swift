package import Journey
import YAML

/// The door to a firm's profile: one YAML text in, a profile or its faults out.
package enum ProfileFile {
    /// - Throws: Every fault; a file that cannot be read is one fault at line 1, column 1.
    package static func load(path: String) throws(SettingsFaults) -> FirmProfile {
        let text: [UInt8]
        do {
            text = try OpenFile(path).bytes(max: YAMLLimits().bytesMax + 1)
        } catch {
            throw SettingsFaults(faults: [
                SettingsFault(
                    file: path, line: 1, column: 1, what: "the profile cannot be read: \(error.reason)",
                    remedy: "name a readable file, such as a copy of config/profiles/topstep-50k-combine.yaml"
                )
            ])
        }
        return try parse(text, name: path)
    }

    /// - Parameter name: Faults name the file by it, and so does whatever is told of the profile.
    package static func parse(_ text: [UInt8], name: String) throws(SettingsFaults) -> FirmProfile {
        let document: YAMLDocument
        do {
            document = try YAMLDocument.parse(text)
        } catch {
            throw SettingsFaults(faults: [
                SettingsFault(
                    file: name, line: error.line, column: error.column, what: error.what,
                    remedy: "correct the YAML, or start from a file of config/profiles")
            ])
        }
        var reader = ProfileReader(file: name)
        let profile = reader.read(document.root)
        guard let profile, reader.report.count == 0 else {
            throw SettingsFaults(faults: reader.report.faults)
        }
        return profile
    }

    /// - Returns: nil when no profile of that name is built in.
    package static func builtIn(_ name: String) throws(SettingsFaults) -> FirmProfile? {
        guard let text = BuiltInProfiles.text(of: name) else { return nil }
        return try parse(Array(text.utf8), name: name)
    }
}
