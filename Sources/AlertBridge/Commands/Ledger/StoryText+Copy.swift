import JSON
import Journey
import Trading

extension StoryText {
    /// How a copy came about: the leader's execution and position, and each follower's sum.
    static func copied(_ row: AlertRow) -> [String] {
        guard row.source == Desk.followSource, let root = (try? JSONDocument(row.canonical))?.root else {
            return []
        }
        func text(_ name: String, _ value: JSONValue) -> String {
            value[name]?.string ?? value[name]?.numberText ?? "?"
        }
        let trade = root["trade"]?.numberText.map { " by its trade \($0)" }
        let cause = trade ?? (text("cause", root) == "drift" ? ", and a follower stood elsewhere" : "")
        let head =
            "  copy \(text("copy", root)): \(text("leader", root)) holds \(text("position", root)) "
            + "\(text("product", root))\(cause)"
        let followers = root["followers"]?.elements ?? []
        return [head]
            + followers.map { one in
                let inverse = one["inverse"]?.bool == true ? " against it" : ""
                let most = one["max"]?.numberText.map { ", at most \($0)" } ?? ""
                return
                    "  \(text("account", one))\(inverse): x \(text("ratio", one))\(most) makes \(text("target", one)), "
                    + "it held \(text("held", one)), so \(text("difference", one)) to trade"
            }
    }
}
