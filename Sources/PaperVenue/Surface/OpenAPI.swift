import JSON

/// The venue's description of itself, written from the table that also binds its requests.
///
/// OpenAPI 3.0, where the real gateway has Swagger 2.0: only it can say that a field may be null.
enum OpenAPI {
    /// - Parameter examples: Values for request fields of these names, so that a fuzzer can reach what lies
    ///   behind the first look-up.
    static func document(examples: [String: OpenAPIExample] = [:]) -> [UInt8] {
        JSONWriter.write { writer in
            writer.object { write(examples, to: &$0) }
        }
    }

    private static func write(_ examples: [String: OpenAPIExample], to writer: inout JSONWriter) {
        writer.member("openapi", "3.0.3")
        object("info", &writer) { writer in
            writer.member("title", "ProjectX Gateway API")
            writer.member("description", "A paper venue that speaks the ProjectX Gateway API.")
            writer.member("version", "1.0.0")
        }
        array("servers", &writer) { $0.object { $0.member("url", "/") } }
        object("paths", &writer) { writer in
            for endpoint in VenueEndpoint.allCases { path(endpoint, &writer) }
        }
        object("components", &writer) { components(examples, &$0) }
    }

    private static func path(_ endpoint: VenueEndpoint, _ writer: inout JSONWriter) {
        object(endpoint.path, &writer) { writer in
            object(endpoint.method.lowercased(), &writer) { writer in
                array("tags", &writer) { writer in
                    writer.value(String(endpoint.shortPath.prefix { $0 != "/" }))
                }
                writer.member("operationId", endpoint.shortPath.replacing("/", with: "_"))
                if endpoint.needsToken {
                    array("security", &writer) { $0.object { array("Bearer", &$0) { _ in } } }
                }
                if let request = endpoint.request { body(request, &writer) }
                object("responses", &writer) { responses(endpoint, &$0) }
            }
        }
    }

    private static func body(_ model: SurfaceModel, _ writer: inout JSONWriter) {
        object("requestBody", &writer) { writer in
            writer.member("required", true)
            content("application/json", &writer) { $0.member("$ref", reference(model)) }
        }
    }

    private static func responses(_ endpoint: VenueEndpoint, _ writer: inout JSONWriter) {
        object("200", &writer) { writer in
            writer.member("description", "Success, and every business failure")
            guard let codes = endpoint.codes else {
                return content("text/plain", &writer) { $0.member("type", "string") }
            }
            content("application/json", &writer) { OpenAPISchema.answer(of: endpoint, codes, to: &$0) }
        }
        if endpoint.request != nil {
            problem("400", "What cannot be bound", &writer)
            problem("415", "The body is not declared as JSON", &writer)
        }
        if endpoint.needsToken { unauthorized(&writer) }
        let empty = [
            ("404", "No such path"), ("405", "Another verb; Allow tells which"),
            ("413", "The body is too long"), ("429", "Too many calls"),
        ]
        for (status, text) in empty where status != "429" || endpoint != .ping {
            object(status, &writer) { $0.member("description", text) }
        }
    }

    private static func unauthorized(_ writer: inout JSONWriter) {
        object("401", &writer) { writer in
            writer.member("description", "Token missing, wrong or expired; the body is empty")
        }
    }

    private static func problem(_ status: String, _ text: String, _ writer: inout JSONWriter) {
        object(status, &writer) { writer in
            writer.member("description", text)
            content("application/problem+json", &writer) {
                $0.member("$ref", "#/components/schemas/ProblemDetails")
            }
        }
    }

    private static func content(
        _ type: String, _ writer: inout JSONWriter, _ schema: (inout JSONWriter) -> Void
    ) {
        object("content", &writer) { writer in
            object(type, &writer) { object("schema", &$0, schema) }
        }
    }

    private static func components(
        _ examples: [String: OpenAPIExample], _ writer: inout JSONWriter
    ) {
        object("schemas", &writer) { writer in
            for model in SurfaceModel.allCases {
                let known = model.isRow ? [:] : examples
                object(model.rawValue, &writer) { OpenAPISchema.model(model, known, to: &$0) }
            }
            object("ProblemDetails", &writer) { OpenAPISchema.problem(to: &$0) }
        }
        object("securitySchemes", &writer) { writer in
            object("Bearer", &writer) { writer in
                writer.member("type", "http")
                writer.member("scheme", "bearer")
                writer.member("bearerFormat", "JWT")
            }
        }
    }

    static func reference(_ model: SurfaceModel) -> String { "#/components/schemas/\(model.rawValue)" }

    static func object(
        _ key: String, _ writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void
    ) {
        writer.key(key)
        writer.object(body)
    }

    static func array(_ key: String, _ writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
        writer.key(key)
        writer.array(body)
    }
}

/// A value that a request field could have.
enum OpenAPIExample: Hashable, Sendable {
    case whole(Int64)
    case text(String)
}
