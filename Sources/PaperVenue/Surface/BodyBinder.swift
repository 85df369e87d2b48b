import JSON
import Trading

/// Reads a request's body against the table, as the framework binds it: in the body's own order, stopping at
/// the first value that cannot be converted, and naming what is missing at the end of each object.
///
/// Names have to be exact; unknown ones are ignored, and so is what stands in them.
enum BodyBinder {
    /// The framework's own depth.
    private static let limits = JSONLimits(depthMax: 32)

    /// - Returns: the body's object, whose fields of the model fit.
    static func bind(_ body: [UInt8], as model: SurfaceModel) throws(BindingFault) -> JSONValue {
        guard body.contains(where: { !" \t\r\n".utf8.contains($0) }) else { throw .emptyBody }
        let document: JSONDocument
        do {
            document = try JSONDocument(body, limits: limits)
        } catch {
            throw .notJSON(error)
        }
        guard !document.root.isNull else { throw .emptyBody }
        var empty: [String] = []
        try check(document.root, as: model, at: "$", of: "", &empty)
        guard empty.isEmpty else { throw .required(empty) }
        return document.root
    }

    /// - Parameters:
    ///   - name: The object's property name with a point behind it, as the validation names its members.
    ///   - empty: Collects the texts that are null though they must not be: those are converted, and refused
    ///   by the validation that follows.
    private static func check(
        _ value: JSONValue, as model: SurfaceModel, at path: String, of name: String,
        _ empty: inout [String]
    ) throws(BindingFault) {
        guard value.kind == .object else { throw .wrongType(value, path, type: model.rawValue) }
        var seen: Set<String> = []
        for (key, member) in value.members {
            guard let field = model.fields.first(where: { $0.name == key }) else { continue }
            seen.insert(key)
            let path = "\(path).\(key)"
            let property = name + key.prefix(1).uppercased() + key.dropFirst()
            if member.isNull, field.isNullable { continue }
            if member.isNull, field.kind.isReference {
                empty.append(property)
            } else {
                try check(member, field, at: path, of: property + ".", &empty)
            }
        }
        let missing = model.fields.filter { $0.isRequired && !seen.contains($0.name) }.map(\.name)
        guard missing.isEmpty else { throw .missing(missing, model: model.rawValue) }
    }

    private static func check(
        _ value: JSONValue, _ field: SurfaceField, at path: String, of name: String,
        _ empty: inout [String]
    ) throws(BindingFault) {
        switch field.kind {
        case .model(let model): return try check(value, as: model, at: path, of: name, &empty)
        case .numbers(let values):
            guard value.kind == .array else { break }
            for (index, element) in value.elements.enumerated() where !isInt32(element) {
                throw .wrongType(element, "\(path)[\(index)]", type: values.rawValue)
            }
            return
        default: if isValue(value, field.kind) { return }
        }
        throw .wrongType(value, path, type: field.kind.typeName(isNullable: field.isNullable))
    }

    private static func isValue(_ value: JSONValue, _ kind: SurfaceField.Kind) -> Bool {
        switch kind {
        case .int32, .number: isInt32(value)
        case .int64: isWhole(value) && value.int64 != nil
        case .decimal: isDecimal(value)
        case .bool: value.bool != nil
        case .string: value.string != nil
        case .dateTime: value.string.flatMap(RequestTime.read) != nil
        case .numbers, .model, .models: false
        }
    }

    private static func isInt32(_ value: JSONValue) -> Bool {
        isWhole(value) && value.int64.flatMap(Int32.init(exactly:)) != nil
    }

    /// `1.0` and `1e0` are no integers to the framework.
    private static func isWhole(_ value: JSONValue) -> Bool {
        value.numberText?.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (48...57).contains($0) } ?? false
    }

    /// Just within the framework's decimal, and what the description of the venue says.
    static let decimalMax = 7.9228e28

    private static func isDecimal(_ value: JSONValue) -> Bool {
        guard let text = value.numberText, let number = Double(text) else { return false }
        return number.magnitude <= decimalMax
    }
}

extension SurfaceField.Kind {
    /// Whether null converts to it, so that only the validation behind the conversion refuses it.
    fileprivate var isReference: Bool {
        switch self {
        case .string, .model, .models, .numbers: true
        case .int32, .int64, .decimal, .bool, .dateTime, .number: false
        }
    }
}
