import JSON

/// Takes a hub's arguments out of whatever they are wrapped in.
///
/// Payloads come wrapped as `{"action", "data"}` and bare, alone and in lists, with nulls among them and a
/// number before them. `action` is never looked at: what its numbers mean is not known. Source: live captures
/// of 2026-08 against the vendor's page, which shows the bare form.
enum HubPayloads {
    /// The payloads in one argument: lists are opened, wrappers taken off, nulls and numbers passed over.
    static func open(_ argument: JSONValue) -> [JSONValue] {
        switch argument.kind {
        case .array: argument.elements.flatMap(open)
        case .object:
            if argument["action"] != nil, let data = argument["data"] { open(data) } else { [argument] }
        case .null, .number, .nan: []
        case .bool, .string: [argument]
        }
    }
}
