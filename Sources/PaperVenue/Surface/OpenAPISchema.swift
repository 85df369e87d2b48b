import JSON

/// The schemas inside the venue's description of itself.
enum OpenAPISchema {
    static func model(
        _ model: SurfaceModel, _ examples: [String: OpenAPIExample], to writer: inout JSONWriter
    ) {
        object(model.fields, examples, to: &writer)
    }

    /// The payload, then the envelope with this endpoint's own error codes.
    static func answer(of endpoint: VenueEndpoint, _ codes: SurfaceEnum, to writer: inout JSONWriter) {
        writer.member("type", "object")
        OpenAPI.array("required", &writer) { writer in
            for field in endpoint.payload where field.isRequired { writer.value(field.name) }
            for name in ["success", "errorCode", "errorMessage"] { writer.value(name) }
        }
        OpenAPI.object("properties", &writer) { writer in
            for field in endpoint.payload { property(field, nil, &writer) }
            OpenAPI.object("success", &writer) { $0.member("type", "boolean") }
            OpenAPI.object("errorCode", &writer) { writer in
                number(codes, to: &writer)
                OpenAPI.array("enum", &writer) { for code in codes.names.indices { $0.value(code) } }
            }
            OpenAPI.object("errorMessage", &writer) { writer in
                writer.member("type", "string")
                writer.member("nullable", true)
            }
        }
    }

    static func problem(to writer: inout JSONWriter) {
        writer.member("type", "object")
        OpenAPI.array("required", &writer) { writer in
            for name in ["type", "title", "status", "traceId"] { writer.value(name) }
        }
        OpenAPI.object("properties", &writer) { writer in
            for name in ["type", "title", "traceId"] {
                OpenAPI.object(name, &writer) { $0.member("type", "string") }
            }
            OpenAPI.object("status", &writer) { $0.member("type", "integer") }
            OpenAPI.object("errors", &writer) { writer in
                writer.member("type", "object")
                OpenAPI.object("additionalProperties", &writer) { writer in
                    writer.member("type", "array")
                    OpenAPI.object("items", &writer) { $0.member("type", "string") }
                }
            }
        }
    }

    private static func object(
        _ fields: [SurfaceField], _ examples: [String: OpenAPIExample], to writer: inout JSONWriter
    ) {
        writer.member("type", "object")
        let required = fields.filter(\.isRequired)
        if !required.isEmpty {
            OpenAPI.array("required", &writer) { for field in required { $0.value(field.name) } }
        }
        OpenAPI.object("properties", &writer) { writer in
            for field in fields { property(field, examples[field.name], &writer) }
        }
    }

    private static func property(
        _ field: SurfaceField, _ example: OpenAPIExample?, _ writer: inout JSONWriter
    ) {
        OpenAPI.object(field.name, &writer) { writer in
            switch example {
            case .whole(let number): writer.member("example", number)
            case .text(let text): writer.member("example", text)
            case nil: break
            }
            switch field.kind {
            case .model(let model) where !field.isNullable:
                return writer.member("$ref", OpenAPI.reference(model))
            case .model(let model):
                OpenAPI.array("allOf", &writer) { $0.object { $0.member("$ref", OpenAPI.reference(model)) } }
            case .models(let model):
                writer.member("type", "array")
                OpenAPI.object("items", &writer) { $0.member("$ref", OpenAPI.reference(model)) }
            case .numbers(let values):
                writer.member("type", "array")
                OpenAPI.object("items", &writer) { number(values, to: &$0) }
            default: scalar(field.kind, to: &writer)
            }
            if field.isNullable { writer.member("nullable", true) }
        }
    }

    private static func scalar(_ kind: SurfaceField.Kind, to writer: inout JSONWriter) {
        switch kind {
        case .int64: integer("int64", from: Int64.min, to: Int64.max, &writer)
        case .number(let values): number(values, to: &writer)
        case .decimal:
            writer.member("type", "number")
            writer.member("format", "double")
            writer.member("minimum", number: "-\(BodyBinder.decimalMax)")
            writer.member("maximum", number: "\(BodyBinder.decimalMax)")
        case .bool: writer.member("type", "boolean")
        case .string: writer.member("type", "string")
        case .dateTime:
            writer.member("type", "string")
            writer.member("format", "date-time")
        default: integer("int32", from: Int64(Int32.min), to: Int64(Int32.max), &writer)
        }
    }

    /// Any int32 can be bound, so the numbers that mean something are told in words.
    private static func number(_ values: SurfaceEnum, to writer: inout JSONWriter) {
        integer("int32", from: Int64(Int32.min), to: Int64(Int32.max), &writer)
        let words = values.names.enumerated().map { "\($0.offset) \($0.element)" }
        writer.member("description", "\(values.rawValue): " + words.joined(separator: ", "))
    }

    private static func integer(
        _ format: String, from low: Int64, to high: Int64, _ writer: inout JSONWriter
    ) {
        writer.member("type", "integer")
        writer.member("format", format)
        writer.member("minimum", low)
        writer.member("maximum", high)
    }
}
