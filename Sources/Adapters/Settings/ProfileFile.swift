package import Journey

/// The door to a firm's profile: one YAML text in, a profile or its faults out.
package enum ProfileFile {
    private static let sample = "config/profiles/topstep-50k-combine.yaml"

    /// - Throws: Every fault; a file that cannot be read is one fault at line 1, column 1.
    package static func load(path: String) throws(SettingsFaults) -> FirmProfile {
        let text = try DataFile.bytes(of: path, what: "profile", sample: sample)
        return try parse(text, name: path)
    }

    /// - Parameter name: Faults name the file by it, and so does whatever is told of the profile.
    package static func parse(_ text: [UInt8], name: String) throws(SettingsFaults) -> FirmProfile {
        let document = try DataFile.document(text, name: name, sample: sample)
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
