import Trading

/// A time as the header `Date` carries it: whole seconds, cut.
///
/// It follows the venue's own clock, like everything else that the venue tells of time: a client beside a venue that
/// plays another day, or plays it faster, sees that their clocks differ.
enum HTTPDate {
    static func text(_ time: Timestamp) -> String {
        let text = time.description
        let (date, clock) = (text.prefix(10), text.dropFirst(11).prefix(8))
        let day = CivilDate(date)
        let month = months[Int(day?.parts.month ?? 1) - 1]
        let weekday = weekdays[Int(day?.weekday ?? 0)]
        return "\(weekday), \(date.suffix(2)) \(month) \(date.prefix(4)) \(clock) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
