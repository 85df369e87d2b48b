package import Trading

/// The door to a calendar: one YAML text in, a calendar or its faults out.
package enum CalendarFile {
    private static let sample = "config/calendar.yaml"

    /// - Throws: Every fault; a file that cannot be read is one fault at line 1, column 1.
    package static func load(path: String) throws(SettingsFaults) -> MarketCalendar {
        let text = try DataFile.bytes(of: path, what: "calendar", sample: sample)
        return try parse(text, name: path)
    }

    /// - Parameter name: Faults name the file by it.
    package static func parse(_ text: [UInt8], name: String) throws(SettingsFaults) -> MarketCalendar {
        let document = try DataFile.document(text, name: name, sample: sample)
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
