import JSON
import Trading

/// Hands out the fields of a request body that fits its model.
struct RequestFields: Sendable {
    private let value: JSONValue
    private let path: String

    init(_ body: [UInt8], as model: SurfaceModel) throws(BindingFault) {
        self.init(try BodyBinder.bind(body, as: model), path: "$")
    }

    private init(_ value: JSONValue, path: String) {
        self.value = value
        self.path = path
    }

    func int32(_ name: String) throws(BindingFault) -> Int64 {
        guard let number = try int32IfPresent(name) else { throw fault(name, "System.Int32") }
        return number
    }

    func int32IfPresent(_ name: String) throws(BindingFault) -> Int64? {
        guard let field = present(name) else { return nil }
        guard let number = field.int64, Int32(exactly: number) != nil else {
            throw fault(name, "System.Int32")
        }
        return number
    }

    func int64(_ name: String) throws(BindingFault) -> Int64 {
        guard let number = present(name)?.int64 else { throw fault(name, "System.Int64") }
        return number
    }

    func bool(_ name: String) throws(BindingFault) -> Bool {
        guard let truth = present(name)?.bool else { throw fault(name, "System.Boolean") }
        return truth
    }

    func boolIfPresent(_ name: String) throws(BindingFault) -> Bool? {
        present(name) == nil ? nil : try bool(name)
    }

    func string(_ name: String) throws(BindingFault) -> String {
        guard let text = present(name)?.string else { throw fault(name, "System.String") }
        return text
    }

    func stringIfPresent(_ name: String) throws(BindingFault) -> String? {
        present(name) == nil ? nil : try string(name)
    }

    /// A price that needs finer steps than 10⁻⁹ comes back off every grid, so that it is refused as such.
    func priceIfPresent(_ name: String) throws(BindingFault) -> Price? {
        guard let field = present(name) else { return nil }
        guard let text = field.numberText else { throw fault(name, "System.Decimal") }
        return Price(text) ?? Price(nanos: 1)
    }

    /// The framework also takes a time without a zone, which is UTC here, and a mere date.
    func time(_ name: String) throws(BindingFault) -> Timestamp {
        guard let time = present(name)?.string.flatMap(RequestTime.read) else {
            throw fault(name, "System.DateTime")
        }
        return time
    }

    func timeIfPresent(_ name: String) throws(BindingFault) -> Timestamp? {
        present(name) == nil ? nil : try time(name)
    }

    /// The numbers of an array; nil when the field is absent or null.
    func int32sIfPresent(_ name: String) throws(BindingFault) -> [Int64]? {
        guard let field = present(name) else { return nil }
        let numbers = field.elements.compactMap(\.int64)
        guard field.kind == .array, numbers.count == field.count else { throw fault(name, "System.Int32[]") }
        return numbers
    }

    func objectIfPresent(_ name: String) -> RequestFields? {
        present(name).map { RequestFields($0, path: "\(path).\(name)") }
    }

    /// Absent and null are the same to a nullable field.
    private func present(_ name: String) -> JSONValue? {
        value[name].flatMap { $0.isNull ? nil : $0 }
    }

    private func fault(_ name: String, _ type: String) -> BindingFault {
        .wrongType(value[name] ?? value, "\(path).\(name)", type: type)
    }
}
