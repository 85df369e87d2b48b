import YAML

/// The door to the settings: one YAML text in, a checked configuration or every fault out.
package enum SettingsFile {
    /// - Parameters:
    ///   - path: Faults name the file by it.
    ///   - environment: Where `env:NAME` is looked up.
    /// - Throws: Every fault; a file that cannot be read is one fault at line 1, column 1.
    package static func load(
        path: String, environment: [String: String]
    ) throws(SettingsFaults) -> Configuration {
        let text: [UInt8]
        do {
            text = try OpenFile(path).bytes(max: YAMLLimits().bytesMax + 1)
        } catch {
            let fault = SettingsFault(
                file: path, line: 1, column: 1, what: "the settings cannot be read: \(error.reason)",
                remedy: "give the path of a readable file, such as config/alertbridge.yaml")
            throw SettingsFaults(faults: [fault])
        }
        return try parse(text, name: path, folder: folder(of: path), environment: environment)
    }

    /// - Parameters:
    ///   - name: Faults name the file by it.
    ///   - folder: Where the relative paths of secrets and certificates start.
    /// - Throws: Every fault, sorted by place; text that is no YAML is a single one.
    package static func parse(
        _ text: [UInt8], name: String, folder: String, environment: [String: String]
    ) throws(SettingsFaults) -> Configuration {
        let document: YAMLDocument
        do {
            document = try YAMLDocument.parse(text)
        } catch {
            // The fault's key is left out: text run together, such as `secret:abc`, is a key to YAML.
            let fault = SettingsFault(
                file: name, line: error.line, column: error.column, what: error.what,
                remedy: remedy(for: error.kind))
            throw SettingsFaults(faults: [fault])
        }
        var reader = SettingsReader(file: name, folder: folder, environment: environment)
        let configuration = reader.read(document.root)
        guard let configuration, reader.report.count == 0 else {
            throw SettingsFaults(faults: reader.report.faults)
        }
        return configuration
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func remedy(for kind: YAMLFault.Kind) -> String {
        switch kind {
        case .empty: "start from config/alertbridge.yaml"
        case .tooLarge, .tooDeep, .tooMany: "keep to what config/README.md lists"
        case .unreadable: "save the file as UTF-8, without control characters"
        case .syntax: "correct the YAML here or just before; quote a text that holds : # [ ] { } or a comma"
        case .anchor, .alias: "write the value out each time"
        case .tag: "remove the tag"
        case .directive: "remove the line"
        case .secondDocument: "keep one document in one file"
        case .duplicateKey: "keep one of the two"
        case .badKey: "write a name, then a colon"
        case .outOfMemory: "free some memory and try again"
        }
    }
}
