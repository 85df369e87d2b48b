/// Why a body is not the request that its endpoint takes: answered with 400 before anything is looked at.
struct BindingFault: Error, Hashable, Sendable {
    let key: String
    let text: String

    static let emptyBody = BindingFault(key: "", text: "A non-empty request body is required.")

    static func notJSON(_ what: String) -> BindingFault {
        BindingFault(key: "$", text: "The JSON text is invalid. \(what)")
    }

    static func missing(_ names: [String], model: String) -> BindingFault {
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        return BindingFault(
            key: "$",
            text:
                "JSON deserialization for type '\(model)' was missing required properties including: \(list)."
        )
    }

    static func wrongType(_ path: String, type: String) -> BindingFault {
        BindingFault(
            key: path, text: "The JSON value could not be converted to \(type). Path: \(path).")
    }

    var reply: VenueReply {
        .problem(
            status: 400, section: "15.5.1", title: "One or more validation errors occurred.",
            errors: [(key, text), ("request", "The request field is required.")])
    }
}
