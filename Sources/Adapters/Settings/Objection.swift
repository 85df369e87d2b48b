/// What is wrong with one value, before it is known where the value stands.
struct Objection: Error, Hashable {
    /// Goes on after the value's path: `is no whole number`.
    let what: String
    let remedy: String

    init(_ what: String, remedy: String) {
        self.what = what
        self.remedy = remedy
    }
}
