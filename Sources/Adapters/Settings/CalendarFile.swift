package import Trading
import YAML

/// The door to a calendar: one YAML text in, a calendar or its faults out.
package enum CalendarFile {
    /// - Throws: Every fault; a file that cannot be read is one fault at line 1, column 1.
    package static func load(path: String) throws(SettingsFaults) -> MarketCalendar {
        let text: [UInt8]
        do {
            text = try OpenFile(path).bytes(max: YAMLLimits().bytesMax + 1)
        } catch {
            throw SettingsFaults(faults: [
                SettingsFault(
                    file: path, line: 1, column: 1, what: "the calendar cannot be read: \(error.reason)",
                    remedy: "name a readable file, such as a copy of config/calendar.yaml")
            ])
        }
        return try parse(text, name: path)
    }

    /// - Parameter name: Faults name the file by it.
    package static func parse(_ text: [UInt8], name: String) throws(SettingsFaults) -> MarketCalendar {
        let document: YAMLDocument
        do {
            document = try YAMLDocument.parse(text)
        } catch {
            throw SettingsFaults(faults: [
                SettingsFault(
                    file: name, line: error.line, column: error.column, what: error.what,
                    remedy: "correct the YAML, or start from config/calendar.yaml")
            ])
        }
        var reader = CalendarReader(file: name)
        let calendar = reader.read(document.root)
        guard let calendar, reader.report.count == 0 else {
            throw SettingsFaults(faults: reader.report.faults)
        }
        return calendar
    }

    package static func builtIn() throws(SettingsFaults) -> MarketCalendar {
        try parse(Array(BuiltInCalendar.text.utf8), name: "the calendar that is built in")
    }
}
