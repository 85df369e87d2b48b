import JSON
import Trading

extension MonthFacts {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("age_us", ifPresent: age?.microseconds)
            writer.member("age_max_us", ifPresent: ageMax?.microseconds)
            writer.member("traded", ifPresent: traded)
            writer.member("venue", ifPresent: venue)
            writer.member("asked", ifPresent: asked)
            writer.member("method", ifPresent: method == .venue ? nil : method.description)
            writer.member("picked", ifPresent: picked)
            writer.member("gap", ifPresent: gap)
            writer.member("chart", ifPresent: chart)
            writer.member("differs", ifPresent: differs ? true : nil)
            writer.member("contradiction", ifPresent: contradiction)
        }
    }

    init?(_ json: JSONValue) {
        self.init()
        if let text = json["method"]?.string {
            guard let read = RollMethod(text) else { return nil }
            method = read
        }
        age = json["age_us"]?.int64.map(Span.init(microseconds:))
        ageMax = json["age_max_us"]?.int64.map(Span.init(microseconds:))
        traded = json["traded"]?.string
        venue = json["venue"]?.string
        asked = json["asked"]?.string
        picked = json["picked"]?.string
        gap = json["gap"]?.string
        chart = json["chart"]?.string
        differs = json["differs"]?.bool ?? false
        contradiction = json["contradiction"]?.string
    }
}
