import Trading

/// Reads the times of requests, as leniently as the framework does.
enum RequestTime {
    /// A date, or a date with hours and minutes, seconds and a fraction of any length, with `Z`, an offset or
    /// no zone at all, which then is UTC. Years before 1970 and after 2199 count as the nearest moment within.
    static func read(_ text: String) -> Timestamp? {
        guard text.utf8.count >= 10, text.utf8.count <= 100, let year = Int(text.prefix(4)),
            text.utf8.prefix(4).allSatisfy({ (48...57).contains($0) })
        else { return nil }
        guard let time = whole(text) else { return nil }
        guard year >= 1970 else { return lowest }
        return year < 2200 ? time : highest
    }

    private static let lowest = Timestamp(microseconds: 0)
    /// The end of the year 2199.
    private static let highest = Timestamp(microseconds: 7_258_118_399_999_999)

    /// Fills in what is left away; a year out of range is read as one of the same length.
    private static func whole(_ text: String) -> Timestamp? {
        guard let year = Int(text.prefix(4)) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let near = (1970..<2200).contains(year) ? text.prefix(4) : isLeap ? "2000" : "2001"
        let rest = String(text.dropFirst(4))
        guard rest.utf8.count > 6 else { return Timestamp(near + rest + "T00:00:00Z") }
        let clock = rest.dropFirst(6)
        guard clock.first == "T" || clock.first == "t" else { return nil }
        let zoneStart = clock.lastIndex { "Zz+-".contains($0) } ?? clock.endIndex
        let zone = zoneStart == clock.endIndex ? "Z" : String(clock[zoneStart...]).uppercased()
        var time = String(clock[..<zoneStart].dropFirst())
        if time.utf8.count == 5 { time += ":00" }
        if let point = time.firstIndex(of: ".") {
            let fraction = time[point...].dropFirst()
            guard !fraction.isEmpty, fraction.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            time = String(time[..<point]) + "." + fraction.prefix(9)
        }
        return Timestamp(near + rest.prefix(6) + "T" + time + zone)
    }
}
