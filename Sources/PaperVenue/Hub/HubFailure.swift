/// The texts that the framework completes a failed call with.
enum HubFailure {
    static func exception(_ target: String, _ why: String) -> String {
        "Failed to invoke '\(target)' due to an error on the server. HubException: \(why)"
    }

    static func noSuchMethod(_ target: String) -> String { exception(target, "Method does not exist.") }

    static func argumentCount(_ target: String, _ count: Int, wanted: Int) -> String {
        exception(target, "Invocation provides \(count) argument(s) but target expects \(wanted).")
    }

    /// What the framework says when an argument has the wrong type.
    static func unbound(_ target: String) -> String {
        "Failed to invoke '\(target)' due to an error on the server."
    }
}
