import JSON

/// Why a body is not the request that its endpoint takes: answered with 400 before anything is looked at.
struct BindingFault: Error, Hashable, Sendable {
    /// Each fault's place and text.
    let errors: [[String]]

    private init(_ errors: [[String]]) { self.errors = errors }

    /// A fault of the conversion; the request as a whole is then missing too.
    private init(key: String, text: String) {
        errors = [[key, text], ["request", "The request field is required."]]
    }

    static let emptyBody = BindingFault(key: "", text: "A non-empty request body is required.")

    static func notJSON(_ fault: JSONFault) -> BindingFault {
        BindingFault(
            key: "$",
            text: "The JSON text is invalid: \(fault.what). Path: $ | "
                + position(line: fault.line, column: fault.column))
    }

    static func missing(_ names: [String], model: String) -> BindingFault {
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        return BindingFault(
            key: "$",
            text:
                "JSON deserialization for type '\(model)' was missing required properties including: \(list)."
        )
    }

    static func wrongType(_ value: JSONValue, _ path: String, type: String) -> BindingFault {
        let place = position(line: value.line, column: value.column)
        return BindingFault(
            key: path, text: "The JSON value could not be converted to \(type). Path: \(path) | \(place)")
    }

    /// Texts that were null: they convert, and fail the validation behind.
    static func required(_ names: [String]) -> BindingFault {
        BindingFault(
            names.map { [$0, "The \($0.split(separator: ".").last ?? "") field is required."] })
    }

    var reply: VenueReply {
        .problem(
            status: 400, section: "15.5.1", title: "One or more validation errors occurred.",
            errors: errors.map { ($0[0], $0[1]) })
    }

    /// As the framework counts: from 0.
    private static func position(line: Int, column: Int) -> String {
        "LineNumber: \(line - 1) | BytePositionInLine: \(column - 1)."
    }
}
