/// One field of a request or of an answer.
///
/// Source of the whole table: Swagger of api.topstepx.com, 2026-09, and live captures of 2026-08 where they
/// differ.
struct SurfaceField: Sendable {
    enum Kind: Hashable, Sendable {
        case int32, int64, decimal, bool, string, dateTime
        /// One number of an enum; binding takes any int32.
        case number(SurfaceEnum)
        case numbers(SurfaceEnum)
        case model(SurfaceModel)
        case models(SurfaceModel)
    }

    let name: String
    let kind: Kind
    /// In a request: binding fails without it. In an answer: it is always there.
    let isRequired: Bool
    let isNullable: Bool

    static func needed(_ name: String, _ kind: Kind) -> SurfaceField {
        SurfaceField(name: name, kind: kind, isRequired: true, isNullable: false)
    }

    /// May be absent, may be null.
    static func optional(_ name: String, _ kind: Kind) -> SurfaceField {
        SurfaceField(name: name, kind: kind, isRequired: false, isNullable: true)
    }

    /// Always there, though null where there is nothing to say.
    static func nullable(_ name: String, _ kind: Kind) -> SurfaceField {
        SurfaceField(name: name, kind: kind, isRequired: true, isNullable: true)
    }
}

extension SurfaceField.Kind {
    /// The framework's name of the type, as its messages have it.
    func typeName(isNullable: Bool) -> String {
        switch self {
        case .int32: Self.wrapped("System.Int32", isNullable)
        case .int64: Self.wrapped("System.Int64", isNullable)
        case .decimal: Self.wrapped("System.Decimal", isNullable)
        case .bool: Self.wrapped("System.Boolean", isNullable)
        case .dateTime: Self.wrapped("System.DateTime", isNullable)
        case .number(let values): Self.wrapped(values.rawValue, isNullable)
        case .string: "System.String"
        case .numbers(let values): "System.Collections.Generic.List`1[\(values.rawValue)]"
        case .model(let model), .models(let model): model.rawValue
        }
    }

    private static func wrapped(_ name: String, _ isNullable: Bool) -> String {
        isNullable ? "System.Nullable`1[\(name)]" : name
    }
}
