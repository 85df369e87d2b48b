import HTTPClient
import Trading

/// The venue's time, as its answers carry it.
extension SimulatedVenue {
    func dated(_ response: HTTPClientResponse) -> HTTPClientResponse {
        guard tellsTime else { return response }
        return HTTPClientResponse(
            status: response.status, headers: HTTPClientHeaders([("Date", Self.date(wall))]),
            body: response.body, firstByteSentAt: response.firstByteSentAt)
    }

    /// `Mon, 23 Nov 2026 15:00:00 GMT`: whole seconds, cut.
    private static func date(_ time: Timestamp) -> String {
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
